"""A photo whose face cannot be told at once: its owner, and nobody else, points at the face."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from PIL import Image

from accounts import consents
from accounts.models import User
from sketching import jobs, photos
from sketching.models import Photo, PluginState, SketchJob, photo_storage
from tests import factories, pictures, scenes
from tests.sketching.test_jobs import files, fill_up
from tests.sketching.test_views import NEW, nothing_is_left, send
from worker import runner

LATER = timedelta(minutes=16)
OWN = {"part": "own", "x": "50", "y": "50", "side": "100", "angle": "0"}
GREY_WALL = (230, 230, 230)


def path(name: str, photo: Photo) -> str:
    return reverse(f"sketching:{name}", args=[photo.public_id])


def upload(client: Client, image: Image.Image | None = None, **fields: Any) -> Photo:
    """The photo that is kept of such an upload."""
    response = send(client, pictures.encoded(image or scenes.two_people()), **fields)
    photo = Photo.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, path("photo-frame", photo))
    return photo


def point(client: Client, photo: Photo, **fields: str) -> Any:
    return client.post(path("photo-frame", photo), fields)


def stored(photo: Photo) -> Image.Image:
    photo.refresh_from_db()
    return Image.open(io.BytesIO(factories.content(photo.image)))


# From the upload to the page


@pytest.mark.parametrize(
    ("image", "code", "says", "faces"),
    [
        (scenes.two_people(), "several_faces", "There are 2 faces in your photo", 2),
        (scenes.nobody(), "no_face", "No face was found in your photo", 0),
        (scenes.somebody_far_away(), "face_too_small", "very small", 1),
        (scenes.somebody_cut_off(), "face_cut_off", "A part of the face is outside", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_face_that_cannot_be_told_leads_to_where_it_is_pointed_at(
    as_alice: Client, image: Image.Image, code: str, says: str, faces: int
) -> None:
    photo = upload(as_alice, image)
    page = as_alice.get(path("photo-frame", photo)).content.decode()
    assert photo.refusal == code
    assert "Where is the face?" in page
    assert says in page
    assert page.count('name="part"') == faces + 1  # or another part


def test_the_whole_photo_is_kept_until_then(as_alice: Client) -> None:
    photo = upload(as_alice)
    response = as_alice.get(path("photo-file", photo))
    with Image.open(io.BytesIO(response.content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (800, 500))
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("name", "method"), [("photo-frame", "get"), ("photo-frame", "post"), ("photo-file", "get")])
def test_a_kept_photo_is_its_owners_alone(
    as_alice: Client, as_bob: Client, as_rita: Client, name: str, method: str
) -> None:
    photo = upload(as_alice)
    for other in (as_bob, as_rita):
        assert getattr(other, method)(path(name, photo), {"part": "0"}).status_code == 404
    assert getattr(Client(), method)(path(name, photo), {"part": "0"}).url.startswith("/accounts/login/")
    assert stored(photo).size == (800, 500)


def test_a_photo_that_nobody_has_framed_is_never_drawn(as_alice: Client) -> None:
    upload(as_alice)
    assert not SketchJob.objects.exists()
    assert runner.run_once() == 0
    assert as_alice.get("/jobs/").context["page"].paginator.count == 0


def test_without_consent_nothing_of_it_is_kept(client: Client, db: None) -> None:
    client.force_login(factories.user("new@example.com"))
    assert send(client, pictures.encoded(scenes.two_people())).status_code == 422
    assert nothing_is_left()


def test_consent_counts_though_the_face_has_yet_to_be_pointed_at(client: Client, db: None) -> None:
    user = factories.user("new@example.com")
    client.force_login(user)
    upload(client, consent=consents.PROCESSING_VERSION)
    assert consents.has_agreed(user)


def test_a_full_disk_keeps_no_whole_photo_and_says_so(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_up(monkeypatch, photo_storage())
    response = send(as_alice, pictures.encoded(scenes.two_people()))
    assert response.status_code == 422
    assert "could not be stored just now" in response.content.decode()
    assert nothing_is_left()


# Which face


@pytest.mark.parametrize("number", [0, 1])
def test_the_face_that_is_picked_is_the_one_that_is_drawn(as_alice: Client, number: int) -> None:
    photo = upload(as_alice)  # with the background, as its box is not ticked
    response = point(as_alice, photo, part=str(number))
    job = SketchJob.objects.get()
    assert response["Location"] == reverse("sketching:job", args=[job.public_id])
    assert (job.photo, job.plugin, job.options["line_weight"]) == (photo, "pencil", 1.5)
    assert scenes.is_near(scenes.wall_in(stored(photo)), scenes.WALLS[number])
    assert runner.run_once() == 1


@pytest.mark.parametrize(("fields", "wall"), [({}, scenes.WALLS[1]), ({"plain_background": "on"}, GREY_WALL)])
def test_what_was_ticked_for_the_background_still_counts(
    as_alice: Client, fields: dict[str, str], wall: tuple[int, int, int]
) -> None:
    photo = upload(as_alice, **fields)
    point(as_alice, photo, part="1")
    assert scenes.is_near(scenes.wall_in(stored(photo)), wall)


def test_what_lies_outside_the_square_is_gone_at_once(as_alice: Client) -> None:
    photo = upload(as_alice)
    before = photo.image.name
    point(as_alice, photo, part="0")
    photo.refresh_from_db()
    assert files(photo_storage()) == [photo.image.name] != [before]
    assert photo.faces == []
    with Image.open(io.BytesIO(as_alice.get(path("photo-file", photo)).content)) as shown:
        assert shown.width == shown.height < 500


def test_the_form_sent_twice_makes_one_job(as_alice: Client) -> None:
    photo = upload(as_alice)
    first, second = (point(as_alice, photo, part=part) for part in ("0", "1"))
    assert first["Location"] == second["Location"]
    assert SketchJob.objects.count() == len(files(photo_storage())) == 1


def test_going_back_after_it_leads_to_the_job(as_alice: Client) -> None:
    photo = upload(as_alice)
    to_job = point(as_alice, photo, part="0")["Location"]
    assert as_alice.get(path("photo-frame", photo))["Location"] == to_job


# A part of one's own


def test_a_part_of_ones_own_is_drawn(as_alice: Client) -> None:
    photo = upload(as_alice)
    assert point(as_alice, photo, part="own", x="75", y="50", side="50", angle="0").status_code == 302
    picture = stored(photo)
    assert picture.size == (256, 256)  # 250 of the photo
    assert scenes.is_near(scenes.wall_in(picture), scenes.WALLS[1])


def test_sliders_that_are_not_sent_are_where_they_stood(as_alice: Client) -> None:
    photo = upload(as_alice)
    side = photo.faces[0]["frame"]["side"]
    point(as_alice, photo, part="own", x="25")
    assert stored(photo).width == pytest.approx(max(side, 256), abs=1)
    assert scenes.is_near(scenes.wall_in(stored(photo)), scenes.WALLS[0])


def test_a_part_of_ones_own_can_be_turned(as_alice: Client) -> None:
    photo = upload(as_alice, scenes.two_people().crop((100, 0, 700, 200)))
    assert point(as_alice, photo, part="own", side="80", angle="90").status_code == 302
    picture = stored(photo).convert("RGB")
    top, bottom = (picture.getpixel((picture.width // 2, y)) for y in (4, picture.height - 5))
    assert scenes.is_near(bottom, scenes.WALLS[0])
    assert scenes.is_near(top, scenes.WALLS[1])


@pytest.mark.parametrize(
    "wrong",
    [
        {"part": ""},
        {"part": "2"},
        {"part": "-1"},
        {"part": "all"},
        {"x": "-1"},
        {"x": "101"},
        {"y": "middle"},
        {"y": "nan"},
        {"side": "2"},
        {"side": "inf"},
        {"side": "1e999"},
        {"angle": "181"},
        {"angle": "9" * 500},
    ],
    ids=str,
)
def test_what_is_no_part_of_the_photo_is_refused(as_alice: Client, wrong: dict[str, str]) -> None:
    photo = upload(as_alice)
    response = point(as_alice, photo, **{**OWN, **wrong})
    assert response.status_code == 422
    assert list(response.context["frame"].errors) == list(wrong)
    assert stored(photo).size == (800, 500)
    assert not SketchJob.objects.exists()


def test_a_part_too_small_to_be_drawn_is_refused_with_the_limit(as_alice: Client) -> None:
    photo = upload(as_alice, scenes.nobody().resize((80, 64)))
    response = point(as_alice, photo, **{**OWN, "side": "20"})
    assert response.status_code == 422
    assert "at least 32 pixels wide" in response.content.decode()


# What may have happened meanwhile


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_photo_whose_time_is_over_is_gone_and_the_page_leads_on(as_alice: Client, method: str) -> None:
    photo = upload(as_alice)
    assert photos.purge(now() + LATER) == 1
    response = getattr(as_alice, method)(path("photo-frame", photo), {"part": "0"}, follow=True)
    assert response.redirect_chain == [(NEW, 302)]
    assert "The photo was deleted after its time" in response.content.decode()
    assert as_alice.get(path("photo-file", photo)).status_code == 404
    assert files(photo_storage()) == []


def test_a_framed_photo_is_deleted_as_every_photo_is(as_alice: Client) -> None:
    photo = upload(as_alice)
    point(as_alice, photo, part="0")
    assert photos.purge(now() + LATER) == 0  # its job still waits
    jobs.cancel(SketchJob.objects.get())
    assert photos.purge(now() + LATER) == 1
    assert files(photo_storage()) == []


def test_a_style_that_was_switched_off_meanwhile_is_said(as_alice: Client, dummy: str) -> None:
    photo = upload(as_alice)
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    page = as_alice.post(path("photo-frame", photo), {"part": "0"}, follow=True)
    assert page.redirect_chain == [(NEW, 302)]
    assert "has just been switched off" in page.text
    assert 'name="part" value="1"' in page.text  # the photo is still there, to be drawn in another style
    assert stored(photo).size == (800, 500)


def test_a_consent_that_is_taken_back_meanwhile_is_asked_for_again(as_alice: Client, alice: User) -> None:
    photo = upload(as_alice)
    consents.withdraw(alice)
    answer = as_alice.post(path("photo-frame", photo), {"part": "0"}, follow=True)
    assert answer.redirect_chain == [(NEW, 302)]
    assert "you took back your consent" in answer.text
    assert not SketchJob.objects.exists()


def test_a_full_disk_keeps_the_whole_photo_and_the_page(as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = upload(as_alice)
    with monkeypatch.context() as full:
        fill_up(full, photo_storage())
        response = point(as_alice, photo, part="1")
    assert response.status_code == 422
    page = response.content.decode()
    assert "could not be stored just now" in page
    assert "There are 2 faces in your photo" in page
    assert files(photo_storage()) == [photo.image.name]
    assert point(as_alice, photo, part="1").status_code == 302
