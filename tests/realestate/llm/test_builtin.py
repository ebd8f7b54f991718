import pytest

from realestate.llm import builtin, prompts
from realestate.llm.builtin import Builtin
from realestate.llm.prompts import InvalidPrompt
from tests.realestate.llm.conftest import ask, intent


@pytest.fixture
def no_rules(monkeypatch):
    monkeypatch.setattr(builtin, "_rules", {})


def test_the_same_question_has_the_same_answer_in_one_piece_or_bit_by_bit(no_rules):
    whole = Builtin().complete(ask("?"), seconds=1)

    assert list(Builtin().stream(ask("?"), seconds=1)) == [whole.text, whole]
    assert Builtin().complete(ask("anything else"), seconds=1) == whole, "what they wrote has no say in it"


def test_fields_come_from_the_file(no_rules):
    assert Builtin().complete(intent("?"), seconds=1).data == {"label": "unknown", "confidence": 0}


def test_a_rule_answers_before_the_file(no_rules):
    @builtin.rule("reply_intent")
    def rule(filled):
        return {"label": "question" if "?" in filled.quotes["message"] else "unknown", "confidence": 1}

    assert Builtin().complete(intent("How much?"), seconds=1).data["label"] == "question"
    with pytest.raises(ValueError, match="Two rules"):
        builtin.rule("reply_intent")(lambda filled: {})


def test_a_prompt_that_nothing_answers_is_a_mistake(no_rules, tmp_path):
    path = tmp_path / "mute.v1.md"
    path.write_text("---\nname: mute\nversion: 1\npurpose: test\n---\nSay hello.\n\n## Without a model\n\n")

    with pytest.raises(InvalidPrompt, match="Nothing answers 'mute'"):
        Builtin().complete(prompts.read(path).fill(), seconds=1)
