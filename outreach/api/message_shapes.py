"""What the API takes and answers about messages, with an example of each."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers

from outreach.forms import LONGEST_MAIL, LONGEST_TEXT
from outreach.models import Attachment, GateDecision, Message
from outreach.states import Channel, Verdict
from realestate.api.errors import Problem
from realestate.api.fields import ClockTime

TABS = [(Channel.SMS.value, "Text"), (Channel.EMAIL.value, "Email")]


class DecisionOutput(serializers.Serializer[Any]):
    """What the compliance gate says, and by which rule. It is asked again when the message goes out."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    sentence = serializers.CharField(help_text="In words, for people.")
    reason = serializers.CharField(help_text="Stable code, such as QUIET_HOURS; empty if simply allowed.")
    rule = serializers.CharField(help_text="Id of the rule that decided, such as FL-QH-1.")
    until = serializers.DateTimeField(allow_null=True, help_text="When a held message is tried again.")


class MessageOutput(serializers.ModelSerializer[Message]):
    """One message. ``reason`` says why it is held, blocked, cancelled or failed; costs are millionths of a dollar."""

    class Meta:
        model = Message
        fields: tuple[str, ...] = (
            "id", "conversation", "contact", "lead", "agent", "direction", "channel", "purpose", "author", "subject",
            "body", "status", "reason", "error_code", "campaign", "intent", "sentiment", "segments", "cost_micros",
            "due_at", "occurred_at", "sent_at", "delivered_at",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class FileOutput(serializers.ModelSerializer[Attachment]):
    """One file of a message, as read from its own bytes; what is ``expected`` is still fetched from the carrier."""

    class Meta:
        model = Attachment
        fields = ("id", "name", "content_type", "size", "status")
        read_only_fields = fields


class MessageWhole(MessageOutput):
    """One message with the last word of the gate about it, the template it was written from, and its files."""

    files = FileOutput(source="attachments", many=True, read_only=True)
    template = serializers.SerializerMethodField(help_text="Key of the template; empty for words of one's own.")
    decision = serializers.SerializerMethodField()

    class Meta(MessageOutput.Meta):
        fields = (*MessageOutput.Meta.fields, "template", "files", "decision")
        read_only_fields = fields

    def get_template(self, message: Message) -> str:
        """Return the key of the template."""
        wording = getattr(message, "wording", None)
        return wording.version.template.key if wording and wording.version else ""

    @extend_schema_field(DecisionOutput(allow_null=True))
    def get_decision(self, message: Message) -> dict[str, Any] | None:
        """Return what the gate said last; None before it was asked, and for what came in."""
        last: GateDecision | None = message.decisions.order_by("-decided_at", "-pk").first()
        if last is None:
            return None
        said = {name: getattr(last, name) for name in ("verdict", "sentence", "reason", "rule")}
        return dict(DecisionOutput({**said, "until": last.defer_until}).data)


class MessageInput(serializers.Serializer[Any]):
    """A message to write: in your own words, or a template's, which are filled for the person."""

    contact = serializers.IntegerField(help_text="Id of the person.")
    lead = serializers.IntegerField(required=False, help_text="Which of their leads it is about; else the newest.")
    channel = serializers.ChoiceField(choices=TABS)
    body = serializers.CharField(required=False, max_length=LONGEST_MAIL)
    subject = serializers.CharField(required=False, max_length=200, help_text="Of an email in your own words.")
    template = serializers.SlugField(required=False, max_length=80, help_text="Key of a template in force.")
    send_at = ClockTime(
        required=False,
        help_text="When it shall go out; at once if left out. Without an offset it is on the reader's own clock.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Words come from one place, and fit the channel."""
        wrong = _wrong_words(attrs)
        if wrong:
            field, words = wrong
            raise serializers.ValidationError({field: [words]})
        return attrs


class MessageForm(MessageInput):
    """A message to write with files: pictures to a text; pictures and PDF files to an email."""

    files = serializers.ListField(child=serializers.FileField(), required=False, help_text="What goes along.")


def _wrong_words(data: dict[str, Any]) -> tuple[str, str] | None:
    body, subject = data.get("body", ""), data.get("subject", "")
    is_email = data["channel"] == Channel.EMAIL
    if data.get("template"):
        return ("body", "A template brings its own words.") if body or subject else None
    if not body:
        return "body", "Write something, or name a template."
    if is_email and not subject:
        return "subject", "An email needs a subject."
    if not is_email and subject:
        return "subject", "A text has no subject."
    if not is_email and len(body) > LONGEST_TEXT:
        return "body", f"A text has at most {LONGEST_TEXT} characters."
    return None


class MessageWritten(serializers.Serializer[Any]):
    """What was asked for, what the gate says of it, and whether closed hours moved it from the hour you named."""

    message = MessageOutput()
    decision = DecisionOutput()
    moved = serializers.BooleanField()


class BlockedProblem(Problem):
    """The gate does not let a message go: by which rule, for which reason, and what would help."""

    rule = serializers.CharField()
    reason = serializers.CharField()
    helps = serializers.CharField(help_text="What would change the decision; empty for nothing known.")


TEXT = OpenApiExample(
    "A text for tomorrow morning, on their clock",
    value={"contact": 14, "channel": "sms", "body": "Does Saturday suit you?", "send_at": "2026-07-16T09:00"},
    request_only=True,
)
FROM_TEMPLATE = OpenApiExample(
    "An email from a template, now",
    value={"contact": 14, "channel": "email", "template": "buyer_email_first"},
    request_only=True,
)
MESSAGE = {
    "id": 981, "conversation": 14, "contact": 14, "lead": 20, "agent": 3, "direction": "out", "channel": "sms",
    "purpose": "marketing", "author": "agent", "subject": "", "body": "Does Saturday suit you?", "status": "queued",
    "reason": "", "error_code": "", "campaign": "", "intent": "", "sentiment": None, "segments": 0, "cost_micros": 0,
    "due_at": "2026-07-16T13:00:00Z", "occurred_at": "2026-07-15T16:00:00Z", "sent_at": None, "delivered_at": None,
}  # fmt: skip
ALLOWED = {"verdict": "allow", "sentence": "Allowed: every check passed.", "reason": "", "rule": "", "until": None}
WRITTEN = OpenApiExample(
    "It waits for its hour",
    value={"message": MESSAGE, "decision": ALLOWED, "moved": False},
    response_only=True,
    status_codes=["201"],
)
BLOCKED = OpenApiExample(
    "They asked us to stop",
    value={
        "type": "about:blank", "title": "Unprocessable Entity", "status": 422,
        "detail": "Blocked. This person asked us to stop, and only their own new opt-in can change that.",
        "code": "blocked", "errors": [], "rule": "OPT-1", "reason": "OPTED_OUT",
        "helps": "Only their own new word from this number or address, confirmed by two people here.",
    },
    response_only=True,
    status_codes=["422"],
)  # fmt: skip
