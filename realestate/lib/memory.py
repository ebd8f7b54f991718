"""How often Python looks for unreachable cycles: seldom, because a full look stops a process for half a second."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50


def relax() -> None:
    """Look seldom. For a command that makes many objects and ends soon."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def settle() -> None:
    """Look seldom, and never again at what is loaded now: modules, models, settings. For a process that stays."""
    gc.collect()
    gc.freeze()
    relax()
