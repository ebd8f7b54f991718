"""Tokens for people: an email and password become a short-lived token, and a longer one to renew it."""

from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from realestate.api.throttles import PerMachine


class Obtain(TokenObtainPairView):
    """Sign in with email and password."""

    throttle_classes = (PerMachine,)


class Refresh(TokenRefreshView):
    """Renew an access token."""

    throttle_classes = (PerMachine,)
