"""What the command says of each model, and how it ends."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests import language_models
from tests.language_models import Says, claude_says, error, ollama_says

MODEL = {"created_at": "2026-01-01T00:00:00Z", "display_name": "X", "lifecycle": "active", "type": "model"}


@pytest.fixture
def models(settings):
    with language_models.models(settings) as server:
        server.fixed("/v1/models", {"data": [{"id": "claude-sonnet-5-5", **MODEL}], "has_more": False})
        server.fixed("/api/tags", {"models": [{"model": "llama3.1:8b", "name": "llama3.1:8b"}]})
        server.claude(claude_says("Hello from Homestretch!"))
        server.ollama(ollama_says("Welcome to Homestretch!"))
        yield server


def run():
    """Return what it printed, and how it ended."""
    out = StringIO()
    try:
        call_command("llm_setup", stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_all_well_is_said_with_an_answer_of_each(models):
    said, code = run()

    assert code == 0
    assert "ok   Claude (claude-sonnet-5-5) answered in" in said
    assert "Hello from Homestretch!" in said
    assert "ok   Ollama (llama3.1:8b) answered in" in said
    assert said.endswith("Asked in this order: Claude, then Ollama, then Templates and rules.\n")


def test_nothing_set_up_is_no_error_and_says_how(settings):
    settings.LLM_DRIVERS = ["claude", "ollama"]
    settings.ANTHROPIC_API_KEY = settings.OLLAMA_HOST = ""

    said, code = run()

    assert code == 0
    assert "Claude: not set up. Set ANTHROPIC_API_KEY" in said
    assert "Ollama: not set up. Install Ollama" in said
    assert "Asked in this order: Templates and rules." in said


def test_a_model_that_is_not_pulled_is_named_with_the_command(models, settings):
    settings.OLLAMA_MODEL = "qwen3:8b"

    said, code = run()

    assert code == 1
    assert "qwen3:8b is not there. Pull it: ollama pull qwen3:8b" in said


def test_nobody_there_and_a_refused_key_are_told_apart(models, settings):
    settings.OLLAMA_HOST = "http://127.0.0.1:9"
    models.claude(Says('{"error": {"type": "authentication_error", "message": "no"}, "type": "error"}', status=401))

    said, code = run()

    assert code == 1
    assert "NOT  Claude: Claude answered authentication_error. The key is not accepted." in said
    assert "NOT  Ollama: Ollama cannot be reached. Is it running? Nobody listens there." in said


def test_a_model_that_lists_itself_and_does_not_answer_is_not_well(models):
    models.claude(error("529"))

    said, code = run()

    assert code == 1
    assert "NOT  Claude: Claude answered overloaded_error. It is overloaded; try again later." in said


def test_a_model_without_a_known_price_is_pointed_out(models, settings):
    settings.ANTHROPIC_MODEL = "claude-of-tomorrow"

    assert "claude-of-tomorrow is not known here" in run()[0]
