"""The driver that is always there: no model, no network, the same answer to the same question.

A prompt's own file says what it answers: a template with facts, or the fields of a structured answer. Where the facts
need looking at, an app registers a rule for the prompt instead::

    @builtin.rule("reply_intent")
    def reply_intent(filled: Filled) -> Mapping[str, Any]: ...
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from realestate.llm.calls import Reply
from realestate.llm.prompts import Filled, InvalidPrompt, Prompt

Rule = Callable[[Filled], str | Mapping[str, Any]]
R = Callable[[Rule], Rule]

_rules: dict[str, Rule] = {}


def rule(prompt: str) -> R:
    """Register what answers a prompt, by its name, where no model does."""

    def register(function: Rule) -> Rule:
        if _rules.setdefault(prompt, function) is not function:
            raise ValueError(f"Two rules answer {prompt!r}.")
        return function

    return register


def can_answer(prompt: Prompt) -> bool:
    """Return whether a prompt has an answer here: a rule, or words in its file."""
    return prompt.name in _rules or bool(prompt.without_model)


class Builtin:
    """Rules and templates, as a driver."""

    name = "builtin"
    model = "templates and rules"

    def complete(self, filled: Filled, *, seconds: float) -> Reply:
        """Return the answer to a prompt.

        Raises:
            InvalidPrompt: neither a rule nor its file answers it.
        """
        prompt = filled.prompt
        if not can_answer(prompt):
            raise InvalidPrompt(f"Nothing answers {prompt.name!r} without a model.")
        said = _rules[prompt.name](filled) if prompt.name in _rules else _from_file(filled)
        if isinstance(said, str):
            return Reply(text=said, model=self.model)
        return Reply(data=dict(said), model=self.model)

    def stream(self, filled: Filled, *, seconds: float) -> Iterator[str | Reply]:
        """Yield the whole text at once: it takes no time that a reader could notice."""
        reply = self.complete(filled, seconds=seconds)
        if reply.text:
            yield reply.text
        yield reply

    def list_models(self) -> list[str]:
        """Return the one there is."""
        return [self.model]


def make() -> Builtin:
    """Return the driver."""
    return Builtin()


def _from_file(filled: Filled) -> str | Mapping[str, Any]:
    if filled.prompt.shape is None:
        return filled.without_model()
    fields: Mapping[str, Any] = yaml.safe_load(filled.prompt.without_model)
    return fields
