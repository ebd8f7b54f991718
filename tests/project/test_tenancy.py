"""Tenants never meet: read from the database itself, so that a forgotten guard is found wherever it is missing."""

from collections.abc import Callable
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django_scopes.exceptions import ScopeError

from crm.models import BrokerageModel, Contact, Lead
from realestate.lib import scopes
from tests.factories.crm import BrokerageFactory, ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

# Tables with a brokerage column that may be empty, so they cannot carry the composite key.
LOOSE = {"crm_user", "crm_inboundhook"}
# Unique keys that do not begin with the brokerage: each is asked for before the brokerage is known, or is one to one
# with a row that has its own guard.
GLOBAL_KEYS = {
    "crm_brokerage_slug_key": "names the brokerage itself",
    "crm_user_email_key": "one log-in per person, whatever the brokerage",
    "crm_agent_user_id_key": "one agent per log-in",
    "crm_apikey_prefix_key": "found by the key alone, before the brokerage is known",
    "crm_webform_public_id_key": "found by its address, before the brokerage is known",
    "crm_ghlconnection_location_id_key": "says which brokerage a webhook is for",
    "crm_hook_once": "stored before the brokerage is known",
    "crm_point_one_primary": "narrower than the contact, which has its guard",
    "nurturing_version_one_current": "narrower than the sequence, which has its guard",
}

OURS = [model for model in apps.get_models() if issubclass(model, BrokerageModel)]


def tenant_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'brokerage_id'"
            " AND table_schema = 'public'"
        )
        return {row[0] for row in cursor.fetchall()}


def foreign_keys() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return every foreign key: table, target, columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,"
            " array(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(num, place)"
            "       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.place)"
            " FROM pg_constraint c WHERE c.contype = 'f'"
        )
        return [(table, target, tuple(columns)) for table, target, columns in cursor.fetchall()]


def unique_keys() -> list[tuple[str, str, str]]:
    """Return every unique index that is no primary key: name, table, first column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, a.attname::text FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = 1"
            " WHERE i.indisunique AND NOT i.indisprimary"
        )
        return cursor.fetchall()


def tenant_links() -> set[tuple[str, str]]:
    """Return every link of a model from one tenant table to another: table, column."""
    tenants = tenant_tables() - LOOSE
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and {model._meta.db_table, field.related_model._meta.db_table} <= tenants
    }


def test_every_link_between_tenants_tables_carries_the_brokerage():
    keys = foreign_keys()
    guarded = {(table, columns[1]) for table, _, columns in keys if len(columns) == 2 and columns[0] == "brokerage_id"}
    assert len(tenant_links()) > 30
    assert tenant_links() - guarded == set()


def test_no_link_is_checked_twice():
    plain = {(table, columns[0]) for table, _, columns in foreign_keys() if len(columns) == 1}
    assert tenant_links() & plain == set()


def test_every_row_belongs_to_a_brokerage_that_exists():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE is_nullable = 'NO' AND table_schema = 'public'"
        )
        required = set(cursor.fetchall())
    held = {
        table
        for table, _, columns in foreign_keys()
        if columns == ("brokerage_id",) or (columns[0] == "brokerage_id" and (table, columns[1]) in required)
    }
    assert {model._meta.db_table for model in OURS} - held == set()


def test_no_index_is_the_beginning_of_another():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT less.indexrelid::regclass::text FROM pg_index less"
            " JOIN pg_index more ON more.indrelid = less.indrelid AND more.indexrelid <> less.indexrelid"
            " JOIN pg_class c ON c.oid = more.indexrelid"
            " WHERE less.indrelid::regclass::text = ANY(%s) AND NOT less.indisunique"
            " AND less.indpred IS NULL AND more.indpred IS NULL"
            " AND less.indexprs IS NULL AND more.indexprs IS NULL"
            " AND (more.indkey::text || ' ') LIKE (less.indkey::text || ' %%')"
            " AND less.indclass[0] = more.indclass[0]"
            " AND c.relname NOT LIKE '%%_in_brokerage'",  # stands for the keys of other tables alone
            [[model._meta.db_table for model in OURS]],
        )
        assert [name for (name,) in cursor.fetchall()] == []


def test_every_table_is_found_by_its_brokerage():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indrelid::regclass::text FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
            " WHERE a.attname = 'brokerage_id' AND i.indpred IS NULL"
        )
        found = {row[0] for row in cursor.fetchall()}
    assert tenant_tables() - found == set()


def test_every_unique_key_begins_with_the_brokerage():
    ours = {model._meta.db_table for model in OURS} | LOOSE
    begins_elsewhere = {
        name for name, table, first in unique_keys() if table in ours and first != "brokerage_id"
    } - set(GLOBAL_KEYS)
    assert begins_elsewhere - one_to_one_keys() == set()


def one_to_one_keys() -> set[str]:
    """Return the keys of one-to-one links: as narrow as the row they hang on, which has its own guard."""
    columns = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.one_to_one
    }
    return {name for name, table, first in unique_keys() if (table, first) in columns}


def test_every_exception_is_still_there():
    names = {name for name, _, _ in unique_keys()}
    assert set(GLOBAL_KEYS) - names == set()


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_query_outside_a_scope_raises(model):
    with pytest.raises(ScopeError):
        model.objects.count()


def test_a_scope_shows_its_own_rows_only():
    mine, other = BrokerageFactory(), BrokerageFactory()
    contact, _ = ContactFactory(brokerage=mine), ContactFactory(brokerage=other)
    with scopes.in_brokerage(mine):
        assert list(Contact.objects.all()) == [contact]


def refused(write: Callable[[], object]) -> str:
    """Return the guard that refuses a write at its commit."""

    def commit() -> None:
        write()
        connection.check_constraints()  # the guards are deferred to the end of the transaction

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        commit()
    return str(refusal.value.__cause__.diag.constraint_name)


def test_the_database_refuses_a_link_across():
    mine, stranger = BrokerageFactory(), ContactFactory(brokerage=BrokerageFactory())
    link = partial(Lead._base_manager.create, brokerage=mine, contact_id=stranger.pk, kind="buyer")
    assert refused(link) == "crm_lead_contact_same"


def test_the_database_refuses_to_move_a_row_to_another_tenant():
    lead, other = LeadFactory(), BrokerageFactory()
    move = partial(Lead._base_manager.filter(pk=lead.pk).update, brokerage=other)
    assert refused(move) == "crm_lead_contact_same"


def test_a_row_without_a_brokerage_is_refused():
    with pytest.raises(IntegrityError, match="brokerage_id"), transaction.atomic():
        Contact._base_manager.create(name="Nobody's", sort_key="nobody")
