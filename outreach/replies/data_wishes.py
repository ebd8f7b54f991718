"""Wishes about a person's own data: to see it, to have it erased, not to have it sold. A person answers these.

Not in place of a wish to stop, but beside it: "delete my information" ends all messages, and is a request to erase.
Source: 11 CCR 7001 ff. (requests need no special words or form).
"""

from outreach.replies.normalise import read
from outreach.replies.phrases import phrases

_MINE = r"(?:all )?(?:of )?(?:my|our)"
_DATA = r"(?:personal )?(?:data|info|information|records?|details|profile)"
ACCOUNT = phrases(rf"(?:delete|erase|remove|close|deactivate|cancel|terminate|wipe) {_MINE} (?:\w+ )?accounts?")
WISHES = phrases(
    rf"(?:delete|erase|wipe|purge|destroy) {_MINE} {_DATA}",
    rf"(?:remove) {_MINE} personal {_DATA}",
    rf"what (?:personal )?{_DATA} (?:do|did|have) you (?:\w+ ){{1,3}}(?:about|on) (?:me|us)",
    rf"(?:copy|copies) of {_MINE} {_DATA}|access to {_MINE} {_DATA}",
    rf"(?:do not|dont|never|stop) (?:sell|share|selling|sharing) {_MINE} (?:{_DATA}|number|phone number|email)",
    r"right to be forgotten|(?:under|by) (?:the )?(?:gdpr|ccpa)",
)


def asks_about_data(text: str) -> bool:
    """Return whether a message asks for something to be done about the writer's own data."""
    plain = read(text).plain
    return bool(ACCOUNT.search(plain) or WISHES.search(plain))
