"""Whichever model answers, or none, the caller gets one coherent answer."""

import json

import pytest

from realestate.llm.gateway import Gateway
from realestate.llm.prompts import InvalidPrompt
from tests.language_models import Says, claude_says, error, ollama_says, sample
from tests.realestate.llm.conftest import BUILTIN, OLLAMA, intent, step

CLAUDE = "Hi Maria, it has 3 bedrooms and costs $412,000."
NOBODY = Says("{}", status=500)


def seconds_in(because):
    """Return how long a model is left alone, as the reason says."""
    return int(because.removeprefix("It asked to be left alone for ").split()[0])


def test_the_first_model_answers_and_nobody_else_is_asked(gateway, models, book, question):
    models.claude(claude_says(CLAUDE))

    answer = gateway.complete(question)

    assert (answer.text, answer.driver, answer.model) == (CLAUDE, "claude", "claude-sonnet-5-5")
    assert (answer.prompt, answer.version, answer.attempts, answer.needs_review) == ("answer_question", 1, (), False)
    assert book.outcomes == [("claude", "answered")]
    assert models.asked("/api/chat") == []


@pytest.mark.parametrize(
    ("claude", "outcome"),
    [
        (error("429"), "busy"),
        (error("529"), "overloaded"),
        (error("400_sampling_parameter"), "rejected"),
        (Says("{}", status=401), "denied"),
        (Says("{}", status=402), "unpaid"),
        (Says("{}", status=404), "missing"),
        (Says("{}", status=504), "timed_out"),
        (Says("not json"), "broken"),
        (claude_says("It is", stop="max_tokens"), "cut_off"),
        (claude_says("It is", stop="model_context_window_exceeded"), "cut_off"),
        (claude_says("It is", stop="pause_turn"), "broken"),
        (claude_says("  "), "misshapen"),
        (claude_says("Maria, it is $399,000 now."), "ungrounded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_is_wrong_with_the_first_answer_the_second_model_gives_one(
    gateway, models, book, question, claude, outcome
):
    models.claude(claude)
    models.ollama(ollama_says(OLLAMA))

    answer = gateway.complete(question)

    assert (answer.text, answer.driver) == (OLLAMA, "ollama")
    assert book.outcomes == [("claude", outcome), ("ollama", "answered")]
    assert [attempt.outcome for attempt in answer.attempts] == [outcome]


def test_with_every_model_down_templates_answer(gateway, models, book, question):
    models.claude(error("529"))
    models.ollama(Says('{"error": "queue is full"}', status=503))

    answer = gateway.complete(question)

    assert (answer.text, answer.driver, answer.needs_review) == (BUILTIN, "builtin", False)
    assert book.outcomes == [("claude", "overloaded"), ("ollama", "overloaded"), ("builtin", "answered")]


def test_with_no_model_set_up_templates_answer(settings, book, question):
    settings.ANTHROPIC_API_KEY = settings.OLLAMA_HOST = ""

    assert Gateway(book).complete(question).text == BUILTIN


class TestShapes:
    def test_claude_fills_in_the_one_sheet(self, gateway, models):
        models.claude(claude_says(data={"label": "question", "confidence": 0.9}))

        label = gateway.classify(intent("How much is it?"))

        assert (label.name, label.confidence, label.answer.driver) == ("question", 0.9, "claude")
        (tool,) = models.asked("/v1/messages")[0].body["tools"]
        assert (tool["name"], tool["strict"]) == ("answer", True)

    def test_recorded_fields_are_no_answer_to_another_question(self, gateway, models):
        models.claude(sample("anthropic_message_tool_use.json"))
        models.ollama(sample("ollama_chat_structured.json"))

        label = gateway.classify(intent("How much is it?"))

        assert (label.name, label.confidence, label.answer.driver) == ("unknown", 0.0, "builtin")
        assert [attempt.outcome for attempt in label.answer.attempts] == ["misshapen", "misshapen"]

    def test_ollama_answers_in_the_shape_it_was_given(self, gateway, models):
        models.claude(error("529"))
        models.ollama(ollama_says(data={"label": "interested", "confidence": 1}))

        assert gateway.classify(intent("Yes please")).name == "interested"
        body = models.asked("/api/chat")[0].body
        assert body["format"]["properties"]["label"]["enum"][0] == "interested"
        assert json.dumps(body["format"]) in body["messages"][0]["content"]

    @pytest.mark.parametrize(
        "data",
        [
            {"label": "hot", "confidence": 0.9},
            {"label": "question", "confidence": 9},
            {"label": "question"},
            {"label": "question", "confidence": 0.9, "send_to": "+14075550188"},
            ["question"],
            "question",
        ],
        ids=["a label of its own", "out of range", "a field missing", "a field of its own", "a list", "a word"],
    )
    def test_an_answer_of_another_shape_is_none(self, gateway, models, book, data):
        models.claude(claude_says(json.dumps(data)))
        models.ollama(ollama_says(data=data))

        assert gateway.classify(intent("How much is it?")).name == "unknown"
        assert book.outcomes[:2] == [("claude", "misshapen"), ("ollama", "misshapen")]

    def test_the_tool_is_demanded_only_of_models_that_allow_it(self, models, settings, book):
        settings.ANTHROPIC_MODEL = "claude-haiku-4-5-20251001"
        models.claude(claude_says(data={"label": "question", "confidence": 0.5}))

        Gateway(book).classify(intent("How much is it?"))

        assert models.asked("/v1/messages")[0].body["tool_choice"]["type"] == "tool"

    def test_fields_that_people_read_are_held_against_the_facts_and_picked_words_against_the_quote(
        self, gateway, models, book
    ):
        picked = {"action": "answer", "listing": "9 Palm Street", "text": "Hi Maria, it costs $412,000."}
        invented = picked | {"text": "Hi Maria, it costs $350,000."}
        elsewhere = picked | {"listing": "77 Elm Street"}
        models.claude(claude_says(data=invented), claude_says(data=elsewhere), claude_says(data=picked))
        models.ollama(Says("{}", status=503))

        found = [gateway.extract(step("What about 9 Palm Street?")) for _ in range(3)]

        assert [answer.driver for answer in found] == ["builtin", "builtin", "claude"]
        assert found[2].data == picked

    def test_words_and_shapes_are_not_mixed_up(self, gateway, question):
        for wrong in (lambda: gateway.complete(intent("x")), lambda: gateway.extract(question),
                      lambda: gateway.classify(step("x"))):  # fmt: skip
            with pytest.raises(InvalidPrompt):
                wrong()


class TestLeavingAlone:
    def test_a_busy_model_is_left_alone_as_long_as_it_asks(self, gateway, models, question):
        models.claude(error("429"), claude_says(CLAUDE))
        models.ollama(ollama_says(OLLAMA))

        first, second = gateway.complete(question), gateway.complete(question)

        assert (first.driver, second.driver) == ("ollama", "ollama")
        assert len(models.asked("/v1/messages")) == 1
        assert second.attempts[0].outcome is None
        assert 0 < seconds_in(second.attempts[0].because) <= 12, "as its retry-after says, less what has passed"

    def test_a_429_that_names_no_time_is_the_months_cap_and_not_asked_again_soon(self, gateway, models, question):
        capped = error("429")
        del capped.headers["retry-after"]
        models.claude(capped, claude_says(CLAUDE))
        models.ollama(ollama_says(OLLAMA))

        gateway.complete(question)

        assert 600 < seconds_in(gateway.complete(question).attempts[0].because) <= 900

    def test_a_model_that_keeps_failing_is_not_waited_for(self, gateway, models, question):
        models.claude(error("529"))
        models.ollama(ollama_says(OLLAMA))

        answers = [gateway.complete(question) for _ in range(8)]

        assert {answer.driver for answer in answers} == {"ollama"}
        assert len(models.asked("/v1/messages")) == 5
        assert "failed repeatedly" in answers[-1].attempts[0].because

    def test_one_failure_that_may_pass_is_tried_once_more(self, gateway, models, book, question):
        models.claude(Says("{}", status=500), claude_says(CLAUDE))

        assert gateway.complete(question).driver == "claude"
        assert book.outcomes == [("claude", "failed"), ("claude", "answered")]

    def test_retries_do_not_double_the_load_of_a_sick_service(self, gateway, models, question):
        models.claude(NOBODY)
        models.ollama(ollama_says(OLLAMA))

        for _ in range(4):
            gateway.complete(question)

        assert len(models.asked("/v1/messages")) == 5, "four calls and one retry"

    def test_nobody_listening_is_no_error_of_the_caller(self, models, settings, book, question):
        settings.ANTHROPIC_BASE_URL = settings.OLLAMA_HOST = "http://127.0.0.1:9"

        answer = Gateway(book).complete(question)

        assert answer.text == BUILTIN
        assert {outcome for _, outcome in book.outcomes} == {"unreachable", "answered"}

    def test_all_models_together_have_their_time_and_then_templates_answer(self, models, settings, book, question):
        settings.LLM_SECONDS = 1.0
        hanging = Says("{}", hang_after=0)
        models.claude(hanging)
        models.ollama(hanging)

        answer = Gateway(book).complete(question)

        assert answer.text == BUILTIN
        assert book.outcomes[0] == ("claude", "timed_out")
        assert book.entries[0].usage.read > 0, "it may be charged"


class TestMoney:
    def test_with_the_budget_used_up_only_what_costs_nothing_is_asked(self, gateway, models, book, question):
        book.budget = False
        models.ollama(ollama_says(OLLAMA))

        answer = gateway.complete(question)

        assert answer.driver == "ollama"
        assert answer.attempts[0].because == "This month’s budget for language models is used up."
        assert models.asked("/v1/messages") == []

    def test_the_worst_case_is_asked_for_before_and_is_never_less_than_what_was_used(
        self, gateway, models, book, question
    ):
        models.claude(claude_says(CLAUDE))

        gateway.complete(question)

        (worst,), (entry,) = book.asked, book.entries
        sent = len(models.asked("/v1/messages")[0].words)
        assert worst.written == 200
        assert worst.cache_written > sent / 4, "about as many tokens as the request has, or more"
        assert entry.costs_money


class TestGivenAgain:
    def test_the_same_question_is_answered_again_without_asking(self, gateway, models, book):
        models.claude(claude_says(data={"label": "question", "confidence": 0.9}))

        first, again = gateway.classify(intent("How much?")), gateway.classify(intent("How much?"))

        assert (again.name, again.answer.is_cached, first.answer.is_cached) == ("question", True, False)
        assert len(models.asked("/v1/messages")) == 1
        assert book.outcomes == [("claude", "answered"), ("claude", "cached")]
        assert book.entries[1].usage.total_in == 0

    def test_other_words_another_model_or_another_prompt_are_another_question(self, gateway, models, settings):
        models.claude(claude_says(data={"label": "question", "confidence": 0.9}))

        gateway.classify(intent("How much?"))
        gateway.classify(intent("How much is it?"))
        settings.ANTHROPIC_MODEL = "claude-haiku-5-5"
        gateway.classify(intent("How much?"))

        assert len(models.asked("/v1/messages")) == 3

    def test_a_kept_answer_outlives_the_budget_and_a_model_that_is_down(self, gateway, models, book):
        models.claude(claude_says(data={"label": "question", "confidence": 0.9}), error("529"))
        gateway.classify(intent("How much?"))
        book.budget = False

        assert gateway.classify(intent("How much?")).name == "question"

    def test_a_prompt_that_does_not_say_so_is_asked_each_time(self, gateway, models, question):
        models.claude(claude_says(CLAUDE))

        assert [gateway.complete(question).is_cached for _ in range(2)] == [False, False]
        assert len(models.asked("/v1/messages")) == 2

    def test_what_templates_say_is_not_kept_in_the_place_of_a_model(self, gateway, models):
        models.claude(error("529"), claude_says(data={"label": "question", "confidence": 0.9}))
        models.ollama(Says("{}", status=503))

        assert gateway.classify(intent("How much?")).name == "unknown"
        assert gateway.classify(intent("How much?")).name == "question"
