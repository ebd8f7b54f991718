"""Who asks: nobody chooses the address they are counted under."""

import pytest
from django.test import RequestFactory

from realestate.lib import proxies

OURS = proxies.networks(["127.0.0.0/8", "::1", "10.0.0.0/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "visitor"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # a stranger's word for it
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),  # what the visitor sent along stands before
        ("127.0.0.1", "192.0.2.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),  # two proxies of ours
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),  # somebody in our own network
        ("127.0.0.1", "203.0.113.9, unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9:50122", "203.0.113.9"),
        ("::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_visitor_is_the_last_hop_that_is_not_ours(peer, forwarded, visitor):
    assert proxies.behind(peer, forwarded, OURS) == visitor


def test_without_trusted_proxies_the_header_says_nothing():
    assert proxies.behind("127.0.0.1", "203.0.113.9", []) == "127.0.0.1"


def test_a_household_cannot_multiply_itself_by_taking_new_ipv6_addresses():
    counted = [
        proxies.counted_as(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::7", "2001:db8:1:2:ffff::9", "2001:db8:1:3::7", "203.0.113.9")
    ]
    assert counted == ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "203.0.113.9"]


def test_a_proxy_that_is_misspelt_is_named():
    with pytest.raises(ValueError, match="'10.0.0.0/8x' is no address and no network"):
        proxies.networks(["127.0.0.1", "10.0.0.0/8x"])
