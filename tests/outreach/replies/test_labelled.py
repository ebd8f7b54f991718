"""Labelled files: what is found in them, and what is said of those that cannot be read."""

import gzip
import json

import pytest

from outreach.replies.labelled import Unreadable, read_labelled, read_mapping


def file(tmp_path, text, name="replies.csv"):
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def texts(found):
    return [(row.text, row.label) for row in found.rows]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("text,label", "intent"),
        ("Reply,Intent", "intent"),
        ("message,category", "intent"),
        ("raw_tweet,sentiment_label", "sentiment"),
        ("text,airline_sentiment", "sentiment"),
        ("body,positive", "sentiment"),
    ],
)
def test_columns_are_found_by_their_usual_names(tmp_path, head, kind):
    found = read_labelled(file(tmp_path, f"{head}\nhello,1\n"))

    assert (found.kind, texts(found)) == (kind, [("hello", "1")])


def test_gzip_and_json_lines_are_read_too(tmp_path):
    lines = "\n".join(json.dumps({"text": text, "sentiment": "positive"}) for text in ("nice", "good\nday"))

    assert texts(read_labelled(file(tmp_path, 'text,label\n"a, b",x\n', "a.csv.gz"))) == [("a, b", "x")]
    assert texts(read_labelled(file(tmp_path, lines, "a.jsonl"))) == [("nice", "positive"), ("good\nday", "positive")]


def test_what_was_said_before_comes_from_the_rows_before(tmp_path):
    rows = """dialogue,role,turn,text,label
a,agent,0,Would you sell?,
a,owner,0,Maybe.,interested
a,owner,0,How much?,question
a,agent,1,400k,
a,owner,1,No,not_interested
b,owner,0,Hi,unknown
"""
    first, second, third, other = read_labelled(file(tmp_path, rows)).rows

    assert (first.context.before, first.context.besides) == ("Would you sell?", "How much?")
    assert (second.context.before, second.context.theirs) == ("Maybe.", ("Maybe.",))
    assert (third.context.before, third.context.ours) == ("400k", ("Would you sell?", "400k"))
    assert other.context.before == ""


def test_a_column_with_the_message_before_is_used(tmp_path):
    (row,) = read_labelled(file(tmp_path, "previous_message,text,label\nStill looking?,yes,interested\n")).rows

    assert row.context.before == "Still looking?"


def test_a_mapping_translates_and_leaves_out(tmp_path):
    path = file(tmp_path, "text,act\na,ask\nb,skip\n")
    mapping = read_mapping(file(tmp_path, "act,intent\nask,question\nskip,(left out)\n", "map.csv"))

    assert texts(read_labelled(path, label="act", mapping=mapping)) == [("a", "question")]


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        ("", {}, "has no rows"),
        ("text,label\n", {}, "has no rows"),
        ("words,label\na,b\n", {}, "no column with the message: one of text, reply"),
        ("text,kind\na,b\n", {}, "no column with the label: one of label, intent"),
        ("text,label\na,b\n", {"label": "act"}, "no column “act”, only text, label"),
        ("text,label\na,x\n  ,y\n", {}, "row 2: the column “text” is empty"),
        ("text,label\na,\n", {}, "no row with something in its column “label”"),
        ("text,label\na,x\nb,z\n", {"mapping": {"x": "y"}}, "row 2: the mapping does not tell what “z” stands for"),
        ('{"text": "a", "label": "b"}\n{"text": \n', {}, "line 2: not JSON"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_row_and_column(tmp_path, text, given, said):
    with pytest.raises(Unreadable, match=said.replace("(", r"\(")):
        read_labelled(file(tmp_path, text), **given)


def test_a_missing_file_and_other_letters_are_told(tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"text,label\n\xff\xfe,x\n")

    with pytest.raises(Unreadable, match="cannot be read"):
        read_labelled(tmp_path / "none.csv")
    with pytest.raises(Unreadable, match="not UTF-8"):
        read_labelled(odd)
