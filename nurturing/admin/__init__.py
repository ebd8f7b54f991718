"""What operators see of sequences, runs and notices. Importing registers each page."""

from nurturing.admin import enrollments, notices, sequences

__all__ = ["enrollments", "notices", "sequences"]
