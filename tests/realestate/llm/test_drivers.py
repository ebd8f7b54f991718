import subprocess
import sys

import pytest
from django.conf import settings as site

from realestate.llm import drivers


@pytest.mark.parametrize(
    ("order", "key", "host", "expected"),
    [
        (["claude", "ollama"], "k", "http://x", ["claude", "ollama", "builtin"]),
        (["ollama", "claude"], "k", "http://x", ["ollama", "claude", "builtin"]),
        (["claude", "ollama"], "", "http://x", ["ollama", "builtin"]),
        (["claude"], "k", "http://x", ["claude", "builtin"]),
        ([], "k", "http://x", ["builtin"]),
    ],
)
def test_the_chain_is_what_is_wanted_and_set_up_and_always_ends_with_templates(settings, order, key, host, expected):
    settings.LLM_DRIVERS, settings.ANTHROPIC_API_KEY, settings.OLLAMA_HOST = order, key, host

    assert drivers.in_order() == expected


def test_a_web_process_starts_without_any_sdk():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'realestate.settings'\n"
        "import realestate.asgi, realestate.llm.gateway\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "print(sorted({'anthropic', 'ollama', 'httpx2', 'pydantic', 'jsonschema'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=site.BASE_DIR, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr[-500:]


def test_every_driver_loads():
    assert {name: drivers.driver(name).name for name in ("builtin",)} == {"builtin": "builtin"}
    assert set(drivers.PLACES) == {"claude", "ollama", "builtin"}
