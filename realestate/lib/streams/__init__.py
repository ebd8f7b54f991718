"""The road from the outbox to the subscribers: PostgreSQL row, Redis stream, handler.

- ``relay`` moves outbox rows to the shard's stream, or hands them out by itself while Redis is away.
- ``consumer`` reads a subscriber's shards, each under a lease, and hands the events out in order.
- ``delivery`` is the one place that calls handlers: once per subscriber and event, whoever asks.
- ``worker`` runs them together; ``health`` says how they do.
"""
