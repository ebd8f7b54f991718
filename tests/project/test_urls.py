"""Every address leads to the page that named it: no two pages share one."""

from collections import Counter

from django.urls import URLPattern, get_resolver


def addresses(patterns, before=""):
    """Yield every address as a template such as ``people/<int:pk>/``; the admin keeps order in its own."""
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield path
        elif getattr(one, "app_name", None) != "admin":
            yield from addresses(one.url_patterns, path)


def test_no_two_pages_share_an_address():
    counted = Counter(addresses(get_resolver().url_patterns))

    assert len(counted) > 50
    assert [path for path, times in counted.items() if times > 1] == []
