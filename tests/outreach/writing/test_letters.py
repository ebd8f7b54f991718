"""The words, the code and the files of a letter."""

import csv
import io
import zlib
from datetime import date

import pytest

from outreach.compliance.letter_lint import lint_letter
from outreach.writing import letter_files, letters
from outreach.writing.letter_files import Sheet
from outreach.writing.letters import InvalidLetter
from realestate.lib.postal import PostalAddress

BRAND, HOME = "Gulf Pine Realty", "100 Palm Avenue, Orlando, FL 32801"
AT = PostalAddress(street="12 Pine Street", city="Ocala", state="FL", postal_code="34471")


def sheet(words="Dear Ada,\n\nGood day.", recipient="Ada Lovel"):
    words = letters.with_end(words, brand=BRAND, postal_address=HOME, code="1-K7QM2X9A")
    return Sheet(
        sender=("Dana Whitlock", BRAND), recipient=recipient, address=AT, words=words, code="1-K7QM2X9A",
        written_on=date(2026, 7, 15),
    )  # fmt: skip


def drawn(pdf):
    """Return what a PDF draws, its streams unpacked."""
    streams = [part.split(b"endstream")[0] for part in pdf.split(b"stream\n")[1:]]
    found = b""
    for stream in streams:
        try:
            found += zlib.decompress(stream.rstrip(b"\n"))
        except zlib.error:
            continue
    return found.decode("latin-1")


def test_the_standard_letter_passes_the_rules():
    words = letters.fill(letters.STANDARD, {"agent_name": "Dana Whitlock", "brokerage": BRAND, "street": AT.street})
    whole = letters.with_end(words, brand=BRAND, postal_address=HOME, code="1-K7QM2X9A")

    assert lint_letter(whole, brand=BRAND, postal_address=HOME).passes


@pytest.mark.parametrize(
    ("words", "brand", "address", "reason"),
    [
        ("Hello.", BRAND, HOME, "LTR_NO_SENDER"),
        (f"{BRAND} says hello.", BRAND, HOME, "LTR_NO_POSTAL_ADDRESS"),
        (f"{BRAND} says hello.", BRAND, "", "LTR_NO_POSTAL_ADDRESS"),
        (f"{BRAND}, {HOME}, says hello.", BRAND, HOME, "LTR_NO_OPTOUT"),
        (f"{BRAND}, {HOME}: final notice. For no more letters go there.", BRAND, HOME, "CONTENT_DECEPTIVE"),
        (f"{BRAND}, {HOME}: perfect for young couples, no kids. No more letters: there.", BRAND, HOME,
         "CONTENT_FAIR_HOUSING"),
    ],
)  # fmt: skip
def test_a_letter_that_lacks_what_the_rules_want_is_refused(words, brand, address, reason):
    assert lint_letter(words, brand=brand, postal_address=address).reason == reason


def test_a_code_is_read_however_it_was_copied_from_paper():
    code = letters.new_code(1234)

    for typed in (code, code.lower(), f" {code.replace('-', ' ')} ", code.replace("0", "O").replace("1", "l")):
        assert letters.read_code(typed) == letters.Code(brokerage_id=1234, text=code)


@pytest.mark.parametrize("typed", ["", "1-", "K7QM2X9A", "1-K7QM2X9", "1-K7QM2XU!", "../../etc", "1" * 90])
def test_what_is_no_code_is_none(typed):
    assert letters.read_code(typed) is None


def test_two_letters_have_two_codes():
    assert len({letters.new_code(1) for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("template", "words"),
    [("", "Write something"), ("Hi {firstname}", "is not known"), ("Hi {first_name", "brace"), ("x" * 2_401, "A page")],
)
def test_a_template_that_cannot_be_filled_is_refused_in_words(template, words):
    with pytest.raises(InvalidLetter, match=words):
        letters.check(template)


def test_what_is_not_known_reads_naturally_and_no_value_becomes_a_field():
    assert letters.fill("Dear {first_name}, about {street}.", {}) == "Dear neighbor, about your home."
    assert letters.fill("Dear {first_name}.", {"first_name": "{brokerage}"}) == "Dear {brokerage}."


def test_each_letter_is_a_page_with_its_address_and_its_way_out():
    pdf = letter_files.pdf([sheet(), sheet(recipient="Zoë Nguyễn")], title="Owners", is_sample=False)
    page = drawn(pdf)

    assert pdf.count(b"/Type /Page\n") == 2
    assert "(12 Pine Street)" in page
    assert "no more letters" in page
    assert "1-K7QM2X9A" in page
    assert "(Zoë Nguyen)" in page  # a mark the printer's own fonts lack goes; the name stays
    assert "SAMPLE" not in page


def test_a_sample_says_so_on_the_page():
    assert "SAMPLE" in drawn(letter_files.pdf([sheet()], title="Owners", is_sample=True))


def test_the_longest_letter_stays_above_the_foot():
    words = ("A word and another. " * 200)[: letters.LONGEST]
    pdf = letter_files.pdf([sheet(words)], title="Owners", is_sample=False)
    lowest = min(float(line.split()[1]) for line in drawn(pdf).split("BT ")[1:] if "A word" in line.split("ET")[0])

    assert lowest > (11 - letter_files.FOOT) * letter_files.POINTS


def test_a_mail_house_gets_rows_in_which_nothing_is_a_formula():
    lines = list(csv.DictReader(io.StringIO("".join(letter_files.rows([sheet(recipient='=HYPERLINK("x")')])))))

    assert lines[0]["name"] == '\'=HYPERLINK("x")'
    assert (lines[0]["street"], lines[0]["postal_code"], lines[0]["code"]) == ("12 Pine Street", "34471", "1-K7QM2X9A")
    assert lines[0]["answer_url"] == "http://testserver/l/1-K7QM2X9A/"
