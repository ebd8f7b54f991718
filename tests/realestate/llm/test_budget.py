from realestate.llm import budget
from realestate.llm.budget import Said


def lines(count, words="word " * 20):
    return [Said("them" if number % 2 else "us", f"{number} {words}") for number in range(count)]


def test_tokens_are_guessed_on_the_safe_side():
    english = "The quick brown fox jumps over the lazy dog. " * 10  # 100 words and marks: about 100 tokens
    assert 100 <= budget.tokens(english) <= 200
    assert budget.tokens("años") > budget.tokens("anos") - 1
    assert budget.tokens("") == 0


def test_a_conversation_that_fits_is_sent_whole():
    said = lines(6)
    assert budget.trim(said, limit=10_000) == tuple(said)
    assert budget.trim([], limit=10) == ()


def test_the_oldest_goes_first_and_what_is_left_fits():
    said = lines(40)
    kept = budget.trim(said, limit=500)

    assert kept == tuple(said[-len(kept) :])
    assert 0 < sum(budget.tokens(line.words) + budget.A_BLOCK for line in kept) <= 500


def test_the_beginning_stays_the_same_for_several_turns_so_that_it_is_read_from_the_cache():
    beginnings = {budget.trim(lines(count), limit=700)[0] for count in range(30, 38)}

    assert len(beginnings) <= 2, "eight turns, and the beginning moves once at most"


def test_the_last_words_are_always_kept_if_shortened():
    (only,) = budget.trim([Said("us", "Hi"), Said("them", "long " * 2_000)], limit=100)

    assert only.who == "them"
    assert budget.tokens(only.words) <= 100
    assert only.words.endswith("...")


def test_within_the_last_step_it_goes_line_by_line():
    kept = budget.trim(lines(8), limit=150)

    assert 1 < len(kept) < 8


def test_a_quote_is_cut_where_nobody_writes_that_long():
    assert len(budget.shorten("word " * 5_000)) <= budget.LONGEST_QUOTE


def test_a_local_model_is_asked_for_few_sizes_of_window():
    assert [budget.context_size(needed) for needed in (1, 4_096, 4_097, 9_000, 99_000)] == [
        4_096, 4_096, 8_192, 16_384, 32_768,
    ]  # fmt: skip
