"""HTML of emails: whatever is typed or pasted, only known tags come out, balanced, and nothing that could run."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.writing import fill, markup

KNOWN = {*markup.BLOCKS, *markup.LISTS, *markup.INLINE, "li", "br", "hr", "img"}
PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<ul>", "</ul>", "<li>", "<a href='https://x.example'>", "</a>", "<br>", "<hr>",
     "<script>", "</script>", "<style>", "<svg>", "</svg>", "<img src=https://x.example/a.png alt='{first_name}'>",
     "<!--", "-->", "<![CDATA[", "]]>", "<p style='x' onclick=y>", "<title>", "</title>", "<h1>", "</h1>", "&lt;", "&",
     "<", ">", '"', "{county}", " ", "\n", "words", "<blockquote>", "</blockquote>", "</li>", "<table><td>", "<em/>",
     "<a href='javascript:x'>", "\x00", "<textarea>", "</textarea>"]
)  # fmt: skip


class Tags(HTMLParser):
    """Notes tags and attributes, and whether each tag is closed by its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.is_balanced = True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.is_balanced &= bool(self.open) and self.open.pop() == tag


@given(st.lists(PIECES, max_size=25).map("".join))
def test_only_known_tags_come_out_balanced_and_once_more_changes_nothing(html):
    cleaned = markup.clean(html)
    tags = Tags(cleaned)
    assert tags.names <= KNOWN
    assert tags.attributes <= {"href", "src", "alt"}
    assert (tags.is_balanced, tags.open) == (True, [])
    assert markup.clean(cleaned) == cleaned


@given(st.text(max_size=80))
def test_any_text_is_told_as_it_was_typed(text):
    told = markup.as_text(markup.from_text(text))
    assert re.sub(r"[^\w]", "", told) == re.sub(r"[^\w]", "", _without_marks(text))


def _without_marks(text: str) -> str:
    """Numbers and dashes at the head of a list's lines are drawn by the list itself."""
    parts = [part.strip().splitlines() for part in re.split(r"\n\s*\n", text.replace("\x00", "")) if part.strip()]
    return "\n".join(
        re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", line.strip())
        if all(re.match(r"(?:[-*•]|\d+[.)])\s+", one.strip()) for one in lines)
        else line
        for lines in parts
        for line in lines
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>steal()</script><p>Hi</p>", "Hi"),
        ("<p onclick=x style='position:fixed'>Hi</p>", "Hi"),
        ("<img src=x onerror=alert(1)>Hi", "Hi"),
        ("<a href='javascript:x'>Hi</a>", "Hi"),
        ("<a href='http://plain.example'>Hi</a>", "Hi"),
        ("<a href='https://x.example/?to={agent}'>Hi</a>", "Hi"),
        ("<iframe src='https://x.example'></iframe>Hi", "Hi"),
        ("<svg><a href='https://x.example'>no</a></svg>Hi", "Hi"),
        ("<a href='https://x.example/a?b=1&amp;c=2'>Hi</a>", "Hi (https://x.example/a?b=1&c=2)"),
        ("<a href='tel:+14075550100'>Call</a>", "Call (tel:+14075550100)"),
        ("<ol><li>One<li>Two</ol>", "- One\n\n- Two"),
        ("<head><title>Old mail</title></head><body>Hi", "Hi"),
        ("<p> </p><p><b></b></p>", ""),
    ],
)
def test_what_is_kept_of_what_was_typed(typed, kept):
    assert markup.as_text(markup.clean(typed)) == kept


def test_facts_are_words_whatever_they_hold():
    html = markup.clean("<p>Hi {first_name}, welcome.</p>")
    filled = fill.fill_html(html, {"first_name": "<img src=https://x.example/a.png> & co"}).text
    assert filled == "<p>\nHi &lt;img src=https://x.example/a.png&gt; &amp; co, welcome.\n</p>"


def test_a_sentence_about_something_unknown_is_left_out_and_its_tags_closed():
    html = markup.clean("<p><b>We know {county}. It</b> is large.</p><ul><li>In {county}.</li></ul><p>Call us.</p>")
    filled = fill.fill_html(html, {"county": ""})
    assert filled.text == "<p>\nIt is large.\n</p>\n<p>\nCall us.\n</p>"
    assert filled.left_out == ("county",)


def test_styles_are_put_on_every_tag_that_has_one():
    styled = markup.with_styles(markup.clean("<p>See <a href='https://x.example'>this</a></p>"))
    assert styled.count(" style=") == 2
    assert '<a href="https://x.example" style=' in styled
