import pytest

from realestate.web import shell


@pytest.fixture(autouse=True)
def _frame_of_no_app(monkeypatch):
    """The frame alone: what the installed apps added to it points at addresses that these tests do not serve."""
    monkeypatch.setattr(shell, "_nav", {})
    monkeypatch.setattr(shell, "_quick_add", {})
