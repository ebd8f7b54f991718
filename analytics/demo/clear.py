"""Remove the demo brokerages with everything that is theirs; nobody else's row is touched."""

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from crm.models import Brokerage, User


def clear() -> list[str]:
    """Delete all demo brokerages and return their names.

    Each tenant table is emptied of their rows by one statement, whatever points at what: the foreign keys are
    deferred and hold at the end. The log is append-only; its trigger lets an erasure through.
    """
    demos = list(Brokerage.objects.filter(is_demo=True).order_by("pk"))
    if not demos:
        return []
    ids = [demo.pk for demo in demos]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL homestretch.erasing = 'on'")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        users = list(User.objects.filter(brokerage__in=ids).values_list("pk", flat=True))
        for table in _tenant_tables():
            if table == User._meta.db_table:
                continue
            cursor.execute(sql.SQL("DELETE FROM {} WHERE brokerage_id = ANY(%s)").format(sql.Identifier(table)), [ids])
        User.objects.filter(pk__in=users).delete()
        cursor.execute("DELETE FROM crm_brokerage WHERE id = ANY(%s)", [ids])
    return [demo.name for demo in demos]


def _tenant_tables() -> list[str]:
    """Return every table with a brokerage column."""
    return [
        model._meta.db_table
        for model in apps.get_models()
        if model is not Brokerage
        and any(getattr(field, "column", "") == "brokerage_id" for field in model._meta.concrete_fields)
    ]
