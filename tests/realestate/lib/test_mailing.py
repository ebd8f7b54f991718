"""Mail providers by name: each one's backend exists, and its key goes where anymail looks for it."""

from importlib import import_module

import pytest
from django.core.exceptions import ImproperlyConfigured

from realestate.lib import mailing


@pytest.mark.parametrize("provider", sorted(mailing.PROVIDERS))
def test_each_provider_has_a_backend(provider):
    module, _, name = mailing.backend(provider).rpartition(".")
    if provider == "amazon_ses":
        pytest.importorskip("boto3")
    assert getattr(import_module(module), name).esp_name


def test_an_unknown_provider_is_refused_in_words():
    with pytest.raises(ImproperlyConfigured, match="EMAIL_PROVIDER must be one of amazon_ses"):
        mailing.backend("pigeon")


def test_keys_go_under_anymails_own_names():
    found = mailing.anymail("mailgun", "k", ["a:b"], "w", {"MAILGUN_SENDER_DOMAIN": "mg.example.com"})
    assert found == {
        "WEBHOOK_SECRET": ["a:b"], "MAILGUN_API_KEY": "k", "MAILGUN_WEBHOOK_SIGNING_KEY": "w",
        "MAILGUN_SENDER_DOMAIN": "mg.example.com",
    }  # fmt: skip
    assert mailing.anymail("postmark", "t", [], "", {}) == {"POSTMARK_SERVER_TOKEN": "t"}
    assert mailing.anymail("", "", [], "", {}) == {}
