"""``manage.py grade_templates``."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def run(*args):
    out = StringIO()
    call_command("grade_templates", *args, stdout=out)
    return out.getvalue()


def test_the_shipped_set_is_graded_and_agrees():
    report = json.loads(run("--json").splitlines()[-1])

    assert report["poor"] == []
    assert report["agreed"] == report["graded"] > 40
    assert report["mean_score"] > 0.95


def test_a_rubric_that_disagrees_fails_and_says_where(tmp_path):
    file = tmp_path / "mine.jsonl"
    item = {"id": "a", "channel": "sms", "touch": "first", "about": ["Maria"], "text": "Act now, Maria.", "missed": []}
    file.write_text(json.dumps(item))

    with pytest.raises(CommandError, match="disagrees"):
        run(str(file))


@pytest.mark.parametrize("content", ["{", '{"id": "a"}', '{"id": "a", "template": "none", "about": [], "missed": []}'])
def test_a_file_that_is_no_graded_set_is_refused(tmp_path, content):
    file = tmp_path / "mine.jsonl"
    file.write_text(content)

    with pytest.raises(CommandError, match="is no graded set"):
        run(str(file))
