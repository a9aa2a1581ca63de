"""The site in German: all is translated, both files of the catalogue say the same, pages and API speak it."""

import ast
import gettext
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize
from rest_framework.test import APIClient

from accounts import avatars
from accounts.models import User
from sketching import refusals, styles
from sketching.intake import IntakeError
from sketching.models import Photo, SketchJob
from sketching.plugins import registry
from tests import factories, pictures, scenes
from tests.sketching.api.test_jobs_api import post
from tests.sketching.test_views import NEW, drawn, send

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "locale/de/LC_MESSAGES"
# Of each function that marks a text: how many of its arguments are texts, and whether the first is their context.
MARKS = {"gettext": (1, False), "ngettext": (2, False), "pgettext": (1, True), "npgettext": (2, True)}
NAMES = {name + ending: mark for name, mark in MARKS.items() for ending in ("", "_lazy", "_noop")} | {"_": (1, False)}
CONTEXT = "\x04"  # what stands between context and text in a catalogue
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}

Texts = tuple[str, ...]  # one, or singular and plural


class Entry:
    """A text and its translations, as django.po has them."""

    def __init__(self, block: str) -> None:
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        parts = re.findall(r'^(\w+(?:\[\d\])?) ((?:".*"\n?)+)', "\n".join(lines), re.MULTILINE)
        self.fields = {name: "".join(ast.literal_eval(line) for line in text.splitlines()) for name, text in parts}
        self.is_fuzzy = bool(re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE))

    @property
    def context(self) -> str:
        return self.fields["msgctxt"] + CONTEXT if "msgctxt" in self.fields else ""

    @property
    def texts(self) -> Texts:
        return tuple(self.fields[name] for name in ("msgid", "msgid_plural") if name in self.fields)

    @property
    def translations(self) -> Texts:
        return tuple(text for name, text in self.fields.items() if name.startswith("msgstr"))

    @property
    def key(self) -> Texts:
        return (self.context + self.texts[0], *self.texts[1:])


def entries() -> list[Entry]:
    found = [Entry(block) for block in (CATALOGUE / "django.po").read_text().split("\n\n")]
    return [entry for entry in found if entry.fields["msgid"]]


ENTRIES = entries()


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A request leaves its language behind until the next one of its thread."""
    yield
    translation.deactivate()


# The catalogue


def calls(code: str) -> Iterator[tuple[str, Texts]]:
    """Each call of one function by name, with its leading arguments that are texts."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            yield node.func.id, tuple(texts)


def marked(code: str) -> Iterator[Texts]:
    """The keys of all texts that are marked for translation in this Python."""
    for name, texts in calls(code):
        number, has_context = NAMES.get(name, (0, False))
        context = texts[0] + CONTEXT if has_context and texts else ""
        wanted = texts[int(has_context) : int(has_context) + number]
        if number and wanted:
            yield (context + wanted[0], *wanted[1:])


def marked_in_template(text: str, origin: str) -> Iterator[Texts]:
    code = templatize(text, origin=origin)
    for call in re.findall(r"""(?:\b\w*gettext|\b_)\((?:u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*'|[\w,\s])+\)""", code):
        yield from marked(call)


def all_marked() -> set[Texts]:
    found: set[Texts] = set()
    for package in ("accounts", "avatarsite", "sketching", "worker"):
        for file in (ROOT / package).rglob("*.py"):
            found.update(marked(file.read_text()))
    for file in (ROOT / "templates").rglob("*.*"):
        if file.suffix in (".html", ".txt"):
            found.update(marked_in_template(file.read_text(), file.name))
    return found


def test_every_marked_text_is_in_the_catalogue_and_no_other() -> None:
    """If not: makemessages, see CONTRIBUTING.md."""
    in_catalogue, in_sources = {entry.key for entry in ENTRIES}, all_marked()
    assert not in_sources - in_catalogue
    assert not in_catalogue - in_sources


def test_every_text_is_translated() -> None:
    for entry in ENTRIES:
        assert not entry.is_fuzzy, entry.key
        assert len(entry.translations) == len(entry.texts), entry.key
        assert all(text.strip() for text in entry.translations), entry.key


def test_both_files_of_the_catalogue_say_the_same() -> None:
    """If not: compilemessages, see CONTRIBUTING.md."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in ENTRIES:
        first, *plural = entry.texts
        said = tuple(
            compiled.ngettext(entry.context + first, plural[0], number) if plural else compiled.gettext(entry.key[0])
            for number in (1, 2)[: len(entry.texts)]
        )
        assert said == entry.translations
    keys = {key[0] if isinstance(key, tuple) else key for key in compiled._catalog}  # type: ignore[attr-defined]
    assert keys == {entry.key[0] for entry in ENTRIES} | {""}


def placeholders(text: str) -> set[str]:
    named = re.findall(r"%\(\w+\)s|%%\w+%%|%d", text)
    return {*named, *(f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name)}


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    for entry in ENTRIES:
        assert {frozenset(placeholders(text)) for text in entry.texts + entry.translations} == {
            frozenset(placeholders(entry.texts[0]))
        }, entry.key


def test_a_translation_leads_where_its_text_leads() -> None:
    for entry in ENTRIES:
        tags = [sorted(re.findall(r"<[^>]+>", text)) for text in entry.texts + entry.translations]
        assert tags == [tags[0]] * len(tags), entry.key


def test_people_are_spoken_to_as_du() -> None:
    formal = re.compile(r"\b(Ihr|Ihre|Ihren|Ihrem|Ihnen|bitten Sie|Sie (bitte|können|haben|sind))\b")
    assert not [text for entry in ENTRIES for text in entry.translations if formal.search(text)]


@pytest.mark.parametrize("path", registry.BUILT_IN)
def test_what_a_plugin_of_ours_says_of_itself_is_translated(path: str) -> None:
    """If not: list it in avatarsite/wording.py."""
    info = registry._import(path, is_built_in=True).info
    known = {entry.key[0] for entry in ENTRIES}
    schemas = info.options.get("properties", {}).values()
    words = [info.title, info.description, info.licence]
    words += [schema[name] for schema in schemas for name in ("title", "description") if name in schema]
    words += [f"option{CONTEXT}{str(value).capitalize()}" for schema in schemas for value in schema.get("enum", [])]
    assert not set(words) - known


# Pages


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, **{**GERMAN, **headers})
    assert response["Content-Language"] == ("de" if not headers else "en")
    assert "Accept-Language" in response["Vary"]
    return response.content.decode()


def is_german(html: str, heading: str) -> None:
    assert '<html lang="de">' in html
    assert re.search(rf"<h1>\s*{heading}\s*</h1>", html)


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "Gesehen werden, ohne angestarrt zu werden"),
        ("/privacy/", "Datenschutz in klaren Worten"),
        ("/accounts/signup/", "Registrieren"),
        ("/accounts/login/", "Anmelden"),
        ("/accounts/password/reset/", "Passwort vergessen"),
    ],
)
def test_whoever_reads_german_gets_german(client: Client, db: None, address: str, heading: str) -> None:
    is_german(page(client, address), heading)


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        (NEW, "Skizze machen"),
        ("/jobs/", "Meine Skizzen"),
        ("/accounts/", "Einstellungen"),
        ("/accounts/avatar/", "Dein Avatar"),
        ("/accounts/sessions/", "Wo du angemeldet bist"),
        ("/accounts/email/", "E-Mail-Adressen"),
    ],
)
def test_so_are_the_pages_of_an_account(as_alice: Client, address: str, heading: str) -> None:
    is_german(page(as_alice, address), heading)


@pytest.mark.parametrize("language", ["en", "fr", "*", ""])
def test_everybody_else_gets_english(client: Client, db: None, language: str) -> None:
    html = page(client, "/", HTTP_ACCEPT_LANGUAGE=language)
    assert '<html lang="en">' in html
    assert "Be seen without being stared at" in html


def test_what_is_not_there_is_said_in_german(client: Client, db: None) -> None:
    is_german(page(client, "/nowhere"), "Dieses Blatt ist leer")
    is_german(page(client, "/avatar/nobody"), "Dieses Blatt ist leer")


def test_a_broken_page_says_so_in_german(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketching.views.styles.title", lambda name: 1 / 0)
    factories.job(User.objects.get())
    as_alice.raise_request_exception = False
    is_german(page(as_alice, "/jobs/"), "Bei uns ist etwas kaputtgegangen")


def test_a_huge_upload_is_refused_in_german(client: Client, db: None) -> None:
    huge = {"CONTENT_LENGTH": "900000000"}
    assert "Die Datei ist zu groß" in client.post(NEW, **GERMAN, **huge).content.decode()
    answer = client.post("/api/v1/jobs", **GERMAN, **huge).json()
    assert (answer["code"], answer["detail"][:31]) == ("too_many_bytes", "Die Anfrage ist weit größer als")


def test_the_page_of_a_job_is_german_whatever_its_state(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    html = page(as_alice, reverse("sketching:job", args=[job.public_id]))
    is_german(html, "Skizze im Stil „Bleistift“")
    assert re.search(r"Noch \d+\xa0Minuten, dann wird es gelöscht, um <time", html)
    for status, says in ((SketchJob.Status.FAILED, refusals.FAILURES["worker_lost"]), (SketchJob.Status.CANCELED, "")):
        SketchJob.objects.update(status=status, error="worker_lost" if says else "")
        html = page(as_alice, reverse("sketching:job", args=[job.public_id]))
        with translation.override("de"):
            assert str(says or "Es wurde nichts gezeichnet.") in html


def test_the_state_of_a_job_is_another_in_another_language(as_alice: Client, alice: User) -> None:
    address = reverse("sketching:job-state", args=[factories.job(alice).public_id])
    german = as_alice.get(address, **GERMAN)
    known = {"HTTP_IF_NONE_MATCH": german["ETag"]}
    assert as_alice.get(address, **GERMAN, **known).status_code == 304
    assert as_alice.get(address, **known).status_code == 200


def test_what_is_wrong_with_the_form_is_said_in_german(as_alice: Client) -> None:
    response = as_alice.post(NEW, {"plugin": "pencil", "pencil-line_weight": "0.6"}, **GERMAN)
    assert "Wähle ein Foto." in response.content.decode()
    response = as_alice.post(
        NEW, {"file": factories.upload(), "plugin": "pencil", "pencil-line_weight": "0.6"}, **GERMAN
    )
    assert "Das muss ein Vielfaches von 0,25 sein." in response.content.decode()


def test_a_mail_is_in_the_language_of_who_caused_it(client: Client, alice: User) -> None:
    client.post("/accounts/password/reset/", {"email": alice.email}, **GERMAN)
    assert "Jemand, wahrscheinlich du, möchte ein neues Passwort" in mail.outbox[0].body


# Numbers: as people write them in texts, as machines do in attributes


def test_numbers_in_inputs_stay_as_browsers_read_them(as_alice: Client) -> None:
    html = page(as_alice, NEW)
    line = re.search(r'<input type="range" name="pencil-line_weight"[^>]*>', html)
    assert line
    assert all(f'{name}="{value}"' in line[0] for name, value in {"value": 1.0, "min": 0.5, "step": 0.25}.items())
    assert 'data-max-bytes="15000000"' in html


def test_numbers_that_browsers_send_are_understood(as_alice: Client) -> None:
    response = as_alice.post(
        NEW, {"file": factories.upload(), "plugin": "pencil", "pencil-line_weight": "1.25"}, **GERMAN
    )
    assert response.status_code == 302
    assert SketchJob.objects.get().options["line_weight"] == 1.25


@pytest.fixture
def pair(as_alice: Client) -> Photo:
    """A photo of two people, for alice to say who is meant."""
    send(as_alice, pictures.encoded(scenes.two_people()))
    return Photo.objects.get()


def test_the_page_to_point_at_the_face_is_german_and_its_coordinates_are_not(as_alice: Client, pair: Photo) -> None:
    html = page(as_alice, reverse("sketching:photo-frame", args=[pair.public_id]))
    is_german(html, "Wo ist das Gesicht\\?")
    assert "Auf deinem Foto sind 2 Gesichter." in html
    drawing = "".join(re.findall(r"<(?:svg|rect|text|image|input)\b[^>]*>", html))
    values = re.findall(r' (?:x|y|width|height|viewBox|font-size|min|max|step|value)="([^"]*)"', drawing)
    assert len(values) > 20
    assert not [value for value in values if "," in value]


def test_sliders_that_were_moved_are_understood(as_alice: Client, pair: Photo) -> None:
    address = reverse("sketching:photo-frame", args=[pair.public_id])
    values = {"part": "own", "x": "33.5", "y": "47.25", "side": "60.5", "angle": "-2.5"}
    assert as_alice.post(address, values, **GERMAN).status_code == 302


def test_a_size_in_a_refusal_is_written_as_in_german() -> None:
    refused = IntakeError("too_many_bytes", megabytes=16.2, most=15)
    with translation.override("de"):
        assert refusals.message(refused).startswith("Die Datei hat 16,2 MB; erlaubt sind 15 MB.")
    with translation.override("en"):
        assert refusals.message(refused).startswith("The file has 16.2 MB")


# The API


def test_the_api_refuses_a_photo_in_german_with_the_same_code(api_of_alice: APIClient) -> None:
    english = post(api_of_alice, pictures.encoded(scenes.nobody())).json()
    api_of_alice.credentials(**GERMAN)
    german = post(api_of_alice, pictures.encoded(scenes.nobody())).json()
    assert german["detail"].startswith("Es wurde kein Gesicht gefunden.")
    assert english["detail"].startswith("No face was found.")
    assert [german[name] for name in ("code", "type", "title")] == [english[name] for name in ("code", "type", "title")]


def test_the_api_says_in_german_what_a_job_failed_of(api_of_alice: APIClient, alice: User) -> None:
    job = factories.job(alice)
    SketchJob.objects.update(status="failed", error="plugin_error")
    body = api_of_alice.get(f"/api/v1/jobs/{job.public_id}", **GERMAN).json()
    assert body["error"] == {"code": "plugin_error", "detail": "Der Stil konnte dieses Foto nicht zeichnen."}
    assert body["status"] == "failed"


def test_styles_are_listed_in_german_and_stay_the_same_for_programs(client: Client, db: None) -> None:
    answers = (client.get("/api/v1/plugins", **headers).json() for headers in ({}, GERMAN))
    english, german = (next(style for style in answer if style["name"] == "pencil") for answer in answers)
    assert (english["title"], german["title"]) == ("Pencil", "Bleistift")
    assert german["options"]["properties"]["shading"]["enum"] == ["none", "hatched", "smudged"]
    assert german["name"] == english["name"]
    with translation.override("de"):
        styles.offered()
    assert registry.info("pencil").title == "Pencil"


@pytest.mark.parametrize("address", ["/api/v1/schema", "/api/v1/", "/api/v1/problems"])
def test_the_apis_documentation_is_english(client: Client, db: None, address: str) -> None:
    german, english = (client.get(address, **headers).content.decode() for headers in (GERMAN, {}))
    article = re.compile(r"<article lang=\"en\".*</article>", re.DOTALL)
    assert (article.findall(german) or german) == (article.findall(english) or english)


# What has no language


def test_an_avatar_is_the_same_in_every_language(client: Client, alice: User) -> None:
    avatars.set_avatar(alice, pictures.encoded(pictures.face(300, 300).convert("L"), "PNG"), "Pencil")
    for address in (f"/a/{alice.avatar_token}", f"/a/{alice.avatar_token}?s=20", f"/avatar/{'0' * 32}?d=404"):
        german, english = client.get(address, **GERMAN), client.get(address)
        assert (german.content, german.headers) == (english.content, english.headers)
        assert "Vary" not in german
        assert "Content-Language" not in german


def test_a_label_is_kept_in_english_and_read_in_german(as_alice: Client, alice: User) -> None:
    job = drawn(alice)
    as_alice.post(reverse("sketching:job-use", args=[job.public_id]), **GERMAN)
    assert alice.avatars.get().label == "Pencil"
    assert "Bleistift" in page(as_alice, "/accounts/avatar/")


def test_the_admin_is_german_where_it_is_ours(as_rita: Client, rita: User) -> None:
    html = page(as_rita, "/admin/sketching/sketchjob/")
    assert "Zeichenaufträge" in html
    assert "Zustand" in html
