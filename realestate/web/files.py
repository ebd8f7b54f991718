"""Uploaded files as an answer: as what they are, and with nothing in them that could run."""

from django.http import HttpResponse

LOCKED_DOWN = "default-src 'none'; sandbox"


def answer(content: bytes, *, content_type: str, name: str) -> HttpResponse:
    """Return a file of somebody's. A PDF is for saving, everything else for looking at."""
    response = HttpResponse(content, content_type=content_type)
    kept = "attachment" if content_type == "application/pdf" else "inline"
    response["Content-Disposition"] = f'{kept}; filename="{name}"'
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = LOCKED_DOWN  # nothing in a file runs, whatever it claims to be
    return response
