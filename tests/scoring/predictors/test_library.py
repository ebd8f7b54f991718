"""LightGBM's library: what is said where it does not load."""

import pytest

from scoring.errors import ModelNotUsable
from scoring.predictors import library


@pytest.fixture(autouse=True)
def _asked_anew():
    library.load.cache_clear()
    yield
    library.load.cache_clear()


def test_without_libgomp_health_says_what_scores_rest_on(monkeypatch, tmp_path):
    monkeypatch.setattr(library, "_path", lambda: tmp_path / "lib_lightgbm.so")

    found = library.finding()

    assert not found.ok
    assert "Scores come from rules" in found.says
    assert "apt-get install libgomp1" in found.says


def test_without_the_package_the_refusal_says_so(monkeypatch):
    monkeypatch.setattr(library, "find_spec", lambda name: None)

    with pytest.raises(ModelNotUsable, match="not installed"):
        library.load()
