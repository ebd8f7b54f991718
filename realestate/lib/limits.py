"""How often something may happen: counted in the cache, so that all processes count together."""

from django.core.cache import cache


def allow(key: str, *, most: int, seconds: int) -> bool:
    """Count one happening, and return whether it is among the first ``most`` of its time span."""
    name = f"limit:{key}"
    if cache.add(name, 1, timeout=seconds):
        return most >= 1
    try:
        return int(cache.incr(name)) <= most
    except ValueError:  # the span ended between the two calls
        return True
