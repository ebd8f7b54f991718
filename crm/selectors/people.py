"""The people list: filters that live in the address, an order to page through without counting, and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Greatest

from crm.models import Agent, Consent, ContactPoint, ContactTag, Lead
from crm.selectors import search
from crm.states import ConsentLevel, LeadKind, LeadStatus
from realestate.lib import clock

PAGE = 50
HOT, WARM = 70, 40
SORTS = {"score": "Score", "newest": "Newest", "word": "Last word"}
BANDS = {
    "hot": f"Hot, {HOT} and over",
    "warm": f"Warm, {WARM} to {HOT - 1}",
    "cool": f"Under {WARM}",
    "none": "No score",
}
CONSENTS = {"written": "Written consent", "some": "Some consent", "none": "No consent"}
WORDS_AGO = {
    "7": "No word for 7 days",
    "14": "No word for 14 days",
    "30": "No word for 30 days",
    "never": "Never a word",
    "theirs": "They spoke last",
    "untouched7": "Not reached for 7 days",
}
LAST_WORD = Greatest("last_inbound_at", "last_outbound_at")  # PostgreSQL leaves empty ones out


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the address asks for. Every field is text as it stands there; an unknown value counts as none."""

    status: str = ""
    kind: str = ""
    source: str = ""
    band: str = ""
    agent: str = ""  # "me", "none" or an id
    tag: str = ""
    consent: str = ""
    word: str = ""
    q: str = ""
    sort: str = "score"

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Filters":
        """Return the filters of an address or of a saved list; what is not one of ours is left out."""
        known = {f.name: str(given.get(f.name, ""))[:120].replace("\x00", "").strip() for f in fields(cls)}
        for name, values in _KNOWN.items():
            if known[name] not in values:
                known[name] = ""
        if known["agent"] not in {"", "me", "none"} and not known["agent"].isdecimal():
            known["agent"] = ""
        known["tag"] = known["tag"] if known["tag"].isdecimal() else ""
        return cls(**{**known, "sort": known["sort"] or "score"})

    def chosen(self) -> dict[str, str]:
        """Return the filters in force, without search, order and empty ones."""
        return {
            f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"q", "sort"} and getattr(self, f.name)
        }

    def query(self, **changes: str) -> str:
        """Return the address's query for these filters with changes; empty values and the usual order are left out."""
        changed = replace(self, **changes)
        pairs = {f.name: getattr(changed, f.name) for f in fields(changed)}
        return urlencode({name: value for name, value in pairs.items() if value and (name, value) != ("sort", "score")})


_KNOWN = {
    "status": LeadStatus.values,
    "kind": LeadKind.values,
    "band": BANDS,
    "consent": CONSENTS,
    "word": WORDS_AGO,
    "sort": SORTS,
}


@dataclass(frozen=True)
class Page:
    """One page of leads, with where the next one starts (empty at the end)."""

    leads: list[Lead]
    next: str


def matching(filters: Filters, agent: Agent) -> QuerySet[Lead]:
    """Return the leads that the filters mean and this agent may see, in no order.

    Without a status, those still worked; opted-out and closed ones are asked for by name.
    """
    leads = Lead.objects.for_agent(agent)
    leads = leads.filter(status=filters.status, churned_at=None) if filters.status else leads.open()
    if filters.q:
        ids = search.contact_ids(filters.q)
        leads = leads.filter(contact__in=ids) if ids is not None else leads
    for name in ("kind", "source"):
        if getattr(filters, name):
            leads = leads.filter(**{name: getattr(filters, name)})
    return _narrowed(leads, filters, agent)


def _narrowed(leads: QuerySet[Lead], filters: Filters, agent: Agent) -> QuerySet[Lead]:
    if filters.band:
        leads = leads.filter(_band(filters.band))
    if filters.agent:
        who = {"me": agent.pk, "none": None}.get(filters.agent, filters.agent)
        leads = leads.filter(assigned_to__isnull=True) if who is None else leads.filter(assigned_to=int(who))
    if filters.tag:
        leads = leads.filter(Exists(ContactTag.objects.filter(contact=OuterRef("contact"), tag=int(filters.tag))))
    if filters.consent:
        leads = leads.filter(_consent(filters.consent))
    if filters.word:
        leads = leads.filter(_word(filters.word))
    return leads


def page(filters: Filters, agent: Agent, *, after: str = "", size: int = PAGE) -> Page:
    """Return one page in the chosen order, starting behind the cursor ``after``; deep pages cost no more."""
    key, past, nothing_yet = _order(filters.sort)
    leads = matching(filters, agent).select_related("contact", "assigned_to")
    leads = leads.annotate(key=key).order_by(F("key").desc(), "-id")
    value, pk = _read_cursor(after, filters.sort)
    found: list[Lead] = []
    if value is not None or pk is None:
        known = leads.exclude(key=None)
        found = list((known.filter(past(value, pk)) if pk is not None else known)[: size + 1])
        pk = None if value is not None else pk
    if nothing_yet and len(found) <= size:  # those without a value stand at the end, newest first
        rest = leads.filter(key=None)
        found += list((rest.filter(id__lt=pk) if pk is not None else rest)[: size + 1 - len(found)])
    fill(found[:size])
    return Page(leads=found[:size], next=_cursor(found[size - 1]) if len(found) > size else "")


def fill(leads: list[Lead]) -> list[Lead]:
    """Fetch what rows show beside person and agent, points and permissions, in two statements; return the leads."""
    consents = Consent.objects.filter(revoked_at=None).only("contact_id", "point_id", "level", "channels")
    points = ContactPoint.objects.order_by("-is_primary", "id")
    prefetch_related_objects(
        leads,
        Prefetch("contact__points", queryset=points, to_attr="all_points"),
        Prefetch("contact__consents", queryset=consents, to_attr="valid_consents"),
    )
    return leads


def _order(sort: str) -> tuple[Any, Any, bool]:
    if sort == "newest":
        return F("created_at"), _behind("created_at"), False
    if sort == "word":
        return LAST_WORD, _behind("key"), True  # the index crm_lead_by_word
    return F("score"), _behind("score"), True


def _behind(column: str) -> Any:
    def past(value: Any, pk: int) -> Q:
        # The first half is the index's range; without it the scan would begin at the top of the list.
        return Q(**{f"{column}__lte": value}) & (Q(**{f"{column}__lt": value}) | Q(id__lt=pk))

    return past


def _cursor(lead: Lead) -> str:
    key = lead.key  # type: ignore[attr-defined]  # annotated by page()
    shown = key.isoformat() if isinstance(key, datetime) else ("" if key is None else str(key))
    return f"{shown}~{lead.pk}"


def _read_cursor(after: str, sort: str) -> tuple[Any, int | None]:
    """Return value and id of a cursor; a damaged one starts over."""
    shown, _, pk = after.rpartition("~")
    if not pk.isdecimal():
        return None, None
    try:
        value: Any = (int(shown) if sort == "score" else datetime.fromisoformat(shown)) if shown else None
    except ValueError:
        return None, None
    return value, int(pk)


def _band(band: str) -> Q:
    return {
        "hot": Q(score__gte=HOT),
        "warm": Q(score__gte=WARM, score__lt=HOT),
        "cool": Q(score__lt=WARM),
        "none": Q(score=None),
    }[band]


def _consent(wanted: str) -> Q:
    valid = Consent.objects.filter(contact=OuterRef("contact"), revoked_at=None)
    if wanted == "written":
        return Q(Exists(valid.filter(level=ConsentLevel.PEWC)))
    return Q(Exists(valid)) if wanted == "some" else ~Q(Exists(valid))


def _word(wanted: str) -> Q:
    now = clock.now()
    if wanted == "never":
        return Q(last_inbound_at=None, last_outbound_at=None)
    if wanted == "theirs":
        return Q(last_inbound_at__isnull=False) & (
            Q(last_outbound_at=None) | Q(last_inbound_at__gt=F("last_outbound_at"))
        )
    if wanted == "untouched7":
        return Q(last_outbound_at=None) | Q(last_outbound_at__lt=now - timedelta(days=7))
    since = now - timedelta(days=int(wanted))
    inbound = Q(last_inbound_at=None) | Q(last_inbound_at__lt=since)
    outbound = Q(last_outbound_at=None) | Q(last_outbound_at__lt=since)
    return inbound & outbound


@dataclass(frozen=True)
class Row:
    """A lead as one line of the list: who, how warm, who spoke last, what comes next, and what was permitted."""

    lead: Lead
    place: str
    change: int | None
    word: str
    word_icon: str
    word_at: datetime | None
    is_late: bool
    consent: str
    consent_tone: str
    zone: str


def rows(leads: list[Lead], *, zone: str = "UTC") -> list[Row]:
    """Return the lines for leads that ``fill`` filled.

    Args:
        zone: whose clock the next touch is told by: the reader's, as they plan their day.
    """
    now = clock.now()
    return [_row(lead, now, zone) for lead in leads]


def _row(lead: Lead, now: datetime, zone: str) -> Row:
    contact = lead.contact
    inbound, outbound = lead.last_inbound_at, lead.last_outbound_at
    theirs = inbound is not None and (outbound is None or inbound > outbound)
    word, icon = ("They spoke", "message-square") if theirs else ("We reached them", "send")
    known = lead.score is not None and lead.score_before is not None
    consent, tone = _permission(lead)
    return Row(
        lead=lead,
        place=", ".join(filter(None, [contact.city or contact.county, contact.state])),
        change=lead.score - lead.score_before if known else None,  # type: ignore[operator]
        word=word if (inbound or outbound) else "No word yet",
        word_icon=icon if (inbound or outbound) else "",
        word_at=max(filter(None, [inbound, outbound]), default=None),
        is_late=bool(lead.next_touch_at and lead.next_touch_at < now),
        consent=consent,
        consent_tone=tone,
        zone=zone,
    )


def _permission(lead: Lead) -> tuple[str, str]:
    """Say in words what the person permitted, the widest first."""
    if lead.status == LeadStatus.OPTED_OUT:
        return "Opted out", "blocked"
    levels = {consent.level for consent in lead.contact.valid_consents}
    if ConsentLevel.PEWC in levels:
        return "Written consent", "allowed"
    if levels:
        return "For their question only" if levels == {ConsentLevel.INQUIRY} else "For this matter", "held"
    return "None on file", "quiet"
