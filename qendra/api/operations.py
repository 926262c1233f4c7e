"""All operations together, and their description (OpenAPI)."""

from __future__ import annotations

from typing import Any

from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from qendra.api.gate import Bearer
from qendra.api.problems import MEDIA_TYPE, answer_with_problems
from qendra.api.views import acting, calls, catalogue, deferring, files, tickets, uploads, webhooks


class Api(NinjaAPI):
    """The API; its description says that errors are problem details."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _name_problems(operation["responses"])
        return schema


def _name_problems(responses: dict[Any, dict[str, Any]]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[MEDIA_TYPE] = content.pop("application/json")


api = Api(
    title="Qendra",
    version="1",
    description="Tickets, services, customers, contacts, files, calls and webhooks for programs.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=require_safe,
    auth=Bearer(),
)
api.add_router("/tickets", tickets.router)
api.add_router("/tickets", acting.router)
api.add_router("/tickets", deferring.router)
api.add_router("", catalogue.router)
api.add_router("/files", files.router)
api.add_router("/webhooks", webhooks.router)
api.add_router("/uploads", uploads.router)
api.add_router("/calls", calls.router)
answer_with_problems(api)
