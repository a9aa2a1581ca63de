"""The style guide shows all there is, to those who work on the site, and writes nothing."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.test import Client

from avatarsite import palette, styleguide
from sketching import refusals
from sketching.intake.errors import MESSAGES, WARNINGS

# Classes of site.css that the page does not have to show, each with its reason.
EXEMPT: dict[str, str] = {}

here = pytest.mark.urls("tests.avatarsite.debug_urls")


@pytest.fixture
def page(db: None, client: Client) -> str:
    return unescape(client.get("/styleguide/").content.decode())


def classes_in(css: str) -> set[str]:
    bare = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", css, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", bare)
    return {name for selector in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}


def test_where_debug_is_off_there_is_no_style_guide(db: None, client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404
    assert client.get("/styleguide/pages/404/").status_code == 404


def test_the_classes_of_a_stylesheet_are_found() -> None:
    css = '/* .no */ .a > .b-c:not(.d) { mask: url("x.svg"); width: 1.5rem } @media (width > 1px) { p.e { top: 0 } }'
    assert classes_in(css) == {"a", "b-c", "d", "e"}


@here
def test_every_part_of_the_stylesheet_is_on_the_page(page: str) -> None:
    shown = {name for given in re.findall(r'class="([^"]*)"', page) for name in given.split()}
    assert classes_in(palette.STYLESHEET.read_text()) - shown == set(EXEMPT)


@here
def test_every_way_in_which_a_job_fails_is_on_the_page(page: str) -> None:
    assert [code for code in refusals.FAILURES if f"failed: {code}" not in page] == []
    assert [said for said in refusals.FAILURES.values() if str(said) not in page] == []


@here
def test_everything_that_intake_says_is_on_the_page(page: str) -> None:
    assert [code for code in {**MESSAGES, **WARNINGS} if f"<code>{code}</code>" not in page] == []
    assert "{" not in "".join(re.findall(r'<dd class="errorlist"[^>]*>(.*?)</dd>', page))


@here
def test_every_colour_is_on_the_page_with_its_contrast(page: str) -> None:
    light, _dark = palette.colours(palette.STYLESHEET.read_text())
    assert [name for name in light if f'fill="var(--{name})"' not in page] == []
    assert page.count(">kept</span>") == len(palette.PAIRS)


@here
def test_no_picture_is_asked_for_that_nobody_has_stored(page: str) -> None:
    sources = re.findall(r'<(?:img|image|video)[^>]*(?:src|href|poster)="([^"]*)"', page)
    assert sources
    assert [source for source in sources if not source.startswith("/static/")] == []


@here
def test_no_two_parts_of_the_page_have_the_same_id(page: str) -> None:
    ids = re.findall(r' id="([^"]*)"', page)
    assert [name for name in set(ids) if ids.count(name) > 1] == []


@here
def test_showing_the_style_guide_writes_no_row(db: None, client: Client) -> None:
    before = {model: model.objects.count() for model in apps.get_models()}
    assert client.get("/styleguide/").status_code == 200
    assert {model: model.objects.count() for model in before} == before


@here
@pytest.mark.parametrize("name", styleguide.PAGES)
def test_the_pages_of_errors_can_be_looked_at(db: None, client: Client, name: str) -> None:
    answer = client.get(f"/styleguide/pages/{name}/")
    assert answer.status_code == 200
    assert b"<h1>" in answer.content


@here
def test_a_page_of_errors_that_there_is_not_is_not_found(db: None, client: Client) -> None:
    assert client.get("/styleguide/pages/418/").status_code == 404
