"""The API's schema, for machines and as a page that people can read, without scripts. It speaks English to all."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from accounts import consents
from sketching.api.problems import KINDS

METHODS = ("get", "post", "put", "patch", "delete")


class EnglishSchema(SchemaGenerator):
    """OpenAPI 3.1."""

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        with translation.override("en"):
            return super().get_schema(*args, **kwargs)  # type: ignore[no-untyped-call]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    schema = EnglishSchema().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    operations = [
        _operation(path, method, item[method], schema["components"]["schemas"])
        for path, item in schema["paths"].items()
        for method in METHODS
        if method in item
    ]
    context = {"operations": operations, "info": schema["info"], "consent_version": consents.PROCESSING_VERSION}
    return render(request, "sketching/api_reference.html", context)


@require_safe
def problem_types(request: HttpRequest) -> HttpResponse:
    return render(request, "sketching/api_problems.html", {"kinds": KINDS})


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    media = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "description": operation.get("description", ""),
        "needs_login": {} not in operation.get("security", [{}]),
        "fields": [_field(name, item) for content in media.values() for name, item in _fields(content, schemas)],
        "responses": [
            {"code": code, "media": ", ".join(response.get("content", {}))}
            for code, response in operation["responses"].items()
        ],
    }


def _fields(content: dict[str, Any], schemas: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    schema = schemas[content["schema"]["$ref"].rsplit("/", 1)[1]]
    required = schema.get("required", [])
    return [(name, {**item, "required": name in required}) for name, item in schema["properties"].items()]


def _field(name: str, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": item.get("format") or item.get("type") or "object or JSON",
        "is_required": item["required"],
        "description": item.get("description", ""),
    }
