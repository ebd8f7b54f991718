"""Clean-up of what a language model hands over: wrappers, labels and stray space. Pure. It adds and judges nothing."""

import re

from outreach.states import WritingChannel
from realestate.lib import text as texts

_WHAT = r"(?:the |your |a |my )?(?:\w+ )?(?:message|text|email|draft|rewrite|version)"
_HERE = rf"(?:sure[,!.]? ?)?here(?: is|'s) {_WHAT}"
_LABEL = re.compile(rf"^\s*(?:subject|body|message|text|draft|{_HERE})\s*:\s*", re.IGNORECASE)
_FENCE = re.compile(r"^```\w*\n|\n```$")
_PAIRS = {'"': '"', "“": "”", "'": "'", "‘": "’", "«": "»"}


def tidy(raw: str, *, channel: str) -> str:
    """Return a draft without quotes around it, labels before it, and double or hanging space."""
    words = _FENCE.sub("", raw.strip())
    words = _unwrap(words.strip())
    words = _unwrap(_LABEL.sub("", words).strip())
    words = re.sub(r"[ \t\u00a0]+", " ", words)
    words = re.sub(r" +([,.;:!?])", r"\1", words)
    words = re.sub(r" *\n *", "\n", words)
    if channel == WritingChannel.SMS:
        return texts.plain(" ".join(words.split()))
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def _unwrap(words: str) -> str:
    """Take one pair of quotes off that stands around the whole."""
    if len(words) > 1 and _PAIRS.get(words[0]) == words[-1] and words[0] not in words[1:-1]:
        return words[1:-1].strip()
    return words
