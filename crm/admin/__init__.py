"""What operators see of crm. Importing registers each page."""

from crm.admin import accounts, deals, events, language, people, properties

__all__ = ["accounts", "deals", "events", "language", "people", "properties"]
