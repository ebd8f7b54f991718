"""A tiny site for browser tests: rendered pages and static files under the strict policy, no database."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from django.contrib.staticfiles import finders

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"


@contextmanager
def serving(pages: dict[str, str]) -> Iterator[str]:
    """Serve ``pages`` (path to HTML) beside the static files; yields the site's address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            body, kind = None, "text/html; charset=utf-8"
            if path in pages:
                body = pages[path].encode()
            elif path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                body = Path(found).read_bytes() if found else None
                kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body or b"")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
