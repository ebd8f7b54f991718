"""Who tries to sign in too often: counted per address and per machine, so that guessing is slow for everybody."""

from django.core.cache import cache

from realestate.lib.errors import DomainError

SECONDS = 15 * 60
PER_EMAIL = 6
PER_MACHINE = 40


class TooManyAttempts(DomainError):
    """Guessing goes on too fast."""

    code = "too_many_attempts"


def check(email: str, machine: str) -> None:
    """Refuse further attempts for a while after many that failed.

    Raises:
        TooManyAttempts: for this address or from this machine.
    """
    counts = cache.get_many(_keys(email, machine))
    limits = dict(zip(_keys(email, machine), (PER_EMAIL, PER_MACHINE), strict=True))
    if any(counts.get(key, 0) >= limit for key, limit in limits.items()):
        raise TooManyAttempts("Too many tries. Wait 15 minutes, or use a link for a new password.")


def failed(email: str, machine: str) -> None:
    """Count one attempt that failed."""
    for key in _keys(email, machine):
        cache.add(key, 0, SECONDS)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two
            cache.set(key, 1, SECONDS)


def succeeded(email: str) -> None:
    """Forget the failures of an address whose owner came in. The machine's stay: it may guess at others."""
    cache.delete(_keys(email, "")[0])


def _keys(email: str, machine: str) -> list[str]:
    return [f"sign-in:email:{email.strip().lower()}", f"sign-in:machine:{machine}"]
