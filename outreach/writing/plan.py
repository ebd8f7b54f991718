"""A template as a file describes it, checked field by field. Pure.

Whatever is wrong is refused with the file, the template and the field, so that who edits one knows where to look.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from crm.states import LeadKind
from outreach.errors import InvalidTemplate
from outreach.states import Touch, WritingChannel
from outreach.writing import fill, judge, markup, variables

SHIPPED = Path(__file__).resolve().parent / "sets"
MOST_IN_A_FILE = 200
KEY_LENGTH, NAME_LENGTH, SUBJECT_LENGTH, TEXT_LENGTH, HTML_LENGTH = 80, 120, 200, 20_000, 60_000
KEYS_IN_ORDER = ("key", "name", "channel", "audience", "touch", "county", "language", "subject", "text", "html")
KEYS = set(KEYS_IN_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePlan:
    """One template, checked."""

    key: str
    name: str
    channel: str
    audience: str = ""
    touch: str = Touch.ANY
    county: str = ""
    language: str = "en"
    subject: str = ""
    text: str
    html: str = ""

    @property
    def checksum(self) -> str:
        """Return the fingerprint of the words: what makes a new version."""
        return checksum(self.subject, self.text, self.html)


def checksum(subject: str, text: str, html: str = "") -> str:
    """Return the fingerprint of a version's words. Without HTML it is that of versions from before there was any."""
    return hashlib.sha256(json.dumps([subject, text, *([html] if html else [])]).encode()).hexdigest()


def shipped() -> list[TemplatePlan]:
    """Return every template of this release."""
    return [plan for path in sorted(SHIPPED.glob("*.yaml")) if path.stem != "counties" for plan in read_file(path)]


def read_file(path: Path) -> list[TemplatePlan]:
    """Return the templates of one file.

    Raises:
        InvalidTemplate: as ``read``.
    """
    return read(path.read_text(encoding="utf-8"), file=path.name)


def read(content: str, *, file: str) -> list[TemplatePlan]:
    """Return the templates that a YAML text describes. With ``html: true`` its HTML is made from its text.

    Raises:
        InvalidTemplate: it is not YAML, or a template in it is not as it should be; the message says where.
    """
    try:
        raw = yaml.safe_load(content)
    except yaml.YAMLError as problem:
        raise InvalidTemplate(f"{file} is not valid YAML: {problem}") from problem
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_IN_A_FILE:
        raise InvalidTemplate(f"{file} is a list of 1 to {MOST_IN_A_FILE} templates.")
    plans = [_one(row, f"{file}, template {number}") for number, row in enumerate(raw, start=1)]
    keys = [plan.key for plan in plans]
    twice = next((key for key in keys if keys.count(key) > 1), "")
    if twice:
        raise InvalidTemplate(f"{file} has “{twice}” twice.")
    return plans


def write(plans: list[TemplatePlan]) -> str:
    """Return templates as a file that ``read`` takes."""
    rows = [
        {name: value for name in KEYS_IN_ORDER if (value := getattr(plan, name)) or name == "text"} for plan in plans
    ]
    return yaml.dump(rows, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def check_words(channel: str, subject: str, text: str, html: str = "") -> None:
    """Refuse words that could not be filled, or that would not be let out however much is known of the person.

    Args:
        html: cleaned.
    Raises:
        InvalidTemplate: ``field`` is ``subject``, ``text`` or ``html``.
    """
    if not text.strip():
        raise InvalidTemplate("Write something first.", field="text")
    if len(text) > TEXT_LENGTH:
        raise InvalidTemplate(f"It is longer than {TEXT_LENGTH} characters.", field="text")
    if channel == WritingChannel.EMAIL and not subject.strip():
        raise InvalidTemplate("An email needs a subject.", field="subject")
    if len(subject) > SUBJECT_LENGTH:
        raise InvalidTemplate(f"A subject has {SUBJECT_LENGTH} characters at most.", field="subject")
    fill.check(subject, field="subject")
    fill.check(text, field="text")
    _check_html(channel, html)
    for values in (variables.examples(), variables.least()):
        _check_filled(subject, text, html, values)


def _check_html(channel: str, html: str) -> None:
    if not html:
        return
    if channel != WritingChannel.EMAIL:
        raise InvalidTemplate("Only an email has HTML.", field="html")
    if len(html) > HTML_LENGTH:
        raise InvalidTemplate(f"It is longer than {HTML_LENGTH} characters.", field="html")
    fill.check(markup.as_text(html), field="html")


def _check_filled(subject: str, text: str, html: str, values: Mapping[str, str]) -> None:
    filled_subject, filled = fill.fill(subject, values).text, fill.fill(text, values).text
    shown = markup.as_text(fill.fill_html(html, values).text) if html else ""
    if not filled or (subject and not filled_subject) or (html and not shown):
        raise InvalidTemplate("Where little is known of a person, nothing of it would be left.", field="text")
    parts = (("subject", filled_subject, ""), ("text", "", filled), ("html", "", shown))
    for field, subject_part, text_part in parts:
        why = judge.first_refusal(subject_part, text_part, brand=values["brokerage"])
        if why:
            raise InvalidTemplate(why, field=field)


def _one(row: Any, where: str) -> TemplatePlan:
    if not isinstance(row, Mapping) or set(row) - KEYS:
        unknown = ", ".join(sorted(set(row) - KEYS)) if isinstance(row, Mapping) else "no fields"
        raise InvalidTemplate(f"{where} has {unknown}; known are {', '.join(KEYS_IN_ORDER)}.")
    values = {name: row[name] for name in row if row[name] is not None}
    if values.get("html") is True:  # the same words, so that nobody has to write them twice
        values["html"] = markup.from_text(str(values.get("text", "")).strip())
    if not all(isinstance(value, str) for value in values.values()):
        raise InvalidTemplate(f"{where}: every field is a text.")
    for name in ("key", "name", "channel", "text"):
        if not values.get(name, "").strip():
            raise InvalidTemplate(f"{where} lacks {name}.")
    where = f"{where} ({values['key']})"
    _one_of(values, "channel", WritingChannel.values, where)
    _one_of(values, "touch", Touch.values, where)
    _one_of(values, "audience", ["", *LeadKind.values], where)
    if len(values["key"]) > KEY_LENGTH or not values["key"].replace("_", "").replace("-", "").isalnum():
        raise InvalidTemplate(f"{where}: key is made of letters, digits, - and _, {KEY_LENGTH} at most.")
    if len(values["name"]) > NAME_LENGTH:
        raise InvalidTemplate(f"{where}: name has {NAME_LENGTH} characters at most.")
    values["text"] = values["text"].strip()
    if "html" in values:
        values["html"] = markup.clean(values["html"])
    try:
        check_words(values["channel"], values.get("subject", ""), values["text"], values.get("html", ""))
    except InvalidTemplate as refusal:
        raise InvalidTemplate(f"{where}: {refusal.field}: {refusal.message}", field=refusal.field) from refusal
    return TemplatePlan(**values)


def _one_of(values: Mapping[str, str], name: str, allowed: list[str], where: str) -> None:
    if values.get(name, allowed[0]) not in allowed:
        raise InvalidTemplate(f"{where}: {name} is one of {', '.join(filter(None, allowed))}.")


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as people write them."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
