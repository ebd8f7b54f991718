"""Our own examples of replies: well formed, and how far the rules alone come on them."""

from collections import Counter

import pytest

from outreach.replies import examples
from outreach.replies.examples import BadExample, read_examples
from outreach.replies.optout import classify

CAUGHT = {"opt_out", "wrong_number", "review"}
MISSED_BY_RULES, FALSE_STOPS = 4, 0  # of 322 and of 2,165; the four are bare answers to "is this you?"


def test_every_intent_has_enough_examples_and_no_text_has_two():
    counts = Counter(example.intent for example in read_examples())
    assert min(counts.values()) >= 100
    plain = [example for example in read_examples() if example.intent and not example.context.before]
    intents = {example.text: example.intent for example in plain}
    assert [example.text for example in plain if intents[example.text] != example.intent] == []


@pytest.mark.parametrize("line", ["I am in", "* Yes", "+ "])
def test_a_line_of_another_shape_is_named_with_its_file_and_number(line, tmp_path, monkeypatch):
    (tmp_path / "interested.txt").write_text(f"// Buyers\n+ Yes please\n{line}\n")
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    with pytest.raises(BadExample, match=r"^interested\.txt, line 3: "):
        read_examples.__wrapped__()


def test_a_short_answer_knows_what_it_answers():
    answers = [example for example in read_examples() if example.context.before]
    assert len(answers) > 100
    assert all(example.text not in example.context.before for example in answers if len(example.text) > 12)


def test_rules_alone_miss_few_stops_and_see_none_where_there_are_none():
    stops = [example for example in read_examples() if example.intent in CAUGHT]
    others = [example for example in read_examples() if example.intent not in CAUGHT]
    missed = [example.text for example in stops if classify(example.text).intent not in CAUGHT]
    false = [example.text for example in others if classify(example.text).intent in CAUGHT - {"review"}]
    print(f"missed {len(missed)} of {len(stops)}, false stops {len(false)} of {len(others)}")
    assert (len(missed) <= MISSED_BY_RULES, len(false) <= FALSE_STOPS) == (True, True)
