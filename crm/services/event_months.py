"""The event log's months: PostgreSQL keeps each in a table of its own, which has to be there before the month begins.

What is recorded in a month without a table falls into the default one, where nothing is lost; making the month moves
it to where it belongs.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from django.db import connection, transaction

from realestate.lib import clock
from realestate.lib.checkup import Finding

log = structlog.get_logger()

AHEAD = 3  # months made before they begin
MAKERS_LOCK = 7_002
WAITS_FOR_READERS = "5s"  # everybody who reads the whole log waits behind us; the next run comes within the hour


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """Return the month of a moment."""
        in_utc = moment.astimezone(UTC)
        return cls(in_utc.year, in_utc.month)

    def after(self, months: int) -> "Month":
        """Return the month so many later."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    @property
    def begins(self) -> datetime:
        """The first moment that belongs to it."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def table(self) -> str:
        """The name of its table."""
        return f"crm_event_{self.year}_{self.number:02}"


@transaction.atomic
def make_ahead() -> list[Month]:
    """Make the tables of this month, the next three, and all months of which events lie in the default table.

    Returns:
        The months that were made. Run again, or beside another run, it makes nothing.
    Raises:
        OperationalError: somebody reads the whole log for long; nothing has changed.
    """
    this = Month.of(clock.real_now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAKERS_LOCK])
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAITS_FOR_READERS])
        wanted = {this.after(step) for step in range(AHEAD + 1)} | _astray()
        made = [month for month in sorted(wanted) if not _exists(month)]
        for month in made:
            _make(month)
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    if made:
        log.info("event_months.made", months=[month.table for month in made])
    return made


def finding() -> Finding:
    """Say whether the months to come have their tables and nothing lies beside them."""
    this = Month.of(clock.real_now())
    missing = [month.table for month in (this, this.after(1)) if not _exists(month)]
    if missing:
        return Finding(ok=False, says=f"The event log lacks {', '.join(missing)}; is beat running?")
    if astray := sorted(_astray()):
        return Finding(ok=False, says=f"Events lie outside their month since {astray[0].table}; is beat running?")
    return Finding(ok=True, says="Events of this month and the next have their tables.")


def _exists(month: Month) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [month.table])
        return bool(cursor.fetchone()[0])


def _astray() -> set[Month]:
    """Return the months of which events lie in the default table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT date_trunc('month', recorded_at, 'UTC') FROM crm_event_default")
        return {Month.of(first) for (first,) in cursor.fetchall()}


def _make(month: Month) -> None:
    """Make a month's table with what already lies in the default one. The log's trigger lets the move pass."""
    span = [month.begins, month.after(1).begins]
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE crm_event_default IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"CREATE TABLE {month.table} (LIKE crm_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        cursor.execute("SELECT set_config('homestretch.erasing', 'on', true)")
        cursor.execute(
            "WITH moved AS (DELETE FROM crm_event_default WHERE recorded_at >= %s AND recorded_at < %s RETURNING *)"
            f" INSERT INTO {month.table} SELECT * FROM moved",
            span,
        )
        cursor.execute("SELECT set_config('homestretch.erasing', 'off', true)")
        cursor.execute(f"ALTER TABLE crm_event ATTACH PARTITION {month.table} FOR VALUES FROM (%s) TO (%s)", span)
