"""What the law wants at the end of a message: how to stop, who sends it, and where they are."""

from outreach.compliance.facts import Channel

STOP_LINES = {
    "en": "Reply STOP to opt out.",
    "es": "Responda STOP para no recibir más mensajes.",
    "ht": "Reponn STOP pou sispann resevwa mesaj.",
    "pt": "Responda STOP para não receber mais mensagens.",
}
AD_LINE = "This is an advertisement."


def with_stop_line(text: str, *, language: str = "en") -> str:
    """Return a text message with the opt-out notice (CNT-2). English where we have no words for the language."""
    return f"{text.rstrip()} {STOP_LINES.get(language, STOP_LINES['en'])}"


def email_footer(*, brand: str, postal_address: str, unsubscribe_url: str, is_cold: bool) -> str:
    """Return the footer of a marketing email (EML-3, EML-4, EML-5). ``is_cold``: the person did not ask for it."""
    lines = [f"{brand}, {postal_address}", f"Unsubscribe: {unsubscribe_url}"]
    return "\n".join([AD_LINE, *lines] if is_cold else lines)


def unsubscribe_headers(url: str) -> dict[str, str]:
    """Return the one-click headers of RFC 8058 (EML-6). DKIM must sign both."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def optout_confirmation(*, brand: str, channel: Channel = Channel.SMS) -> str:
    """Return the one confirmation of an opt-out (CONF-1): no marketing, no question."""
    kind = "emails" if channel is Channel.EMAIL else "messages"
    return f"{brand}: you are opted out and will get no more {kind} from us."


def help_answer(*, brand: str, contact: str) -> str:
    """Return the answer to HELP (HELP-1): who we are, how to reach a person, how to stop."""
    return f"{brand}: for help call or write {contact}. Reply STOP to opt out."
