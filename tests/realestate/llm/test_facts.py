"""What a text claims that its facts do not: held against sets in this field's words, to both sides."""

import json

import pytest

from realestate.llm import facts, prompts
from realestate.llm.gateway import Gateway
from tests.language_models import claude_says, ollama_says
from tests.realestate.llm.conftest import FOLDER

KNOWN = {
    who: {name: [value] if isinstance(value, str) else value for name, value in values.items() if value}
    for who, values in json.loads((FOLDER / "facts.json").read_text()).items()
}


def rows(name):
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text().splitlines()]


INVENTED, GROUNDED = rows("invented"), rows("grounded")


def kinds(text, allowed):
    return {claim.kind for claim in facts.unsupported(text, allowed)}


def test_the_sets_are_large_enough_and_nothing_stands_in_them_twice():
    assert len(INVENTED) >= 60
    assert len(GROUNDED) >= 60
    for chosen in (INVENTED, GROUNDED):
        assert len({row["id"] for row in chosen}) == len({row["draft"] for row in chosen}) == len(chosen)


@pytest.mark.parametrize("row", INVENTED, ids=lambda row: row["id"])
def test_an_invented_fact_is_found_and_called_by_its_kind(row):
    assert row["kind"] in kinds(row["draft"], KNOWN[row["about"]])


@pytest.mark.parametrize("row", GROUNDED, ids=lambda row: row["id"])
def test_a_text_that_says_only_what_is_known_is_let_through(row):
    assert facts.unsupported(row["draft"], KNOWN[row["about"]]) == []


def test_what_a_model_invents_is_not_sent_by_any_driver(models, book):
    """The same set over the wire: each draft is refused, and the template answers in its place."""
    prompt, sent = prompts.read(FOLDER / "about_a_home.v1.md"), {}
    for driver, says in (("claude", claude_says), ("ollama", ollama_says)):
        gateway = Gateway(book, chain=[driver])
        for row in INVENTED:
            models.claude(says(row["draft"]))
            models.ollama(says(row["draft"]))
            answer = gateway.complete(prompt.fill(facts={"known": lines_of(row["about"])}))
            if answer.text != "A person will answer you.":
                sent[driver, row["id"]] = answer.text
    assert sent == {}
    assert len(models.seen) == 2 * len(INVENTED)


def test_what_a_model_says_rightly_is_sent(models, book):
    prompt, gateway, refused = prompts.read(FOLDER / "about_a_home.v1.md"), Gateway(book, chain=["claude"]), {}
    for row in GROUNDED:
        models.claude(claude_says(row["draft"]))
        answer = gateway.complete(prompt.fill(facts={"known": lines_of(row["about"])}))
        if answer.text != row["draft"]:
            refused[row["id"]] = answer.attempts
    assert refused == {}


def lines_of(who):
    return [value for values in KNOWN[who].values() for value in values]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("$412K", "$412,000"),
        ("412,000 dollars", "$412,000"),
        ("$1.2 million", "$1,200,000"),
        ("three bedrooms", "3 bedrooms"),
        ("3 beds", "3 bedrooms"),
        ("2:00 PM", "14:00"),
        ("Nov 28", "November 28, 2026"),
        ("11/28/2026", "Saturday, November 28, 2026"),
        ("Saturday", "11/28/2026"),
        ("12 Alder Ct.", "12 Alder Court, Tampa, FL 33602"),
        ("4410 N. Oak St", "4410 North Oak Street"),
        ("813.555.0142", "+1 (813) 555-0142"),
        ("www.gulfpine.example/homes", "https://gulfpine.example/homes/"),
        ("6.5 percent", "6.5%"),
        ("Dana", "Dana Whitlock"),
    ],
)
def test_the_same_fact_may_be_said_in_another_spelling(said, known):
    assert kinds(f"It is {said}.", {"fact": [known]}) == set()


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("$412,500", "$412K"),
        ("$3", "3 bedrooms"),
        ("3 baths", "3 bedrooms"),
        ("12 bedrooms", "12 Alder Court"),
        ("November 2", "November 28"),
        ("November 28, 2027", "November 28"),
        ("Sunday", "11/28/2026"),
        ("2 AM", "2 PM"),
        ("12 Alder Lane", "12 Alder Court"),
        ("2 Alder Court", "12 Alder Court"),
        ("813-555-0143", "813-555-0142"),
        ("gulfpine.example/homes/x", "gulfpine.example/homes"),
        ("gulfpine.example.evil.com", "gulfpine.example"),
        ("Dana Marsh", "Dana Whitlock"),
    ],
)
def test_nearly_the_same_is_not_the_same(said, known):
    assert kinds(f"It is {said}.", {"fact": [known]}) != set()


def test_a_bare_number_is_read_with_the_name_of_its_fact():
    known = {"beds": ["3"], "asking_price": ["412000"]}

    assert kinds("It has 3 bedrooms for $412,000.", known) == set()
    assert kinds("It has 3 baths.", known) == {"number"}


def test_the_instructions_are_not_told_on():
    secret = "Answer what a lead asked, by sms, in at most two sentences."

    assert facts.unsupported("I answer what a lead asked by SMS in at most two sentences.", {}, secret=secret)
    assert facts.unsupported("What would you like to ask? I answer by SMS.", {}, secret=secret) == []


def test_an_empty_text_and_no_facts_are_no_trouble():
    assert facts.unsupported("", {}) == []
    assert facts.unsupported("Hello! How may we help?", {}) == []
