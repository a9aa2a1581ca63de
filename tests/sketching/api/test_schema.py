"""The API's schema is sound, as it was agreed on, and the page for people lists all of it."""

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

GOLDEN = Path(__file__).parents[2] / "golden" / "openapi.yaml"


@pytest.fixture(scope="module")
def text() -> str:
    out = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=out)
    return out.getvalue()


@pytest.fixture
def schema(text: str) -> Any:
    return yaml.safe_load(text)


def operations(schema: Any) -> list[tuple[str, str, Any]]:
    return [(path, method, item) for path, methods in schema["paths"].items() for method, item in methods.items()]


def test_the_schema_is_sound_and_says_openapi_3_1(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1")


def test_the_schema_is_the_one_that_was_agreed_on(text: str) -> None:
    if os.environ.get("GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text(), "GOLDEN=1 pytest writes it anew"


def test_the_site_serves_the_schema(client: Client, db: None, schema: Any) -> None:
    served = yaml.safe_load(client.get("/api/v1/schema").content)
    assert served["paths"] == schema["paths"]


def test_every_address_of_the_api_is_in_the_schema(schema: Any) -> None:
    # The descriptions themselves, and the answer to whatever has no address.
    described = {"/api/v1/schema", "/api/v1/", "/api/v1/problems", "/api/v1/<path:unknown}"}
    patterns = get_resolver("sketching.api.urls").url_patterns
    routes = {f"/api/v1/{pattern.pattern}".replace("<uuid:", "{").replace(">", "}") for pattern in patterns}
    assert routes - described == set(schema["paths"])


def test_every_operation_has_a_name_a_description_and_its_errors(schema: Any) -> None:
    found = operations(schema)
    assert len({item["operationId"] for _, _, item in found}) == len(found)
    for _, _, item in found:
        assert item["description"]
        problems = [answer for code, answer in item["responses"].items() if code >= "400"]
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in problems)


def test_all_but_the_list_of_plugins_need_a_login(schema: Any) -> None:
    open_to_all = [item["operationId"] for _, _, item in operations(schema) if {} in item.get("security", [{}])]
    assert open_to_all == ["listPlugins"]


def test_the_reference_page_lists_every_operation(client: Client, db: None, schema: Any) -> None:
    page = client.get("/api/v1/").content.decode()
    for path, method, item in operations(schema):
        assert path in page
        assert method.upper() in page
        assert item["operationId"] in page
