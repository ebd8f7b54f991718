"""What operators may do in the admin: everything of their own brokerage, nothing of the installation."""

from typing import Any

from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.db import models

from crm.models import BrokerageModel, Event, InboundHook, Outbox, User

BESIDE = (Event, Outbox, InboundHook)  # tenant tables that do not inherit from BrokerageModel


class OperatorBackend(BaseBackend):
    """Grants staff of a brokerage the permissions on tenant tables; their rows are narrowed by the scope in force.

    Brokerages, log-ins and the installation stay with superusers. It lets nobody in: that is ModelBackend's work.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: models.Model | None = None) -> bool:
        """Return whether an operator may do ``app.verb_model``."""
        app, _, codename = perm.partition(".")
        _, _, name = codename.partition("_")
        if not self._is_operator(user_obj) or not name:
            return False
        try:
            model = apps.get_model(app, name)
        except LookupError:
            return False
        return issubclass(model, (BrokerageModel, *BESIDE))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Return whether an app holds anything that an operator may see."""
        models_of_app = apps.get_app_config(app_label).get_models()
        return self._is_operator(user_obj) and any(issubclass(m, (BrokerageModel, *BESIDE)) for m in models_of_app)

    @staticmethod
    def _is_operator(user: Any) -> bool:
        return isinstance(user, User) and user.is_active and user.is_staff and user.brokerage_id is not None
