"""One photo in every style, side by side: for its owner, as long as the photo is there."""

import dataclasses

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import consents
from accounts.models import User
from sketching import jobs, offers, photos, styles
from sketching.models import Photo, PluginState, SketchJob
from sketching.plugins import registry
from tests import factories
from worker import runner

Status = SketchJob.Status


@pytest.fixture
def photo(alice: User) -> Photo:
    consents.agree(alice)
    job = factories.job(alice, shading="none")
    assert runner.run_once() == 1
    return job.photo


def path(photo: Photo, name: str = "photo-styles") -> str:
    return reverse(f"sketching:{name}", args=[photo.public_id])


def send(client: Client, photo: Photo, **fields: str) -> HttpResponse:
    return client.post(path(photo), fields)


def draw_all() -> None:
    while runner.run_once():
        pass


def test_every_offered_style_is_drawn_once(as_alice: Client, photo: Photo) -> None:
    for _ in range(2):
        assert send(as_alice, photo, every="yes").url == path(photo)
    draw_all()
    drawn = [(job.plugin, job.options) for job in photo.jobs.filter(status=Status.SUCCEEDED)]
    for wish in offers.variants():
        assert drawn.count((wish.plugin, wish.options)) == 1
    page = as_alice.get(path(photo)).text
    for wish in offers.variants():
        assert styles.described(wish.plugin, wish.options) in page


def test_one_more_is_drawn_with_options_of_ones_choice(as_alice: Client, photo: Photo) -> None:
    send(as_alice, photo, plugin="pencil", **{"pencil-shading": "hatched", "pencil-line_weight": "2"})
    job = photo.jobs.latest("pk")
    assert (job.options["shading"], job.options["line_weight"]) == ("hatched", 2)
    assert job.is_active
    assert 'data-active="yes"' in as_alice.get(path(photo, "photo-styles-state")).text


def test_options_that_the_style_does_not_take_come_back_with_a_word(as_alice: Client, photo: Photo) -> None:
    answer = send(as_alice, photo, plugin="pencil", **{"pencil-line_weight": "900"})
    assert answer.status_code == 422
    assert "less than or equal" in answer.text
    assert photo.jobs.count() == 1


def test_a_drawing_that_failed_can_be_asked_for_again(photo: Photo) -> None:
    wish = offers.variants()[0]
    first = jobs.redraw(photo, wish)
    SketchJob.objects.filter(pk=first.pk).update(status=Status.FAILED, error="plugin_error")
    assert jobs.redraw(photo, wish) not in (first, None)
    assert jobs.redraw(photo, wish) == photo.jobs.latest("pk")


def test_numbers_that_are_equal_are_the_same_wish(photo: Photo) -> None:
    wish = offers.check("pencil", {"shading": "none", "line_weight": 2})
    first = jobs.redraw(photo, wish)
    same = offers.check("pencil", {"shading": "none", "line_weight": 2.0})
    assert jobs.redraw(photo, same) == first


def test_without_the_photo_nothing_more_is_drawn_and_the_drawings_stay(as_alice: Client, photo: Photo) -> None:
    photos.delete(photo)
    assert "deleted after its time" in as_alice.post(path(photo), {"every": "yes"}, follow=True).text
    assert photo.jobs.count() == 1
    page = as_alice.get(path(photo)).text
    assert reverse("sketching:job-sketch", args=[photo.jobs.get().public_id]) in page
    assert "Draw it like this" not in page


def test_a_text_that_has_changed_is_agreed_to_first(
    as_alice: Client, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consents, "PROCESSING_VERSION", "another")
    assert send(as_alice, photo, every="yes").url == "/jobs/new/"
    assert photo.jobs.count() == 1


def test_a_style_that_is_switched_off_is_not_among_them(as_alice: Client, photo: Photo) -> None:
    PluginState.objects.update_or_create(name="pencil", defaults={"is_enabled": False})
    assert "pencil" not in {wish.plugin for wish in offers.variants()}
    answer = send(as_alice, photo, plugin="pencil", **{"pencil-shading": "none"})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["photo-styles", "photo-styles-state"])
def test_it_is_nobody_elses(client: Client, photo: Photo, name: str) -> None:
    assert client.get(path(photo, name)).url.startswith("/accounts/login/")
    client.force_login(factories.user("other@example.org"))
    assert client.get(path(photo, name)).status_code == 404
    assert client.post(path(photo, name), {"every": "yes"}).status_code in (404, 405)


def test_the_part_that_changes_is_sent_only_when_it_has_changed(as_alice: Client, photo: Photo) -> None:
    first = as_alice.get(path(photo, "photo-styles-state"))
    unchanged = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    assert as_alice.get(path(photo, "photo-styles-state"), **unchanged).status_code == 304
    send(as_alice, photo, every="yes")
    assert as_alice.get(path(photo, "photo-styles-state"), **unchanged).status_code == 200


def test_a_photo_whose_face_is_not_pointed_at_yet_has_no_such_page(as_alice: Client, photo: Photo) -> None:
    Photo.objects.filter(pk=photo.pk).update(refusal="no_face")
    assert as_alice.get(path(photo)).status_code == 404


def test_a_plugin_is_varied_by_an_option_with_an_enum_or_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    module = registry.plugins()["pencil"].module
    monkeypatch.setattr(module, "INFO", dataclasses.replace(module.INFO, varied_by="line_weight"))
    with pytest.raises(ValueError, match="no option with an enum"):
        registry._import("sketching.plugins.pencil", is_built_in=True)
