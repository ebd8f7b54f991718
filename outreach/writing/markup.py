"""HTML of emails, reduced to what every mail program shows and none can be hurt by. Pure.

nh3 reads it as a browser does and lets only a short list of tags through. What is left is written anew in one shape:
every block tag on a line of its own, its words between. Sentences can then be left out as in plain text, and ``clean``
closes and drops what that leaves behind.
"""

import re
from collections.abc import Sequence
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

BLOCKS = ("p", "h2", "h3", "blockquote")
LISTS = ("ul", "ol")
INLINE = ("a", "strong", "em")
SAME = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "div": "p", "section": "p", "td": "p"}
HIDDEN = ("script", "style", "title", "template", "iframe", "object", "svg", "math", "noscript", "textarea",
          "select", "button", "form")  # fmt: skip  # their words go with them
LINKS = ("https", "mailto", "tel")
DEEPEST = 12  # tags inside tags

# Mail programs know no style sheets: each tag carries its own.
STYLES = {
    "p": "margin:0 0 16px",
    "h2": "margin:0 0 12px;font:400 24px/1.25 Georgia,serif",
    "h3": "margin:0 0 8px;font:bold 17px/1.35 Helvetica,Arial,sans-serif",
    "blockquote": "margin:0 0 16px;padding-left:14px;border-left:3px solid #b9b19d",
    "ul": "margin:0 0 16px;padding-left:22px",
    "ol": "margin:0 0 16px;padding-left:22px",
    "li": "margin:0 0 6px",
    "hr": "margin:20px 0;border:0;border-top:1px solid #b9b19d",
    "img": "display:block;max-width:100%;height:auto;margin:0 0 16px;border:0",
    "a": "color:#2f7a5b",
}

_CLEANER = nh3.Cleaner(
    tags={*BLOCKS, *LISTS, *INLINE, *SAME, "li", "br", "hr", "img"},
    clean_content_tags=set(HIDDEN),
    attributes={"a": {"href"}, "img": {"src", "alt"}},
    attribute_filter=lambda tag, name, value: value if name == "alt" else _link(value),
    url_schemes=set(LINKS),
    link_rel=None,
)
_EMPTY = re.compile(r"<(p|h2|h3|blockquote|ul|ol|li|a|strong|em)(?: [^>]*)?>\s*</\1>")
_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_HREF = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_ALT = re.compile(r'<img src="([^"]*)" alt="([^"]*)">')
_ITEM = re.compile(r"^(?:[-*•]|\d+[.)])\s+")


def clean(html: str) -> str:
    """Return HTML of the known tags alone, balanced, one block tag a line; empty if nothing is left to read."""
    reader = _Reader()
    reader.feed(_CLEANER.clean(html))
    reader.close()
    written = reader.written()
    while (shorter := _EMPTY.sub("", written)) != written:
        written = shorter
    return "\n".join(line.strip() for line in written.splitlines() if line.strip())


def as_text(html: str) -> str:
    """Return what cleaned HTML says, with where its links and pictures lead, to be held against the rules for words."""
    said = _HREF.sub(lambda found: f"{found[2]} ({found[1]})", html)
    said = _ALT.sub(lambda found: f"{found[2]} ({found[1]})", said).replace("\n<br>\n", "\n")
    said = _TAG.sub(lambda found: "" if found[2] in INLINE else "\n", said.replace("<li>\n", "- "))
    return re.sub(r"\n\s*\n+", "\n\n", unescape(said)).strip()


def from_text(text: str) -> str:
    """Return a plain text as HTML: paragraphs, lists where lines begin with a dash or number, and line breaks."""
    parts = [part.strip().splitlines() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return clean("".join(_block_of(lines) for lines in parts))


def with_styles(html: str) -> str:
    """Return cleaned HTML with the style of each tag inside it."""
    return _TAG.sub(lambda found: found[0] if found[1] else f"<{found[2]}{found[3]}{_style(found[2])}>", html)


def _style(tag: str) -> str:
    return f' style="{STYLES[tag]}"' if tag in STYLES else ""


def _block_of(lines: Sequence[str]) -> str:
    if all(_ITEM.match(line.strip()) for line in lines):
        kind = "ol" if lines[0].strip()[0].isdigit() else "ul"
        items = "".join(f"<li>{escape(_ITEM.sub('', line.strip()), quote=False)}</li>" for line in lines)
        return f"<{kind}>{items}</{kind}>"
    return f"<p>{'<br>'.join(escape(line.strip(), quote=False) for line in lines)}</p>"


class _Reader(HTMLParser):
    """Takes HTML of known tags apart, and writes it anew in one shape."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []

    def written(self) -> str:
        """Return what was written, closed."""
        self._close_until("")
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = SAME.get(tag, tag)
        if len(self._open) > DEEPEST:
            return
        given = {name: value or "" for name, value in attrs}
        if tag in BLOCKS or tag in LISTS or tag == "hr":
            self._begin_block(tag)
        elif tag == "li":
            self._begin_item()
        elif tag in INLINE:
            self._begin_inline(tag, given)
        elif tag in {"br", "img"}:
            self._single(tag, given)

    def handle_endtag(self, tag: str) -> None:
        tag = SAME.get(tag, tag)
        if tag in self._open:
            self._close_until(tag)

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        if words.strip():
            self._want_block()
        if self._in_block():
            self._out.append(escape(words, quote=False))

    def _begin_block(self, tag: str) -> None:
        while self._in_block() and self._open[-1] not in {"li", "blockquote"}:
            self._close_until(self._open[-1])
        if tag == "hr":
            self._out.append("\n<hr>\n")
            return
        self._out.append(f"\n<{tag}>\n")
        self._open.append(tag)

    def _begin_item(self) -> None:
        lists = [place for place, tag in enumerate(self._open) if tag in LISTS]
        if not lists:
            self._begin_block("p")
            return
        while len(self._open) > lists[-1] + 1:
            self._close_until(self._open[-1])
        self._out.append("\n<li>\n")
        self._open.append("li")

    def _begin_inline(self, tag: str, given: dict[str, str]) -> None:
        if tag in self._open:
            return
        link = given.get("href", "")
        if tag == "a" and not link:
            return
        self._want_block()
        self._out.append(f'<a href="{escape(link)}">' if tag == "a" else f"<{tag}>")
        self._open.append(tag)

    def _single(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._out.append("\n<br>\n" if self._in_block() else "")
            return
        source = given.get("src", "")
        if source.startswith("https:"):
            self._want_block()
            alt = " ".join(given.get("alt", "").replace("{", "").replace("}", "").split())
            self._out.append(f'<img src="{escape(source)}" alt="{escape(alt)}">')

    def _want_block(self) -> None:
        if not self._in_block() or self._open[-1] in LISTS:
            self._begin_item() if self._open and self._open[-1] in LISTS else self._begin_block("p")

    def _in_block(self) -> bool:
        return any(tag in BLOCKS or tag == "li" for tag in self._open)

    def _close_until(self, tag: str) -> None:
        while self._open:
            last = self._open.pop()
            self._out.append(f"</{last}>" if last in INLINE else f"\n</{last}>\n")
            if last == tag:
                return


def _link(address: str) -> str:
    """Return an address that a mail may lead to; empty for any other. Facts are no part of it."""
    address = address.strip()
    if not address or re.search(r"[\s{}<>\"'\\\x00-\x1f]", address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_whole = bool(parts.netloc) if parts.scheme == "https" else bool(parts.path)
    return address if parts.scheme in LINKS and is_whole else ""
