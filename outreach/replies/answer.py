"""Answers that Homestretch gives by itself: short, true, and without a promise. Facts in, words out."""

QUESTION = (
    "Thanks for asking{name}. I am passing this to {agent} at {brokerage}, who will answer you. "
    "Is there a good time to reach you?"
)
HANDED_OVER = "Thanks{name}. {agent} from {brokerage} will get back to you personally."
NO_AGENT = "a colleague"


def to_question(*, first_name: str, agent: str, brokerage: str) -> str:
    """Return the answer to a question: who will answer it, and one question back."""
    return QUESTION.format(name=_comma(first_name), agent=agent or NO_AGENT, brokerage=brokerage)


def at_handoff(*, first_name: str, agent: str, brokerage: str) -> str:
    """Return the last thing Homestretch says before a person takes over (T60: once per turn)."""
    who = agent or "A colleague"
    return HANDED_OVER.format(name=_comma(first_name), agent=who, brokerage=brokerage)


def _comma(first_name: str) -> str:
    return f", {first_name}" if first_name else ""
