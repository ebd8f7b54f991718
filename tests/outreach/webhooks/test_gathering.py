"""While texts pour in, the worker is called once they ebb: whoever answers the carrier needs the processor."""

from queue import SimpleQueue

from outreach.webhooks import gathering


def poured(*tides):
    """Return a queue with its first texts, and a pause in which the next ones come."""
    queue, following = SimpleQueue(), iter(tides)

    def pause(_seconds=0.0):
        for text in next(following):
            queue.put(text)

    return queue, pause


def test_a_few_texts_wait_for_nobody():
    queue, pause = poured()
    assert gathering.until_the_ebb(queue, ["a", "b"], pause=pause) == ["a", "b"]


def test_the_worker_is_called_once_for_a_whole_flood():
    tides = [range(100, 140), range(200, 235), range(300, 303), range(400, 450)]
    queue, pause = poured(*tides)

    found = gathering.until_the_ebb(queue, list(range(30)), pause=pause)

    assert found == [*range(30), *tides[0], *tides[1], *tides[2]]
    assert queue.empty()


def test_a_flood_that_does_not_end_keeps_nobody_waiting_for_ever(monkeypatch):
    monkeypatch.setattr(gathering, "FLOOD_LASTS", 0.0)
    queue, pause = poured(range(100))
    assert gathering.until_the_ebb(queue, list(range(30)), pause=pause) == list(range(30))
