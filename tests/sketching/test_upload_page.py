"""A photo that is sent as soon as it is chosen comes back to be framed; the form then only names it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import consents
from accounts.models import User
from sketching import photos
from sketching.models import Photo, PluginState, SketchJob, photo_storage
from tests import factories, pictures, scenes
from tests.sketching.test_framing_page import stored
from tests.sketching.test_jobs import files, fill_up
from tests.sketching.test_views import NEW

LOOK = "/photos/"


def look(client: Client, data: bytes | None = None, **fields: str) -> Any:
    return client.post(LOOK, {"file": factories.upload(data), **fields})


def draw(client: Client, photo: Photo, **fields: str) -> Any:
    """Send the form that names the photo."""
    return client.post(NEW, {"photo": str(photo.public_id), "plugin": "pencil", "part": "0", **fields})


@pytest.fixture
def photo(as_alice: Client) -> Photo:
    assert look(as_alice).status_code == 201
    return Photo.objects.get()


def test_a_chosen_photo_comes_back_with_its_face_to_be_framed(as_alice: Client) -> None:
    answer = look(as_alice)
    assert answer.status_code == 201
    assert answer.context["photo"] == Photo.objects.get()
    assert 'data-code="unframed"' in answer.text
    assert answer.text.count('name="part"') == 2
    assert not SketchJob.objects.exists()


def test_of_several_faces_each_can_be_picked(as_alice: Client) -> None:
    answer = look(as_alice, pictures.encoded(scenes.two_people()))
    assert answer.status_code == 201
    assert "There are 2 faces" in answer.text
    draw(as_alice, Photo.objects.get(), part="1")
    assert scenes.is_near(scenes.wall_in(stored(SketchJob.objects.get().photo)), scenes.WALLS[1])


def test_a_file_that_is_refused_says_why(as_alice: Client) -> None:
    answer = look(as_alice, b"Dear diary")
    assert answer.status_code == 422
    assert "This is not a photo" in answer.text
    assert not Photo.objects.exists()


def test_a_full_disk_is_said(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_up(monkeypatch, photo_storage())
    answer = look(as_alice)
    assert answer.status_code == 422
    assert "could not be stored just now" in answer.text


def test_without_consent_nobody_looks_at_the_photo(client: Client, db: None) -> None:
    client.force_login(factories.user("new@example.com"))
    assert look(client).status_code == 422
    assert not Photo.objects.exists()


def test_with_the_consent_it_is_looked_at_and_the_consent_is_kept(client: Client, db: None) -> None:
    user = factories.user("new@example.com")
    client.force_login(user)
    assert look(client, consent=consents.PROCESSING_VERSION).status_code == 201
    assert consents.has_agreed(user)


def test_the_form_that_names_the_photo_makes_the_job(as_alice: Client, photo: Photo) -> None:
    answer = draw(as_alice, photo)
    job = SketchJob.objects.get()
    assert answer.url == reverse("sketching:job", args=[job.public_id])
    photo.refresh_from_db()
    assert (job.photo, photo.is_framed) == (photo, True)


def test_sent_twice_it_makes_one_job(as_alice: Client, photo: Photo) -> None:
    assert draw(as_alice, photo).url == draw(as_alice, photo).url
    assert SketchJob.objects.count() == 1


def test_sent_again_with_another_wish_it_makes_another_job_of_the_same_photo(as_alice: Client, photo: Photo) -> None:
    draw(as_alice, photo)
    draw(as_alice, photo, **{"pencil-shading": "none"})
    assert SketchJob.objects.filter(photo=photo).count() == 2


def test_a_form_with_a_fault_keeps_the_photo_in_its_frame(as_alice: Client, photo: Photo) -> None:
    answer = draw(as_alice, photo, part="own", x="33.5", **{"pencil-line_weight": "900"})
    assert answer.status_code == 422
    assert str(photo.public_id) in answer.text
    assert 'value="33.5"' in answer.text
    assert not SketchJob.objects.exists()


def test_a_square_that_is_none_is_refused_beside_the_photo(as_alice: Client, photo: Photo) -> None:
    answer = draw(as_alice, photo, part="own", x="101")
    assert answer.status_code == 422
    assert list(answer.context["frame"].errors) == ["x"]
    assert Photo.objects.unframed(photo.owner).exists()


def test_who_comes_back_finds_the_photo_in_its_frame(as_alice: Client, as_bob: Client, photo: Photo) -> None:
    assert str(photo.public_id) in as_alice.get(NEW).text
    assert str(photo.public_id) not in as_bob.get(NEW).text


def test_another_file_that_is_chosen_counts_instead(as_alice: Client, photo: Photo) -> None:
    red = pictures.encoded(pictures.face(backdrop="rgb(192,48,48)"))
    draw(as_alice, photo, file=factories.upload(red))
    drawn = SketchJob.objects.get().photo
    assert drawn != photo
    assert scenes.is_near(scenes.wall_in(stored(drawn)), scenes.WALLS[0])


def test_a_photo_whose_time_is_over_is_to_be_chosen_again(as_alice: Client, photo: Photo) -> None:
    photos.delete(photo)
    answer = draw(as_alice, photo)
    assert answer.status_code == 422
    assert "The photo was deleted after its time. Choose it again." in answer.text


def test_a_photo_whose_file_is_lost_keeps_nobody_from_uploading(as_alice: Client, photo: Photo) -> None:
    photo_storage().delete(photo.image.name)
    page = as_alice.get(NEW)
    assert page.status_code == 200
    assert str(photo.public_id) not in page.text
    assert "Choose it again" in draw(as_alice, photo).text


def test_a_consent_that_is_taken_back_meanwhile_is_asked_for_again(as_alice: Client, photo: Photo, alice: User) -> None:
    consents.withdraw(alice)
    assert draw(as_alice, photo).status_code == 422  # the box is there again
    assert 'name="consent"' in as_alice.get(NEW).text
    assert not SketchJob.objects.exists()


@pytest.mark.parametrize("name", ["", "nonsense", "7d9f0c52-9c2e-4a0e-8b0a-0f3a4a8f0c11"])
def test_a_name_that_is_no_photos_asks_for_a_file(as_alice: Client, name: str) -> None:
    answer = as_alice.post(NEW, {"photo": name, "plugin": "pencil", "part": "0"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]


def test_a_photo_is_nobody_elses(as_alice: Client, as_bob: Client, photo: Photo) -> None:
    assert draw(as_bob, photo).status_code == 422
    assert as_bob.post(f"/photos/{photo.public_id}/delete/").status_code == 404
    photo.refresh_from_db()
    assert (photo.is_deleted, photo.is_framed) == (False, False)


def test_a_photo_can_be_taken_back_at_once(as_alice: Client, photo: Photo) -> None:
    answer = as_alice.post(f"/photos/{photo.public_id}/delete/")
    assert answer.url == NEW
    assert files(photo_storage()) == []
    assert as_alice.post(f"/photos/{photo.public_id}/delete/").status_code == 404


def test_a_photo_that_is_drawn_is_not_deleted_by_an_old_page(as_alice: Client, photo: Photo) -> None:
    draw(as_alice, photo)
    assert as_alice.post(f"/photos/{photo.public_id}/delete/").status_code == 404
    assert len(files(photo_storage())) == 1


def test_who_has_no_scripts_can_ask_to_frame_it_first(as_alice: Client) -> None:
    wish = {"plugin": "pencil", "pencil-shading": "none", "frame_first": "yes"}
    answer = as_alice.post(NEW, {"file": factories.upload(), **wish})
    photo = Photo.objects.get()
    assert answer.url == reverse("sketching:photo-frame", args=[photo.public_id])
    as_alice.post(answer.url, {"part": "0"})
    assert SketchJob.objects.get().options["shading"] == "none"


def test_a_style_that_is_switched_off_meanwhile_keeps_the_photo(
    as_alice: Client, photo: Photo, alice: User, dummy: str
) -> None:
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    answer = draw(as_alice, photo)
    assert answer.status_code == 422
    assert str(photo.public_id) in answer.text
    assert Photo.objects.unframed(alice).exists()
