"""What several forms choose from: zones and states."""

from crm.incoming.lead import STATES

ZONES = [
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico"),
]
STATE_CHOICES = [(code, name.title().replace(" Of ", " of ")) for name, code in STATES.items()]
