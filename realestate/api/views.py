"""What every operation of the API shares: an agent, and their brokerage in force from sign-in to answer."""

from contextlib import ExitStack
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from realestate.lib import scopes


class AgentView(GenericAPIView[Any]):
    """A view that answers an agent. Querysets are made inside the scope, so another brokerage's rows are not there."""

    agent: Any  # crm.Agent; this layer knows no app

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and leave the brokerage again whatever happens."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def perform_authentication(self, request: Request) -> None:
        """Sign in, and enter the agent's brokerage for the rest of the request."""
        super().perform_authentication(request)
        if request.user.is_authenticated:
            self.agent = _agent_of(request.user)
            self._scope.enter_context(scopes.in_brokerage(self.agent.brokerage))


def _agent_of(user: Any) -> Any:
    """Return the active agent behind a log-in."""
    try:
        agent = user.agent
    except ObjectDoesNotExist:
        agent = None
    if agent is None or not agent.brokerage.is_active:
        raise AuthenticationFailed("This log-in belongs to nobody who works leads.")
    return agent
