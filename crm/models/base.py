"""What every tenant table shares: its brokerage, its times, and foreign keys that cannot cross tenants."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table
from django.db.models.signals import class_prepared
from django_scopes import ScopedManager

from realestate.lib import clock, scopes


class UpdatedAtField(models.DateTimeField):  # type: ignore[type-arg]  # not generic at run time
    """The moment of the last ``save``, by our own clock (``auto_now`` would ask another)."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        moment = clock.now()
        setattr(model_instance, self.attname, moment)
        return moment


def scoped(queryset: type[models.QuerySet[Any]] = models.QuerySet) -> Any:
    """Return a manager of ``queryset`` that sees only the brokerage in force and raises outside a scope."""
    return ScopedManager(_manager_class=models.Manager.from_queryset(queryset), brokerage="brokerage")


class BrokerageKey(models.ForeignKey[Any, Any]):
    """The link of a row to its brokerage; left out, it is the brokerage in force.

    Not written as ``default=``, because type checkers then take the id for optional. Migrations see the default.
    """

    def get_default(self) -> int | None:
        """Return the brokerage in force; None outside a scope, which the database refuses."""
        return scopes.current_id()

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", list(args), {**kwargs, "default": scopes.current_id}


class BrokerageModel(models.Model):
    """A row that belongs to one brokerage. New rows take the brokerage in force; outside a scope the insert fails."""

    brokerage = BrokerageKey("crm.Brokerage", on_delete=models.CASCADE, related_name="+", editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = UpdatedAtField(editable=False)

    objects = scoped()

    class Meta:
        abstract = True


class SameBrokerage(models.BaseConstraint):
    """A composite foreign key ``(brokerage_id, x_id)``: the database refuses a link into another brokerage.

    It stands in the place of Django's own key on ``x_id``, deferred like that, so rows of one transaction may come
    in any order. Empty links pass, as in SQL.
    """

    def __init__(self, *, name: str, field: str, violation_error_message: str | None = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        field = model._meta.get_field(self.field)
        target = field.related_model._meta.db_table
        quote = schema_editor.quote_name
        return Statement(
            f"CREATE UNIQUE INDEX IF NOT EXISTS {quote(f'{target}_in_brokerage')} "
            f"ON {quote(target)} (brokerage_id, id); "
            f"ALTER TABLE %(table)s ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (brokerage_id, {quote(field.column)}) REFERENCES {quote(target)} (brokerage_id, id) "
            "DEFERRABLE INITIALLY DEFERRED",
            table=Table(model._meta.db_table, quote),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            f"ALTER TABLE %(table)s DROP CONSTRAINT {schema_editor.quote_name(self.name)}",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        if exclude and self.field in exclude:
            return
        related = getattr(instance, self.field, None)
        if related is not None and related.brokerage_id != instance.brokerage_id:
            raise ValidationError({self.field: "This belongs to another brokerage."})

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs["field"] = self.field
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameBrokerage) and (self.name, self.field) == (other.name, other.field)

    __hash__ = models.BaseConstraint.__hash__


class _Guarded:
    """A link whose only key in the database is its ``SameBrokerage``: Django's own would check the same row twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "db_constraint": False})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]  # a mixin of fields
        return name, path, list(args), {key: value for key, value in kwargs.items() if key != "db_constraint"}


class TenantForeignKey(_Guarded, models.ForeignKey[Any, Any]):
    """A foreign key between two tenant tables. Declares its ``SameBrokerage`` constraint by itself."""


class TenantOneToOne(_Guarded, models.OneToOneField[Any, Any]):
    """A one-to-one between two tenant tables, with the same guard."""


def _guard_tenant_links(sender: type[models.Model], **_: Any) -> None:
    """Add the guard of each tenant link to a model's constraints, where migrations find them."""
    meta = sender._meta
    if sender.__module__ == "__fake__" or meta.abstract or meta.proxy:
        return  # migration states carry the constraints as data already
    known = {constraint.name for constraint in meta.constraints}
    missing = [
        SameBrokerage(name=f"{meta.db_table}_{field.name}_same", field=field.name)
        for field in meta.local_fields
        if isinstance(field, TenantForeignKey | TenantOneToOne) and f"{meta.db_table}_{field.name}_same" not in known
    ]
    if missing:
        meta.constraints = [*meta.constraints, *missing]
        meta.original_attrs["constraints"] = meta.constraints


def _leave_out_what_is_implied(sender: type[models.Model], **_: Any) -> None:
    """Take from a tenant table the keys and indexes that its others make superfluous; each row would pay for them.

    A row that must have a parent of its brokerage needs no key of its own to the brokerage. A link needs no index of
    its own where another index of the table begins with it.
    """
    meta = sender._meta
    if sender.__module__ == "__fake__" or meta.abstract or meta.proxy or not issubclass(sender, BrokerageModel):
        return
    begun = {name for name in map(_first_field, [*meta.indexes, *meta.constraints]) if name}
    for field in meta.local_fields:
        if isinstance(field, models.ForeignKey) and not field.unique and field.name in begun:
            field.db_index = False  # type: ignore[attr-defined]  # the stubs do not know it
        if isinstance(field, BrokerageKey) and any(
            isinstance(link, _Guarded) and not link.null for link in meta.local_fields
        ):
            field.db_constraint = False  # type: ignore[attr-defined]


def _first_field(found: models.Index | models.BaseConstraint) -> str:
    """Return the field that a B-tree over the whole table begins with; empty for every other index or constraint."""
    if type(found) not in (models.Index, models.UniqueConstraint) or getattr(found, "condition", None) is not None:
        return ""
    return next((str(name).lstrip("-") for name in getattr(found, "fields", ())), "")


class_prepared.connect(_guard_tenant_links)
class_prepared.connect(_leave_out_what_is_implied)
