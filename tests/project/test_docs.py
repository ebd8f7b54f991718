"""The docs say what is there: links resolve, commands exist, every app has its words."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
APPS = ("realestate", "crm", "scoring", "outreach", "nurturing", "analytics")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
COMMAND = re.compile(r"manage\.py ([a-z][a-z_]+)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)\b")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
SOURCE = re.compile(r"`((?:realestate|crm|scoring|outreach|nurturing|analytics|tests|docs|benchmarks)/[\w./-]+)`")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def anchors(page):
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in kept}


def broken_links(page):
    """Return the relative links of a page that lead nowhere."""
    broken = []
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        outside = not target.is_relative_to(ROOT)
        if outside or not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


def code_of(page):
    return "\n".join(CODE.findall(page.read_text(encoding="utf-8")))


@each_page
def test_every_relative_link_leads_somewhere(page):
    assert broken_links(page) == []


def test_a_link_to_a_missing_page_or_anchor_is_found(tmp_path):
    page = ROOT / "docs" / "index.md"
    copy = tmp_path / "page.md"
    copy.write_text("# One\n[a](gone.md) [b](#two) [c](#one) [d](https://homestretch.example)\n", encoding="utf-8")

    assert anchors(copy) == {"one"}
    assert anchors(page), "the index has headings"
    assert broken_links(copy) == ["gone.md", "#two", "#one"], "outside the repository nothing counts as found"


@each_page
def test_every_command_named_exists(page):
    named = set(COMMAND.findall(page.read_text(encoding="utf-8")))

    assert named - set(get_commands()) == set()


@each_page
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert set(TARGET.findall(code_of(page))) - targets == set()


@each_page
def test_every_file_named_exists(page):
    named = set(SOURCE.findall(page.read_text(encoding="utf-8")))

    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("app", APPS)
def test_each_app_has_its_page(app):
    page = ROOT / "docs" / "architecture" / f"{app}.md"

    assert page.exists()
    assert f"({app}.md)" in (ROOT / "docs" / "architecture" / "floors.md").read_text(encoding="utf-8")


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_every_page_is_found_from_the_readme():
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in found or page.suffix != ".md":
            continue
        found.add(page)
        links = LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
        waiting += [(page.parent / link.split("#")[0]).resolve() for link in links if not re.match(r"[a-z]+:|#", link)]

    assert set(PAGES) - found == set()


def test_nothing_outside_the_repository_is_named():
    places = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/")

    assert [page.name for page in PAGES if places.search(page.read_text(encoding="utf-8"))] == []
