"""Every claim writes each index of these tables anew: an index that another one covers is paid for and never needed."""

import pytest
from django.db import connection

from outreach.models import GateDecision, Message


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Message, GateDecision])
def test_no_index_of_what_a_claim_writes_is_the_beginning_of_another(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, indisunique, string_to_array(indkey::text, ' ') FROM pg_index"
            " WHERE indrelid = %s::regclass AND indpred IS NULL AND indexprs IS NULL",
            [model._meta.db_table],
        )
        indexes = cursor.fetchall()

    covered = {
        f"{name} by {other}"
        for name, is_unique, columns in indexes
        for other, _, others in indexes
        if not is_unique and name != other and others[: len(columns)] == columns
    }
    assert covered == set()
