"""Rows that the tests of a module only read: made once for all of them, and rolled back after the last."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def rolled_back(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take back at the end what is written in the block.

    A module-wide fixture makes its rows and yields inside it. Each test marked ``django_db`` then begins with these
    rows, in a savepoint of its own, so it may change them too. Not for tests whose transactions are real.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
