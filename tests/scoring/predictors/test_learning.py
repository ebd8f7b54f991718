"""From a labelled table to probabilities with reasons: nothing is learnt from a row's own outcome."""

import numpy as np
import pytest

from scoring.errors import ModelNotUsable
from scoring.predictors import leaks, learning, library, quality
from scoring.predictors.learned import Learned
from scoring.predictors.tables import Table
from scoring.predictors.training import Recipe

pytestmark = pytest.mark.skipif(not library.finding().ok, reason="LightGBM's library does not load here")
QUICK = Recipe(rounds=60)


def leads(count=2400, seed=1):
    """Return made-up leads: visits and source decide, the weather does not."""
    chance = np.random.default_rng(seed)
    visits, source = chance.poisson(3, count), chance.choice(["ad", "friend", "Select"], count)
    odds = 0.7 * (visits - 3) + 1.5 * (source == "friend") - 1
    came = (chance.random(count) < 1 / (1 + np.exp(-odds))).astype(int)
    cells = {
        "visits": [str(number) for number in visits],
        "source": ["" if word == "Select" else str(word) for word in source],
        "weather": chance.choice(["sun", "rain"], count).tolist(),
    }
    return Table(name="leads.csv", columns=cells), came.tolist()


def probabilities(learned, table):
    return np.array([learned.probability(row) for row in table.rows()])


@pytest.fixture(scope="module")
def learned():
    return learning.learn(*leads(), recipe=QUICK)


def test_what_was_learnt_holds_on_other_leads(learned):
    table, came = leads(seed=2)
    found = quality.measure(probabilities(learned, table), np.array(came, float), resamples=20)

    assert found.auc.value > 0.75
    assert found.ece.value < 0.05


def test_reasons_sum_to_the_score_and_name_what_decides(learned):
    table, _ = leads(seed=3, count=100)
    ledgers = [learned.ledger(row) for row in table.rows()]
    scores, first = [sum(reason.points for reason in reasons) for reasons in ledgers], ledgers[0]

    assert scores == [max(1, min(99, round(100 * told))) for told in probabilities(learned, table)]
    assert first[0].rule == "start"
    assert {reason.rule for reason in first[1:3]} == {"visits", "source"}


def test_learning_twice_gives_the_same_model(learned):
    assert learning.learn(*leads(), recipe=QUICK).dump() == learned.dump()


def test_what_is_kept_tells_the_same(learned):
    table, _ = leads(seed=3, count=50)
    again = Learned.load(learned.dump())

    assert again.dump() == learned.dump()
    assert probabilities(again, table).tolist() == probabilities(learned, table).tolist()


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"format": 9}\n', b"\xff\n"])
def test_bytes_that_were_not_learnt_here_are_refused(content):
    with pytest.raises(ModelNotUsable):
        Learned.load(content)


def test_words_that_each_name_a_few_rows_teach_nothing_of_themselves():
    """Encoded by its own outcome, a street would seem to know the answer."""
    chance = np.random.default_rng(4)
    table = Table(name="leads.csv", columns={"street": [f"street {row}" for row in chance.integers(0, 60, 800)]})
    came = chance.integers(0, 2, 800)

    found = learning.learn(table, came.tolist(), recipe=QUICK)
    matrix = learning._held_out_matrix(found.encoding, table, came.tolist(), came.astype(float))

    assert quality.rank(matrix[:, 0], came.astype(float)) < 0.56


@pytest.mark.parametrize(
    ("name", "cells", "reason"),
    [
        ("mood", lambda came: ["glad" if yes else "sad" for yes in came], "alone it tells the outcome (AUC 1.00)"),
        ("seller", lambda came: ["Ann" if yes else "" for yes in came], "alone it tells the outcome (AUC 1.00)"),
        ("plan", lambda came: ["x" if yes and row % 2 == 0 else "" for row, yes in enumerate(came)], "filled in only"),
        ("callDuration", lambda came: [str(row % 7) for row, _ in enumerate(came)], "named like something"),
        ("visits", lambda came: [str(row % 7) for row, _ in enumerate(came)], ""),
    ],
)
def test_columns_that_may_know_the_answer_are_told(name, cells, reason):
    came = [row % 3 == 0 for row in range(300)]
    table = Table(name="leads.csv", columns={name: cells(came)})
    told = np.array([hash_of(cell) for cell in table.columns[name]])

    found = leaks.suspects(table, np.array(came, float), {name: told})

    assert found.get(name, "").startswith(reason)
    assert bool(found) == bool(reason)


def hash_of(cell):
    return float(sum(map(ord, cell)))
