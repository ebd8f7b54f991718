"""How the OpenAPI schema describes what all operations share."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from realestate.api.errors import CONTENT_TYPE, Problem


class ProblemSchema(AutoSchema):
    """Adds the one shape of errors to every operation."""

    def get_response_serializers(self) -> Any:
        """Return the described answers of an operation, with the problem beside them."""
        answers: Any = super().get_response_serializers()
        if not isinstance(answers, dict):
            code = 201 if self.method == "POST" and getattr(self.view, "creates", False) else 200
            answers = {code: answers}
        return {**answers, ("default", CONTENT_TYPE): Problem}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the schema describes keys."""

    target_class = "realestate.api.auth.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Api-Key hs_...`, made in Settings and shown once.",
        }
