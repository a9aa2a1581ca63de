"""What intake says reaches people as sentences: refusals, warnings, and what of the file was not kept."""

import string
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from sketching import jobs, offers, photos, refusals
from sketching.intake import IntakeError
from sketching.intake.errors import MESSAGES, WARNINGS
from sketching.models import Photo, SketchJob
from tests import factories, pictures, scenes
from tests.sketching.test_views import path, send

KINDS = ("comment", "exif", "gps", "icc", "iptc", "pictures", "text", "thumbnail", "xmp")


def facts_for(message: str) -> dict[str, Any]:
    return {name: f"<{name}>" for _, name, _, _ in string.Formatter().parse(message) if name}


def job_of(client: Client, data: bytes) -> SketchJob:
    assert send(client, data).status_code == 302
    return SketchJob.objects.get()


@pytest.mark.parametrize("code", MESSAGES)
def test_every_refusal_is_a_sentence_with_its_facts(code: str) -> None:
    facts = facts_for(MESSAGES[code])
    said = refusals.message(IntakeError(code, **facts))
    assert said.endswith(".")
    assert all(str(fact) in said for fact in facts.values())


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_is_a_sentence(code: str) -> None:
    assert refusals.warning(code).endswith(".")


def test_a_warning_that_is_no_more_is_its_code() -> None:
    assert refusals.warning("tilted_horizon") == "tilted_horizon"


@pytest.mark.parametrize("code", photos.CAN_BE_POINTED_AT)
def test_whoever_has_to_point_at_the_face_is_told_why(code: str) -> None:
    assert refusals.invitation(code, 2)


def test_sentences_are_looked_up_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "gettext", lambda text: f"de: {text}")
    assert refusals.message(IntakeError("empty")).startswith("de: ")
    assert refusals.warning("dark").startswith("de: ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_metadata_has_a_name(kind: str) -> None:
    assert refusals.dropped([kind])


def test_a_kind_of_metadata_without_a_name_is_not_shown() -> None:
    assert refusals.dropped([]) == refusals.dropped(["smell"]) == ""


def test_what_may_spoil_the_sketch_is_said_on_the_page_of_the_job(as_alice: Client) -> None:
    job = job_of(as_alice, pictures.encoded(pictures.lit(0.1)))
    assert WARNINGS["dark"] in as_alice.get(path("job", job)).content.decode()


def test_a_good_photo_is_not_warned_of(as_alice: Client) -> None:
    job = job_of(as_alice, pictures.encoded())
    page = as_alice.get(path("job", job)).content.decode()
    assert not any(sentence in page for sentence in WARNINGS.values())
    assert "this was not kept" not in page


def test_what_may_spoil_the_sketch_is_said_after_the_face_was_pointed_at_too(as_alice: Client) -> None:
    send(as_alice, pictures.encoded(pictures.lit(0.2, scenes.two_people())))
    as_alice.post(f"/photos/{Photo.objects.get().public_id}/", {"part": "0"})
    page = as_alice.get(path("job", SketchJob.objects.get())).content.decode()
    assert WARNINGS["dark"] in page


def test_the_page_of_the_job_names_what_of_the_file_was_not_kept(as_alice: Client) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0)})
    job = job_of(as_alice, pictures.encoded(exif=exif, comment=b"for mum"))
    page = as_alice.get(path("job", job)).content.decode()
    assert "this was not kept: comments, camera data, the place where it was taken." in page


def test_a_photo_that_is_gone_is_not_warned_of_any_more(as_alice: Client) -> None:
    job = job_of(as_alice, pictures.encoded(pictures.lit(0.1), comment=b"for mum"))
    photos.delete(job.photo)
    page = as_alice.get(path("job", job)).content.decode()
    assert WARNINGS["dark"] not in page
    assert "this was not kept" not in page


@pytest.mark.django_db
def test_warnings_and_kinds_of_metadata_are_remembered_with_the_photo(alice: User) -> None:
    data = pictures.encoded(pictures.lit(0.1), comment=b"for mum")
    jobs.submit_upload(alice, factories.upload(data), offers.check("pencil", {}))
    photo = Photo.objects.get()
    assert (photo.warnings, photo.dropped) == (["dark"], ["comment"])
