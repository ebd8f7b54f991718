"""Settings, Your mailbox: an agent's own account with their mail provider."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from outreach.forms import MailboxForm
from outreach.models import Mailbox
from outreach.services import mailboxes
from outreach.services.mailboxes import InvalidMailbox
from realestate.lib import limits
from realestate.lib.hosts import InvalidHost
from realestate.web import toasts
from realestate.web.requests import HtmxRequest

TRIES, SECONDS = 20, 3600


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def mine(request: HtmxRequest) -> HttpResponse:
    """Show one's own mailbox, or keep it."""
    row = Mailbox.objects.filter(agent=request.agent).first()
    given = {name: getattr(row, name) for name in MailboxForm.base_fields if name != "password"} if row else {}
    address = request.agent.user.email
    form = MailboxForm(request.POST or None, initial=given or {"address": address, "username": address})
    if request.method == "POST" and form.is_valid():
        try:
            mailboxes.keep(request.agent, **form.cleaned_data)
        except (InvalidMailbox, InvalidHost) as error:
            form.add_error(error.field or None, error.message)
        else:
            toasts.say(request, "Kept. Try it now: nothing is sent by that.")
            return _back()
    context = {"form": form, "row": row, "part": "mailbox", "is_demo": request.agent.brokerage.is_demo}
    return render(request, "outreach/settings_mailbox.html", context, status=422 if form.errors else 200)


@require_POST
def test(request: HtmxRequest) -> HttpResponse:
    """Sign in at both servers and say what they said."""
    row = get_object_or_404(Mailbox, agent=request.agent)
    if request.agent.brokerage.is_demo:
        toasts.say(request, "A demo talks to no mail server.", tone="info")
    elif not limits.allow(f"mailbox:{request.agent.pk}", most=TRIES, seconds=SECONDS):
        toasts.say(request, "That was often. Try again in an hour.", tone="attention")
    else:
        tried = mailboxes.try_out(row)
        toasts.say(request, f"{tried.sends} {tried.reads}".strip(), tone="good" if tried.went_well else "risk")
    return _back()


@require_POST
def remove(request: HtmxRequest) -> HttpResponse:
    """Take the mailbox away, its password with it."""
    Mailbox.objects.filter(agent=request.agent).delete()
    toasts.say(request, "Your mailbox is removed. Mail goes through the brokerage’s server again.", tone="info")
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("outreach:mailbox"))
