"""What operators see of outreach: logs, all read-only. Importing registers each page."""

from outreach.admin import conversations, decisions, simulator

__all__ = ["conversations", "decisions", "simulator"]
