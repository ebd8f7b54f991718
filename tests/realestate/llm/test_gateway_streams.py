"""A stream that breaks, stalls or invents is begun anew by another model, and the page shows one coherent answer."""

import pytest

from realestate.llm.answer import Delta
from tests.language_models import Says, claude_says, error, ollama_says, sample
from tests.realestate.llm.conftest import BUILTIN, OLLAMA, ask, read


def test_a_refusal_is_not_taken_to_another_model_and_a_person_looks(gateway, models, book, question):
    models.claude(sample("anthropic_stream_refusal.sse.txt"))

    draft, answer, restarts = read(gateway.stream(question))

    assert (draft, answer.driver, answer.doubts) == (BUILTIN, "builtin", {"refusal"})
    assert restarts == ["It declined to answer."]
    assert answer.needs_review
    assert models.asked("/api/chat") == []


def test_what_the_customer_gets_is_never_a_text_that_was_cut_off(gateway, models, question):
    models.claude(claude_says("Hi Maria, it has 3 bedrooms and", stop="max_tokens"))
    models.ollama(ollama_says("Hi Maria, Dana", done_reason="length"))

    draft, answer, restarts = read(gateway.stream(question))

    assert draft == answer.text == BUILTIN
    assert len(restarts) == 2


def test_recorded_claude_is_replayed_word_for_word(gateway, models, book):
    models.claude(sample("anthropic_stream_text.sse.txt"))
    known = ask("Is it still available?", agent_name="Dana Whitlock, 12 Alder Court is still available")

    events = list(gateway.stream(known))

    text = "Hello Maria, yes – 12 Alder Court is still available."
    words = [event.text for event in events if isinstance(event, Delta)]
    assert words == ["Hello Maria", ", yes – 12 Alder Court is ", "still available."]
    assert events[-1].answer.text == text
    (entry,) = book.entries
    assert (entry.usage.read, entry.usage.cache_read, entry.usage.written) == (412, 2048, 18)
    assert 0 < entry.first_seconds <= entry.seconds


def test_recorded_ollama_is_replayed_word_for_word(gateway, models, book):
    models.claude(error("529"))
    models.ollama(sample("ollama_chat_stream.ndjson.txt"))
    known = ask("Is it still available?", beds="still available")

    draft, answer, restarts = read(gateway.stream(known))

    assert draft == answer.text == "Hello Maria, it is still available."
    assert restarts == []
    assert (book.entries[1].usage.read, book.entries[1].usage.written) == (126, 42)


def test_thinking_and_calls_of_tools_nobody_gave_it_are_no_words(gateway, models, question):
    models.claude(error("529"))
    models.ollama(sample("ollama_chat_stream_thinking_tool.ndjson.txt"))

    draft, answer, _ = read(gateway.stream(question))

    assert draft == answer.text == BUILTIN


@pytest.mark.parametrize(
    "broken",
    [
        sample("anthropic_stream_error_midway.sse.txt"),
        sample("anthropic_stream_text.sse.txt", cut_after=5),
        Says("\n\n".join(sample("anthropic_stream_text.sse.txt").body.split("\n\n")[:5]), kind="text/event-stream"),
        Says(sample("anthropic_stream_text.sse.txt").body.replace('{"type": "content_block_stop"', "{nonsense"),
             kind="text/event-stream"),
    ],
    ids=["an error event", "a cut line", "an end without message_stop", "a line that is not JSON"],
)  # fmt: skip
def test_a_stream_that_breaks_in_the_middle_costs_a_restart_and_not_the_turn(gateway, models, book, question, broken):
    models.claude(broken)
    models.ollama(ollama_says(OLLAMA))

    draft, answer, restarts = read(gateway.stream(question))

    assert draft == answer.text == OLLAMA
    assert len(restarts) == 1
    assert [driver for driver, _ in book.outcomes] == ["claude", "ollama"]
    assert book.entries[0].usage.written > 0, "what it said before is booked, since it may be charged"
    assert not book.entries[0].is_measured


def test_ollama_that_breaks_in_the_middle_leaves_the_turn_to_templates(gateway, models, question):
    models.claude(error("529"))
    models.ollama(sample("ollama_chat_stream_error_midway.ndjson.txt"))

    draft, answer, restarts = read(gateway.stream(question))

    assert draft == answer.text == BUILTIN
    assert len(restarts) == 1


def test_a_stream_that_stalls_ends_at_its_time(gateway, models, settings, question):
    settings.LLM_SECONDS = 1.5
    models.claude(sample("anthropic_stream_text.sse.txt", hang_after=5))
    models.ollama(ollama_says(OLLAMA))

    draft, answer, restarts = read(gateway.stream(question))

    assert draft == answer.text == OLLAMA
    assert len(restarts) == 1


def test_a_draft_with_an_invented_fact_is_emptied_again(gateway, models, question):
    models.claude(claude_says("Hi Maria, it is yours for $350,000."))
    models.ollama(ollama_says(OLLAMA))

    draft, _, restarts = read(gateway.stream(question))

    assert draft == OLLAMA
    assert restarts == ["It says what the facts do not: price."]


def test_a_reader_who_goes_away_ends_the_call_and_is_booked(gateway, models, book, question):
    models.claude(sample("anthropic_stream_text.sse.txt", hang_after=5))

    events = gateway.stream(question)
    assert next(events) == Delta("Hello Maria")
    events.close()

    assert book.outcomes == [("claude", "abandoned")]
    assert book.entries[0].usage.read > 0
