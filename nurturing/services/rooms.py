"""What agents are told, in Slack and Teams too: to their own hosts only, each thing once, off when they refuse.

The address of a room is typed in by people, so it could point anywhere: only https, only the two services' own hosts,
and no redirect is followed.
"""

from urllib.parse import urlsplit

import httpx
import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from crm.errors import InvalidAccount
from crm.models import Agent, Receipt
from crm.states import Role
from nurturing.models import ChatRoom, Notice
from nurturing.services import agent_notices
from nurturing.states import RoomKind
from realestate.lib import metrics, sealing
from realestate.lib.errors import Transient

log = structlog.get_logger()

SECONDS = 10
HOSTS = {
    RoomKind.SLACK: ("hooks.slack.com",),
    RoomKind.TEAMS: (".logic.azure.com", ".environment.api.powerplatform.com"),
}
GONE = "webhook.office.com"
CARD = "application/vnd.microsoft.card.adaptive"
LONGEST = 2000


def add(kind: str, *, name: str, url: str, agent: Agent | None = None) -> ChatRoom:
    """Return a new room, its address sealed.

    Raises:
        InvalidAccount: the address is not one of the service's own, or the name is taken.
    """
    check(kind, url)
    try:
        with transaction.atomic():
            return ChatRoom.objects.create(
                kind=kind, name=name.strip(), sealed_url=sealing.seal(url.strip().encode()), agent=agent
            )
    except IntegrityError as error:
        raise InvalidAccount("There is a room of this name already.", field="name") from error


def check(kind: str, url: str) -> None:
    """Refuse an address that is not the service's own.

    Raises:
        InvalidAccount: and why.
    """
    parts = urlsplit(url.strip())
    host = parts.hostname or ""
    if host == GONE or host.endswith(f".{GONE}"):
        raise InvalidAccount("Microsoft closed these addresses. Make one with a Teams workflow instead.", field="url")
    if parts.scheme != "https" or "@" in parts.netloc or parts.netloc != host:
        raise InvalidAccount("The address begins with https:// and the service’s own name.", field="url")
    fits = any(host.endswith(end) if end.startswith(".") else host == end for end in HOSTS[RoomKind(kind)])
    if not fits:
        raise InvalidAccount(f"This is no address of {RoomKind(kind).label}.", field="url")


def rooms_for(agent: Agent) -> list[int]:
    """Return the ids of the rooms that hear what an agent is told."""
    rows = ChatRoom.objects.filter(is_on=True).filter(Q(agent=None) | Q(agent=agent))
    return list(rows.values_list("pk", flat=True))


def tell(notice_id: int, room_id: int) -> bool:
    """Say a notice in a room. What several agents are told at once is said once. Returns whether this call said it.

    Raises:
        Transient: the service certainly did not take it, and may later.
    """
    notice = Notice.objects.select_related("brokerage").get(pk=notice_id)
    room = ChatRoom.objects.filter(pk=room_id, is_on=True).first()
    if room is None or notice.brokerage.is_demo:  # a demo says nothing to anybody outside
        return False
    receipt, is_new = Receipt.objects.get_or_create(source=f"room.{room.pk}", key=notice.key)
    if not is_new:
        return False
    link = f"{settings.PUBLIC_URL}{notice.url}" if notice.url else ""
    try:
        return say(room, notice.title, notice.body, link)
    except Transient:
        receipt.delete()
        raise


def say(room: ChatRoom, title: str, body: str = "", link: str = "") -> bool:
    """Post one thing to a room. A refusal switches the room off and tells the owners. Returns whether it was taken.

    Raises:
        Transient: no connection, or "too many"; nothing was said.
    """
    url = sealing.unseal(room.sealed_url).decode()
    check(room.kind, url)
    shape = slack if room.kind == RoomKind.SLACK else teams
    try:
        answer = _post(url, shape(title[:LONGEST], body[:LONGEST], link))
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise Transient("The chat service cannot be reached.") from error
    except httpx.TransportError:  # it may have been said; saying it again would be worse
        return False
    metrics.outside_calls.labels(room.kind, f"{answer.status_code // 100}xx").inc()
    if answer.status_code == 429:
        raise Transient("The chat service takes no more right now.")
    if 400 <= answer.status_code < 500:
        _switch_off(room, f"{answer.status_code} {answer.text[:80]}".strip())
    return answer.is_success


def slack(title: str, body: str, link: str) -> dict[str, object]:
    """Return a message as Slack takes it; what people typed cannot become its mark-up."""
    lines = [f"*{_escaped(title)}*", _escaped(body), f"<{link}|Open>" if link else ""]
    return {"text": "\n".join(line for line in lines if line)}


def teams(title: str, body: str, link: str) -> dict[str, object]:
    """Return a message as a Teams workflow takes it: one adaptive card."""
    blocks = [{"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True}]
    blocks += [{"type": "TextBlock", "text": body, "wrap": True}] if body else []
    card: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": link}] if link else [],
    }
    return {"type": "message", "attachments": [{"contentType": CARD, "content": card}]}


def _post(url: str, message: dict[str, object]) -> httpx.Response:
    return httpx.post(url, json=message, timeout=SECONDS, follow_redirects=False)


def _switch_off(room: ChatRoom, why: str) -> None:
    ChatRoom.objects.filter(pk=room.pk).update(is_on=False, problem=why[:200])
    log.warning("room.switched_off", room_id=room.pk)
    for owner in Agent.objects.active().filter(role=Role.OWNER):
        agent_notices.notify(
            owner,
            kind="room",
            title=f"“{room.name}” hears nothing any more",
            body=f"{room.get_kind_display()} refused: {why}. Give it a new address.",
            url="/settings/rooms/",
            key=f"room:{room.pk}:{why}"[:80],
        )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
