from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = "Messages"

    def ready(self) -> None:
        """Listen to what is announced, and add outreach's pages and panels to the frame."""
        from outreach import receivers  # noqa: F401 - importing registers the handlers
        from outreach.replies import shipped
        from outreach.selectors import timeline  # noqa: F401 - likewise the drawings of the timeline
        from outreach.services import erasing, rulebook, suppression
        from outreach.webhooks import mail  # noqa: F401 - likewise those of mail providers
        from realestate.lib import checkup

        erasing.declare()
        post_migrate.connect(_load_rules, sender=self)
        checkup.add("rules", rulebook.finding)
        checkup.add("suppressions", suppression.finding)
        checkup.add("understanding", shipped.finding)
        _fill_the_frame()


def _load_rules(sender: AppConfig, plan: Any = None, **_: Any) -> None:
    """Bring the shipped rules in after ``migrate``. A flush sends the signal too, but without a plan."""
    from outreach.services import rulebook

    if plan is not None and rulebook.has_table():
        rulebook.load_shipped()


def _waiting(request: Any) -> int:
    from outreach.selectors.inbox import waiting_count

    return waiting_count(request.agent)


def _to_review(request: Any) -> int:
    from outreach.selectors.review import waiting_count

    return waiting_count(request.agent)


def _practises(request: Any) -> bool:
    """Whether anything stays on this machine: texts on simulated phones, or mail that was caught."""
    from django.conf import settings

    from crm.states import Carrier

    brokerage = request.agent.brokerage
    return brokerage.carrier == Carrier.SIMULATOR or brokerage.is_demo or settings.MAIL_IS_CAUGHT


def _fill_the_frame() -> None:
    from realestate.lib.panels import Tab, add_panel, add_tab
    from realestate.web.shell import add_nav

    add_nav("outreach:inbox", label="Inbox", icon="inbox", order=20, key="i", count=_waiting)
    add_nav("outreach:templates", label="Writing", icon="pencil-line", order=55, key="w", count=_to_review)
    add_nav("outreach:letters", label="Letters", icon="stamp", order=57, key="l")
    add_nav(
        "outreach:simulator", label="Simulator", icon="smartphone", order=95, key="x", shown=_practises,
        also=("outreach:mail",), is_aside=True,
    )  # fmt: skip
    add_panel("lead", "outreach:clock", title="Their clock", slot="clock", order=10)
    add_panel("lead", "outreach:reach", title="Reach", slot="reach", order=10)
    add_tab("lead-write", Tab(10, "sms", "Text", "outreach:composer", query="channel=sms", key="t"))
    add_tab("lead-write", Tab(20, "email", "Email", "outreach:composer", query="channel=email", key="e"))
