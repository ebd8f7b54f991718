"""What operators see of outreach: logs to read, and rules to add. Importing registers each page."""

from outreach.admin import conversations, decisions, files, letters, mailboxes, rules, simulator, standing, templates

__all__ = ["conversations", "decisions", "files", "letters", "mailboxes", "rules", "simulator", "standing", "templates"]
