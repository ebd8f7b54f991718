"""Forms in our look: every field is drawn by ``components/field.html``, hint and error tied to its input."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.http import QueryDict


class SheetRenderer(TemplatesSetting):
    """Draws forms and fields with our components; the admin keeps its own."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class SheetMixin:
    """Gives every widget its class, so that templates only say ``{{ form.email.as_field_group }}``."""

    default_renderer: type[BaseRenderer] | BaseRenderer | None = SheetRenderer
    use_required_attribute = True
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.data = _plain(self.data)
        for field in self.fields.values():  # type: ignore[attr-defined]
            dress(field.widget)


def _plain(data: Any) -> Any:
    """Return what was filled in with plain line ends: browsers post two signs, of which a text message pays each."""
    if not isinstance(data, QueryDict):
        return data
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [str(value).replace("\r\n", "\n") for value in values])
    return plain


def dress(widget: forms.Widget) -> None:
    """Give one widget the class of its kind, keeping those it has."""
    if widget.is_hidden or isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.CheckboxInput):
        return
    classes = widget.attrs.get("class", "").split()
    if "input" not in classes:
        widget.attrs["class"] = " ".join([*classes, "input"])


@dataclass(frozen=True)
class Section:
    """Fields that belong together: a title, words beside them, the fields' names; a tuple of names shares one line."""

    title: str
    words: str
    fields: Sequence[str | tuple[str, ...]]


class SheetForm(SheetMixin, forms.Form):
    """A form of a page. One that names its ``sections`` is drawn by ``components/form_sections.html``."""

    sections: ClassVar[Sequence[Section]] = ()

    def parts(self) -> list[tuple[Section, list[list[BoundField]]]]:
        """Return each section with the lines of its fields, to be drawn."""
        return [
            (section, [[self[name] for name in ([line] if isinstance(line, str) else line)] for line in section.fields])
            for section in self.sections
        ]


class SheetModelForm(SheetMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a page that edits one row; the service writes it, not ``save()``."""


class Switch(forms.CheckboxInput):
    """A yes-or-no that acts like a light switch."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "switch", "role": "switch", **(attrs or {})})


class PhoneInput(forms.TextInput):
    """A phone number: the number pad on a phone, filled in by the browser."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", **(attrs or {})})


class DollarInput(forms.TextInput):
    """An amount in dollars as people type it: ``480,000`` or ``$480k``; the form's field turns it into cents."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})


class CentsField(forms.Field):
    """Dollars typed by a person, cleaned to whole cents."""

    widget = DollarInput
    default_error_messages = {"invalid": "Write an amount such as 480,000 or 480k. Nothing was lost."}

    def to_python(self, value: Any) -> int | None:
        """Return cents, or None for an empty field."""
        text = str(value or "").strip().lower().replace("$", "").replace(",", "").replace(" ", "")
        if not text:
            return None
        factor = {"k": 100_000, "m": 100_000_000}.get(text[-1], 100)
        number = text[:-1] if text[-1] in "km" else text
        if not number.replace(".", "", 1).isdigit():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(round(float(number) * factor))

    def prepare_value(self, value: Any) -> Any:
        """Return stored cents as dollars for the input; what a person typed stays as typed."""
        return f"{value / 100:,.0f}" if isinstance(value, int) else value
