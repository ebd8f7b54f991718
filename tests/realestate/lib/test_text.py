"""SMS segments and trimming."""

import pytest

from realestate.lib.text import Alphabet, SmsSize, listed, plain, sms_size, trim


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", SmsSize(Alphabet.GSM7, 0, 0, 160)),
        ("a" * 160, SmsSize(Alphabet.GSM7, 160, 1, 0)),
        ("a" * 161, SmsSize(Alphabet.GSM7, 161, 2, 145)),
        ("a" * 306, SmsSize(Alphabet.GSM7, 306, 2, 0)),
        ("a" * 307, SmsSize(Alphabet.GSM7, 307, 3, 152)),
        ("€" * 80, SmsSize(Alphabet.GSM7, 160, 1, 0)),
        # 153 is odd: the 77th escape pair does not fit into the first segment, and one unit stays empty
        ("€" * 81, SmsSize(Alphabet.GSM7, 162, 2, 143)),
        ("é{}", SmsSize(Alphabet.GSM7, 5, 1, 155)),
        ("ê" * 70, SmsSize(Alphabet.UCS2, 70, 1, 0)),
        ("ê" * 71, SmsSize(Alphabet.UCS2, 71, 2, 63)),
        ("🏡" * 35, SmsSize(Alphabet.UCS2, 70, 1, 0)),
        ("🏡" * 36, SmsSize(Alphabet.UCS2, 72, 2, 61)),
    ],
    ids=["empty", "160", "161", "306", "307", "ext 80", "ext 81", "mixed", "ucs 70", "ucs 71", "emoji", "emoji split"],
)
def test_sms_size_counts_units_and_segments(text, size):
    assert sms_size(text) == size


def test_plain_saves_the_second_segment_that_a_curly_quote_costs():
    text = "It’s Dana “from” Lakeside — " + "a" * 90

    assert (sms_size(text).segments, sms_size(plain(text)).segments) == (2, 1)


@pytest.mark.parametrize(
    ("text", "limit", "trimmed"),
    [
        ("short", 10, "short"),
        ("three bedroom homes", 19, "three bedroom homes"),
        ("three bedroom homes", 18, "three bedroom..."),
        ("three bedroom, homes", 17, "three bedroom..."),
        ("unbreakablelongword", 10, "unbreak..."),
        ("anything", 2, ".."),
    ],
)
def test_trim_cuts_at_a_word_and_never_exceeds_the_limit(text, limit, trimmed):
    assert trim(text, limit) == trimmed
    assert len(trim(text, limit)) <= limit


@pytest.mark.parametrize(
    ("names", "words"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_places_as_in_a_sentence(names, words):
    assert listed(names) == words
