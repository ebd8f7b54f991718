"""What goes over the wire to Ollama."""

import pytest

from realestate.llm import drivers
from realestate.llm.gateway import Gateway
from tests.language_models import Says, ollama_says, sample
from tests.realestate.llm.conftest import ask, intent


@pytest.fixture
def gateway(models, book):
    return Gateway(book, chain=["ollama"])


def sent(models):
    return models.asked("/api/chat")[-1].body


def test_words_are_asked_for_with_the_prompts_temperature_and_a_window_that_holds_them(gateway, models, question):
    models.ollama(ollama_says("Hi Maria."))

    assert gateway.complete(question).text == "Hi Maria."
    options = sent(models)["options"]
    assert options == {"temperature": 0.7, "num_predict": 200, "num_ctx": 4_096}
    assert sent(models)["stream"] is False


def test_a_long_prompt_gets_a_wider_window_because_it_would_be_cut_without_a_word(gateway, models):
    models.ollama(ollama_says("Hi Maria."))

    gateway.complete(ask("long " * 1_100, price="word " * 2_500))

    assert sent(models)["options"]["num_ctx"] == 8_192


def test_fields_are_asked_for_coldly(gateway, models):
    models.ollama(ollama_says(data={"label": "unknown", "confidence": 0.1}))

    gateway.classify(intent("How much?"))

    assert sent(models)["options"]["temperature"] == 0


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Says('{"error": "model not found"}', status=404), "missing"),
        (Says('{"error": "bad request"}', status=400), "rejected"),
        (Says('{"error": "busy"}', status=503), "overloaded"),
        (Says('{"error": "boom"}', status=500), "failed"),
        (Says("not json"), "broken"),
        (ollama_says("Hi", done_reason="length"), "cut_off"),
        (ollama_says('{"label": "que', done_reason="length"), "cut_off"),
    ],
)
def test_each_way_to_fail_has_its_name(gateway, models, book, question, reply, outcome):
    models.ollama(reply)

    assert gateway.complete(question).driver == "builtin"
    assert book.outcomes[0] == ("ollama", outcome)


@pytest.mark.parametrize(
    "broken",
    [
        sample("ollama_chat_stream.ndjson.txt", cut_after=2),
        Says("\n".join(sample("ollama_chat_stream.ndjson.txt").body.split("\n")[:2]), kind="application/x-ndjson"),
    ],
    ids=["a cut line", "an end without done"],
)
def test_a_stream_that_does_not_say_that_it_is_done_broke_off(gateway, models, book, question, broken):
    models.ollama(broken)

    list(gateway.stream(question))

    assert book.outcomes[0] == ("ollama", "broken")


def test_a_stream_has_all_its_time_together_and_not_for_each_word(gateway, models, book, settings, question):
    settings.LLM_SECONDS = 1.5
    models.ollama(sample("ollama_chat_stream.ndjson.txt", hang_after=2))

    list(gateway.stream(question))

    assert book.outcomes[0] == ("ollama", "timed_out")


def test_models_are_listed(models):
    models.fixed("/api/tags", {"models": [{"model": "llama3.1:8b", "name": "llama3.1:8b"}]})

    assert drivers.driver("ollama").list_models() == ["llama3.1:8b"]
