"""Scripts: none lies unused, and no page asks for one that is not there."""

import re

from django.conf import settings

WORKERS = {"push-worker.js"}  # a view serves it at the root: a worker rules only what lies below its own address
SCRIPT = re.compile(r"static 'js/([a-z_]+\.js)'")


def test_every_script_is_loaded_by_a_page_and_every_page_loads_scripts_that_exist():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    loaded = {name for template in templates for name in SCRIPT.findall(template.read_text())}

    assert loaded | WORKERS == {script.name for script in (settings.BASE_DIR / "static" / "js").glob("*.js")}
