"""Links by which somebody chooses a password: for who forgot theirs, and for who never had one."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from crm.models import Agent, User
from crm.services import accounts
from crm.services.sign_in import TooManyAttempts
from realestate.lib import caught_mail, limits
from realestate.lib.errors import Transient
from realestate.lib.later import later

log = structlog.get_logger()

AN_HOUR = 3600
PER_EMAIL = 3
PER_MACHINE = 10


def link(user: User) -> str:
    """Return an address where the user chooses a password, once, within three days."""
    uid, token = accounts.reset_token(user)
    return settings.PUBLIC_URL + reverse("password_reset_confirm", args=[uid, token])


def ask(email: str, *, machine: str) -> None:
    """Have a link mailed to whoever signs in with an address. An address that nobody has is treated alike.

    Raises:
        TooManyAttempts: of this address or from this machine, whether somebody has the address or not.
    """
    email = email.strip().lower()
    if not limits.allow(f"password:machine:{machine}", most=PER_MACHINE, seconds=AN_HOUR):
        raise TooManyAttempts("Too many links were asked for from your connection. Wait an hour.")
    if not limits.allow(f"password:email:{email}", most=PER_EMAIL, seconds=AN_HOUR):
        raise TooManyAttempts("Three links were asked for within the hour. Look in your mail, in spam too, or wait.")
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    if user.brokerage_id is not None:
        # By a task, so that the answer takes as long for nobody.
        later("crm.mail_password_link", user.brokerage_id, user.pk)
        return
    try:
        mail_link(user)
    except Transient:
        log.warning("password_link.not_mailed", user=user.pk)


def mail_link(user: User) -> None:
    """Mail the link of somebody who asked for it.

    Raises:
        Transient: the mail server did not take it.
    """
    _mail(user, "Your link to a new password", "password", {"user": user})


def mail_invitation(agent: Agent, *, by: Agent) -> None:
    """Mail a new agent the link that lets them in.

    Raises:
        Transient: the mail server did not take it.
    """
    _mail(agent.user, f"{by.name} invites you to {by.brokerage.name}", "invitation", {"agent": agent, "by": by})


def _mail(user: User, subject: str, template: str, context: dict[str, object]) -> None:
    context = {**context, "link": link(user), "site": settings.PUBLIC_URL.partition("://")[2]}
    text = render_to_string(f"crm/email/{template}.txt", context)
    door = caught_mail.connection(is_demo=_is_demo(user))
    mail = EmailMultiAlternatives(subject, text, to=[user.email], connection=door)
    mail.attach_alternative(render_to_string(f"crm/email/{template}.html", context), "text/html")
    try:
        mail.send()
    except (SMTPException, OSError) as problem:
        raise Transient("The mail server did not take a link.") from problem


def _is_demo(user: User) -> bool:
    return user.brokerage is not None and user.brokerage.is_demo
