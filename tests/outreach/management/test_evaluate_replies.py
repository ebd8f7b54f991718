"""``manage.py evaluate_replies`` and ``train_replies``: figures of a labelled file, and errors in words."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROWS = [
    ("Yes, I'd love to see it", "interested"),
    ("yes please send me the details", "interested"),
    ("No thanks, we are not selling", "not_interested"),
    ("not interested", "not_interested"),
    ("How much is it?", "question"),
    ("what are the taxes?", "question"),
    ("at the gym", "unknown"),
    ("ok thanks", "unknown"),
]
REFERENCE = os.environ.get("HOMESTRETCH_REFERENCE")


@pytest.fixture
def replies(tmp_path):
    path = tmp_path / "replies.jsonl"
    path.write_text("\n".join(json.dumps({"text": text, "label": label}) for text, label in ROWS))
    return path


def run(*arguments):
    out = StringIO()
    call_command("evaluate_replies", *map(str, arguments), stdout=out)
    return out.getvalue()


def figures(*arguments):
    return json.loads(run(*arguments, "--json").splitlines()[-1])


def test_plain_replies_are_understood_as_shipped(replies):
    found = figures(replies)

    assert (found["kind"], found["n"], found["macro_f1"]) == ("intent", 8, 1.0)
    assert set(found["classes"]) == {"interested", "not_interested", "question", "unknown"}
    assert found["classes"]["question"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 2}


def test_the_table_names_every_class_and_the_mean(replies):
    said = run(replies)

    assert "macro-F1 1.000" in said
    assert all(label in said for _, label in ROWS)


def test_training_uses_the_classes_of_the_file(tmp_path):
    path = tmp_path / "pets.csv"
    path.write_text(
        "text,label\n" + "".join(f"the {pet} is here {n},{pet}\n" for pet in ("cat", "dog") for n in "abcd")
    )

    found = figures(path, "--train", path)
    assert (found["macro_f1"], found["judge"]) == (1.0, "builtin, trained")
    assert set(figures(path, "--cross-validate")["classes"]) == {"cat", "dog"}


@pytest.mark.parametrize(("label", "said"), [("0", "1"), ("negative", "positive"), ("neg", "pos")])
def test_two_tones_are_told_by_the_sign(tmp_path, label, said):
    path = tmp_path / "tones.csv"
    path.write_text(f"text,sentiment\nI love this house so much,{said}\nThis is terrible and I hate it,{label}\n")

    assert figures(path)["macro_f1"] == 1.0


def test_opt_outs_are_counted_with_pauses_apart(tmp_path):
    path = tmp_path / "stops.csv"
    path.write_text(
        "text,label\nSTOP,opt_out\nI will sue you,Opt-Out\nlovely house,ordinary\nstop texting me,ordinary\n"
    )
    found = figures(path, "--opt-outs")["opt_outs"]

    assert (found["caught"], found["paused"], found["missed"], found["recall"]) == (1, 1, 0, 1.0)
    assert (found["ordinary"], found["false_alarms"], found["false_alarms_per_1000"]) == (2, 1, 500.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text,label\n ,question\n", "row 1: the column “text” is empty"),
        ("words\nhi\n", "no column with the message"),
    ],
)
def test_errors_are_told_in_words(tmp_path, text, said):
    path = tmp_path / "replies.csv"
    path.write_text(text)

    with pytest.raises(CommandError, match=said):
        run(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text,label\nstop calling me,ham\n", "“ham” is none of our meanings"),
        ("text,sentiment\nstop calling me,purple\n", "purple are no tones"),
    ],
)
def test_labels_that_are_none_of_ours_leave_the_count_of_stops(tmp_path, text, said):
    path = tmp_path / "replies.csv"
    path.write_text(text)
    found = figures(path)

    assert said in found["note"]
    assert "use --train" in found["note"]
    assert "classes" not in found
    assert found["opt_outs"]["false_alarms"] == 1
    assert found["note"] in run(path)


def test_a_reader_that_is_not_set_up_is_told(tmp_path, replies, settings):
    settings.ANTHROPIC_API_KEY = ""

    with pytest.raises(CommandError, match="claude is not set up: ANTHROPIC_API_KEY is empty"):
        run(replies, "--driver", "claude")
    with pytest.raises(CommandError, match=r"no weights in .*nothing: put config.json"):
        run(replies, "--driver", "distilbert", "--weights", tmp_path / "nothing")


def test_training_on_one_class_is_refused(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("text,label\na,x\nb,x\n")

    with pytest.raises(CommandError, match="at least two labels"):
        run(path, "--train", path)


def test_training_again_is_only_done_when_asked_or_needed():
    out = StringIO()
    call_command("train_replies", stdout=out)

    assert "up to date" in out.getvalue() or "Learnt from" in out.getvalue()


@pytest.mark.skipif(not REFERENCE, reason="the public data sets are not part of this project")
@pytest.mark.parametrize(
    ("name", "least", "options"),
    [
        ("sentiment_sentences/sentences", 0.79, []),
        ("sentiment_airline/tweets", 0.49, []),
        ("replies_persuasion/annotated", 0.58, ["--label", "ee_label_1", "--label-map", "label_map"]),
    ],
)  # fmt: skip
def test_the_shipped_models_hold_what_the_guide_says(name, least, options):
    folder = Path(REFERENCE) / "data"
    path = folder / f"{name}.csv.gz"
    options = [path.parent / "label_map.csv.gz" if option == "label_map" else option for option in options]

    assert figures(path, *options)["macro_f1"] >= least
