"""What really reaches the log, line by line, in a process of its own."""

import json
import subprocess
import sys
import textwrap

from django.conf import settings


def lines(code, *, as_json=True):
    setup = f"""
        import logging, logging.config, structlog
        from realestate.lib import logs
        logging.config.dictConfig(logs.configure(level="INFO", as_json={as_json}))
    """
    program = textwrap.dedent(setup) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return done.stderr.splitlines()


def test_our_events_are_one_json_object_a_line_with_level_time_and_correlation_id():
    (line,) = lines("""
        with structlog.contextvars.bound_contextvars(correlation_id="abc"):
            structlog.get_logger().info("message.held", reason="quiet_hours", message_id=12)
    """)
    entry = json.loads(line)
    assert entry.pop("timestamp").endswith("Z")
    del entry["logger"]
    assert entry == {
        "event": "message.held", "level": "info", "reason": "quiet_hours", "message_id": 12, "correlation_id": "abc"
    }  # fmt: skip


def test_lines_of_libraries_look_the_same_and_are_cleaned_too():
    (line,) = lines('logging.getLogger("vendor").warning("sent %s to %s", 7, "ann@buyers.example")')
    entry = json.loads(line)
    assert (entry["event"], entry["level"], entry["logger"]) == ("sent 7 to [email]", "warning", "vendor")


def test_the_text_of_an_error_is_cleaned():
    (line,) = lines("""
        try:
            raise ValueError("bad number 407-555-0101")
        except ValueError:
            structlog.get_logger().exception("import.failed")
    """)
    assert "bad number [phone]" in json.loads(line)["exception"]


def test_a_refused_request_is_not_written_twice_with_its_address():
    assert lines('logging.getLogger("django.request").warning("Not Found: %s", "/people/ann-lee/")') == []


def test_below_the_level_nothing_is_written():
    assert lines('structlog.get_logger().debug("noise"); logging.getLogger("x").debug("noise")') == []


def test_a_person_at_a_terminal_reads_one_short_line():
    (line,) = lines('structlog.get_logger().info("bus.started", subscribers=2)', as_json=False)
    assert line[8:].split() == ["info", "bus.started", "subscribers=2"]
