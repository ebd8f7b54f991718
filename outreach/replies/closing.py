"""Whether a message only closes a conversation. "Thank you!" asks for nothing; "OK" or "hello" may."""

from outreach.replies.normalise import read
from outreach.replies.phrases import phrases

CLOSES = phrases(
    r"^(?:(?:ok|okay|great|perfect|got it|awesome|alright) )?"
    r"(?:thanks|thank you|thx|ty|many thanks|no problem|you too|same to you|youre welcome|bye|goodbye|good night"
    r"|gracias|muchas gracias|mesi|obrigad[oa]|(?:have|enjoy) (?:a|your) (?:\w+ )?\w+)"
    r"(?: (?:so much|very much|you|again|too|a lot|for (?:your|the) (?:help|answer|quick reply)|bye"
    r"|(?:have|enjoy) (?:a|your) (?:\w+ )?\w+))*$",
)


def closes(text: str) -> bool:
    """Return whether these words only say thanks or good-bye, so that nobody waits for an answer to them."""
    reading = read(text)
    return "?" not in reading.own and bool(CLOSES.search(reading.plain))
