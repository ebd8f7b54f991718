"""Language models and DistilBERT as readers of replies: asked the same, answering in the same labels."""

import sys
from types import SimpleNamespace

import pytest

from outreach.replies import asked
from outreach.replies.context import Context
from outreach.replies.labelled import Labelled
from tests import language_models
from tests.language_models import Says, ollama_says

LABELS = ["interested", "not_interested", "question", "unknown"]
TONES = ["negative", "neutral", "positive"]


def row(text, **said_before):
    return Labelled(text=text, label="", group="1", row=1, context=Context(**said_before))


@pytest.fixture
def models(settings):
    with language_models.models(settings) as server:
        yield server


def test_a_language_model_is_asked_about_each_message_and_answers_in_the_files_labels(models):
    models.ollama(ollama_says('{"label": "appointment_request", "confidence": 0.9}'))
    judge = asked.judge_of("ollama", "intent", LABELS)

    assert judge.judge([row("Saturday at ten?", before="Shall we meet?", ours=("Shall we meet?",))]) == ["interested"]
    assert judge.name.endswith("1 of 1 answered")
    (body,) = models.asked("/api/chat")
    assert "Saturday at ten?" in str(body)
    assert "Shall we meet?" in str(body)


def test_where_a_language_model_does_not_answer_the_built_in_models_do_and_it_is_counted(models):
    models.ollama(Says("{}", status=500))
    judge = asked.judge_of("ollama", "intent", LABELS)

    assert judge.judge([row("How much is it?")]) == ["question"]
    assert judge.name.endswith("0 of 1 answered")


def weights(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"")
    return tmp_path


class Loaded:
    """Stands in for transformers, which no test machine needs: remembers how weights were asked for."""

    def __init__(self, *answers):
        self.answers, self.asked = answers, []

    def from_pretrained(self, folder, **options):
        self.asked.append((folder, options))
        return folder

    def pipeline(self, task, **parts):
        return lambda texts, **options: [dict(zip(("label", "score"), answer, strict=True)) for answer in self.answers]


def distilbert(monkeypatch, folder, *answers):
    loaded = Loaded(*answers)
    module = SimpleNamespace(
        pipeline=loaded.pipeline, AutoTokenizer=loaded, AutoModelForSequenceClassification=loaded
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "transformers", module)
    return asked.judge_of("distilbert", "sentiment", TONES, weights=folder), loaded


def test_distilbert_reads_its_weights_from_the_folder_alone(monkeypatch, tmp_path):
    judge, loaded = distilbert(monkeypatch, weights(tmp_path), ("POSITIVE", 0.99), ("NEGATIVE", 0.97))

    assert judge.judge([row("love it"), row("hate it")]) == ["positive", "negative"]
    assert loaded.asked == [(tmp_path, {"local_files_only": True})] * 2


def test_a_model_of_two_tones_that_is_unsure_found_neither(monkeypatch, tmp_path):
    judge, _ = distilbert(monkeypatch, weights(tmp_path), ("POSITIVE", 0.6))

    assert judge.judge([row("the house on the corner")]) == ["neutral"]


def test_a_model_that_answers_something_else_is_refused(monkeypatch, tmp_path):
    judge, _ = distilbert(monkeypatch, weights(tmp_path), ("LABEL_7", 0.99))

    with pytest.raises(asked.NotHere, match="“label_7”; it should answer negative"):
        judge.judge([row("hm")])


def test_without_transformers_it_is_said_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "transformers", None)

    with pytest.raises(asked.NotHere, match="transformers is not installed"):
        asked.judge_of("distilbert", "sentiment", TONES, weights=weights(tmp_path))
