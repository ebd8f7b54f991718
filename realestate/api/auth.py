"""Who calls the API: a person with a token (JWT), or a program with a key (``Authorization: Api-Key ...``)."""

from typing import Any

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from realestate.api import keys

KEYWORD = "Api-Key"


class ApiKeyAuthentication(BaseAuthentication):
    """Signs a program in as the agent whose key it carries."""

    def authenticate(self, request: Request) -> tuple[Any, keys.Key] | None:
        """Return the user and the key, or None if the request carries no key at all."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD.lower().encode():
            return None
        key = keys.find(words[1].decode("ascii", "replace")) if len(words) == 2 else None
        if key is None or not key.agent.user.is_active:
            raise AuthenticationFailed("This key is not known, or was revoked.")
        return key.agent.user, key

    def authenticate_header(self, request: Request) -> str:
        """Return how to sign in, for the ``WWW-Authenticate`` header."""
        return KEYWORD
