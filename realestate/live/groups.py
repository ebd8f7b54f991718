"""Where live messages go: the Redis names of a brokerage, the only place that spells them.

A brokerage has one channel and one numbering. A message for one agent travels in it too, marked with the agent,
so that a client's single last number says all that it has seen.
"""


def channel(brokerage_id: int) -> str:
    """Return the pub/sub channel on which a brokerage's messages are announced."""
    return f"live:{brokerage_id}"


def sequence(brokerage_id: int) -> str:
    """Return the key that holds a brokerage's last message number."""
    return f"live:{brokerage_id}:seq"


def backlog(brokerage_id: int) -> str:
    """Return the key of the list that keeps a brokerage's latest messages, for polling and for gaps."""
    return f"live:{brokerage_id}:backlog"
