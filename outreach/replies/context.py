"""What was said before a reply; "yes" means little without."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Context:
    """What was said before a reply, oldest first; empty where it is not known.

    Attributes:
        before: the message just before, whoever wrote it.
        ours: all of ours so far.
        theirs: all of theirs so far.
        besides: the rest of a message of which the reply is one sentence, or of a burst that came in one go.
    """

    before: str = ""
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    besides: str = ""

    def then_ours(self, text: str) -> "Context":
        """Return the context after one more message of ours."""
        return replace(self, before=text, ours=(*self.ours, text))

    def then_theirs(self, text: str) -> "Context":
        """Return the context after one more message of theirs."""
        return replace(self, before=text, theirs=(*self.theirs, text))


NOTHING_BEFORE = Context()
