"""Child processes begin as their starter asks."""

import os
import subprocess
import sys

import pytest

from realestate import processes

LIMIT = 60.0  # seconds for a Python to start


@pytest.mark.parametrize("nice", [0, 3])
def test_a_program_stands_back_for_others_as_far_as_it_is_told(nice):
    asks = [sys.executable, "-c", "import os; print(os.nice(0))"]
    child = processes.spawn(asks, nice=nice, stdout=subprocess.PIPE)
    said, _ = child.communicate(timeout=LIMIT)
    assert int(said) == min(os.nice(0) + nice, 19)
