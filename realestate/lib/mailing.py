"""Mail providers by their names: the settings that django-anymail wants for each."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

PROVIDERS: dict[str, str] = {  # name: the prefix of its settings, and of what its webhooks are signed with
    "amazon_ses": "AMAZON_SES",
    "brevo": "BREVO",
    "mailersend": "MAILERSEND",
    "mailgun": "MAILGUN",
    "mailjet": "MAILJET",
    "mailtrap": "MAILTRAP",
    "postmark": "POSTMARK",
    "resend": "RESEND",
    "sendgrid": "SENDGRID",
    "sparkpost": "SPARKPOST",
}
KEYS = {"postmark": "SERVER_TOKEN", "mailersend": "API_TOKEN", "mailtrap": "API_TOKEN"}
WEBHOOK_KEYS = {
    "mailgun": "WEBHOOK_SIGNING_KEY",
    "sendgrid": "TRACKING_WEBHOOK_VERIFICATION_KEY",
    "resend": "SIGNING_SECRET",
    "mailersend": "SIGNING_SECRET",
}


def backend(provider: str) -> str:
    """Return the mail backend of a provider.

    Raises:
        ImproperlyConfigured: a name that we do not know.
    """
    if provider not in PROVIDERS:
        raise ImproperlyConfigured(f"EMAIL_PROVIDER must be one of {', '.join(PROVIDERS)}.")
    return f"anymail.backends.{provider}.EmailBackend"


def anymail(provider: str, key: str, secrets: list[str], webhook_key: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return django-anymail's settings.

    Args:
        secrets: ``user:password`` pairs, any of which a webhook may carry; several while one is being changed.
        webhook_key: what the provider signs its webhooks with, where it does.
        options: more settings by anymail's own names, such as ``MAILGUN_SENDER_DOMAIN``.
    """
    found: dict[str, Any] = {"WEBHOOK_SECRET": secrets} if secrets else {}
    if provider in PROVIDERS:
        prefix = PROVIDERS[provider]
        if key:
            found[f"{prefix}_{KEYS.get(provider, 'API_KEY')}"] = key
        if webhook_key and provider in WEBHOOK_KEYS:
            found[f"{prefix}_{WEBHOOK_KEYS[provider]}"] = webhook_key
    return {**found, **options}
