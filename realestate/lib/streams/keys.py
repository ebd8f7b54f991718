"""The names of the spine in Redis, and how events are dealt to shards."""

SHARDS = 8
GROUP_CONSUMER = "live"  # one name for whoever holds the lease: a successor finds the pending entries as its own

WAKE = "spine:wake"
MEMBERS = "spine:members"


def shard_of(brokerage_id: int, contact_id: int | None) -> int:
    """Return the shard of a contact's events, or of the brokerage's own. All of one contact share a shard: that,
    and one reader per shard, is their order.
    """
    return (brokerage_id if contact_id is None else contact_id) % SHARDS


def stream(shard: int) -> str:
    """Return the key of a shard's stream."""
    return f"spine:events:{shard}"


def lease(subscriber: str, shard: int) -> str:
    """Return the key that the one live reader of a subscriber's shard holds."""
    return f"spine:lease:{subscriber}:{shard}"
