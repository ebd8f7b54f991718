"""Charts drawn by the server."""

from realestate.templatetags import charts


def test_funnel_draws_each_bar_against_the_first_and_says_who_goes_on():
    steps = [
        {"label": "Contacted", "count": 400},
        {"label": "Replied", "count": 100, "rate": 0.25, "low": 0.21, "high": 0.294},
        {"label": "Deal", "count": 0, "rate": 0.0},
    ]

    drawn = charts.funnel(steps, "People by step")["steps"]

    assert [(step.width, step.go_on, step.between) for step in drawn] == [
        (255, "", ""),
        (63.8, "25% go on", "21 to 29"),
        (2, "0% go on", ""),
    ]


def test_funnel_of_nobody_still_draws():
    assert [step.width for step in charts.funnel([{"label": "Contacted", "count": 0}], "None yet")["steps"]] == [2]


def test_ranges_keep_a_rate_on_few_cases_to_themselves():
    rows = [
        {"label": "Text", "rate": 0.1, "low": 0.05, "high": 0.2, "n": 300},
        {"label": "Letter", "rate": 0.5, "low": 0.1, "high": 0.9, "n": 4},
    ]

    text, letter = charts.ranges(rows, "Answers by channel")["rows"]

    assert (text.low, text.x, text.high, text.shown, text.note) == (187, 262, 412, "10.0%", "n = 300")
    assert (letter.few, letter.shown) == (True, "4 so far")
