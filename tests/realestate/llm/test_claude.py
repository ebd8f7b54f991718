"""What goes over the wire to Claude."""

import pytest

from realestate.llm import drivers, prompts
from realestate.llm.budget import Said
from realestate.llm.gateway import Gateway
from tests.language_models import Says, claude_says
from tests.realestate.llm.conftest import FACTS, FOLDER, intent


def sent(models):
    return models.asked("/v1/messages")[-1].body


def test_instructions_and_conversation_are_marked_for_the_prompt_cache_and_the_data_are_not(gateway, models):
    prompt = prompts.read(FOLDER / "answer_question.v1.md")
    said = [Said("us", "Hi Maria"), Said("them", "Hi")]
    models.claude(claude_says("Hi Maria."))

    gateway.complete(prompt.fill(facts=FACTS, quotes={"message": "?"}, choices={"channel": "sms"}, history=said))

    (system,), (user,) = sent(models)["system"], sent(models)["messages"]
    assert system["cache_control"] == {"type": "ephemeral"}
    assert [("cache_control" in block) for block in user["content"]] == [False, True, False, False]


def test_without_a_conversation_only_the_instructions_are_marked(gateway, models, question):
    models.claude(claude_says("Hi Maria."))

    gateway.complete(question)

    assert str(sent(models)).count("cache_control") == 1


def test_no_sampling_is_sent_because_the_api_refuses_it(gateway, models, question):
    models.claude(claude_says("Hi Maria."))

    gateway.complete(question)

    assert set(sent(models)) == {"model", "max_tokens", "messages", "system", "thinking"}


@pytest.mark.parametrize(
    ("model", "thinking", "effort", "most"),
    [
        ("claude-sonnet-5-5", {"type": "between_tools"}, None, 200),
        ("claude-haiku-5-5", {"type": "disabled"}, None, 200),
        ("claude-opus-5-5", None, {"effort": "low"}, 2_248),
        ("claude-haiku-4-5", None, None, 200),
        ("claude-of-tomorrow", None, None, 2_248),
    ],
)
def test_each_model_is_asked_as_it_wants_to_be(models, settings, book, question, model, thinking, effort, most):
    settings.ANTHROPIC_MODEL = model
    models.claude(claude_says("Hi Maria."))

    Gateway(book).complete(question)

    assert (sent(models).get("thinking"), sent(models).get("output_config")) == (thinking, effort)
    assert sent(models)["max_tokens"] == most


def test_thinking_before_the_answer_is_no_part_of_it(gateway, models, question):
    body = """{"id": "m", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "stop_reason": "end_turn",
        "content": [{"type": "thinking", "thinking": "Call (407) 555-0100", "signature": "s"},
                    {"type": "text", "text": "Hi Maria."}],
        "stop_sequence": null, "usage": {"input_tokens": 9, "output_tokens": 3}}"""
    models.claude(Says(body))

    assert gateway.complete(question).text == "Hi Maria."


def test_fields_written_out_instead_of_put_on_the_sheet_count_too(gateway, models):
    models.claude(claude_says('{"label": "question", "confidence": 0.7}'))

    assert gateway.classify(intent("How much?")).name == "question"


def test_fields_come_in_a_stream_without_showing_as_words(gateway, models, book):
    models.claude(claude_says(data={"label": "question", "confidence": 0.7}))

    events = list(gateway.stream(intent("How much?")))

    assert len(events) == 1
    assert events[0].answer.data == {"label": "question", "confidence": 0.7}


def test_the_sdk_neither_retries_nor_waits_by_itself(gateway, models, question):
    models.claude(Says("{}", status=529, headers={"x-should-retry": "true", "retry-after": "30"}))

    assert gateway.complete(question).driver == "builtin"
    assert len(models.asked("/v1/messages")) == 1


def test_models_are_listed(models):
    found = {"created_at": "2026-01-01T00:00:00Z", "display_name": "X", "lifecycle": "active", "type": "model"}
    models.fixed("/v1/models", {"data": [{"id": "claude-sonnet-5-5", **found}], "has_more": False})

    assert drivers.driver("claude").list_models() == ["claude-sonnet-5-5"]


def test_a_key_of_the_environment_that_is_not_ours_is_not_used(models, settings, book, question, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "somebody-else")
    models.claude(claude_says("Hi Maria."))

    Gateway(book).complete(question)

    assert models.asked("/v1/messages")[0].headers["authorization"] == "Bearer test-key"
