"""What operators see of crm. Importing registers each page."""

from crm.admin import accounts, connections, deals, events, language, people, properties

__all__ = ["accounts", "connections", "deals", "events", "language", "people", "properties"]
