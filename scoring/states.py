"""Words of scores and alerts, and the steps between them."""

from django.db import models


class Band(models.TextChoices):
    """Named ranges of the score."""

    HOT = "hot", "Hot"
    WARM = "warm", "Warm"
    COOL = "cool", "Cool"


# The lowest score of each range, best first.
BAND_FLOORS: tuple[tuple[int, Band], ...] = ((70, Band.HOT), (40, Band.WARM), (1, Band.COOL))


class AlertKind(models.TextChoices):
    """Why a person should act."""

    HOT = "hot", "Became hot"
    APPOINTMENT = "appointment", "Asked to meet"
    UNANSWERED = "unanswered", "New and unanswered"
    SILENT = "silent", "Hot and silent"


class AlertState(models.TextChoices):
    """Whether an alert still waits for a person."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DISMISSED = "dismissed", "Dismissed"


ALERT_STEPS: dict[str, frozenset[str]] = {
    AlertState.OPEN: frozenset({AlertState.DONE, AlertState.DISMISSED}),
    AlertState.DONE: frozenset({AlertState.OPEN}),  # undo
    AlertState.DISMISSED: frozenset({AlertState.OPEN}),  # undo
}


class Purpose(models.TextChoices):
    """What a learned model tells."""

    MEETING = "meeting", "Meets us or opens a deal"


class Tier(models.TextChoices):
    """How worth a wholesaler's work a parcel is."""

    A = "A", "Tier A"
    B_PLUS = "B+", "Tier B+"
    B = "B", "Tier B"
    C = "C", "Tier C"
    D = "D", "Tier D"
    EXCLUDED = "X", "Excluded"
