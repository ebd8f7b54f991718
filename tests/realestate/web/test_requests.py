"""One URL, one view, the whole page or its part."""

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from realestate.web.requests import is_fragment


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_is_fragment_only_when_htmx_swaps_a_part(headers, part):
    request = RequestFactory().get("/", headers=headers)
    request.htmx = HtmxDetails(request)

    assert is_fragment(request) is part
