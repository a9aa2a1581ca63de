"""What the pages of accounts say of drawings."""

from typing import Any

import pytest
from django.utils import translation

from accounts import avatars
from accounts.models import User
from sketching import jobs, offers, queue
from sketching.models import Sketch
from sketching.templatetags.drawings import kept_of, way
from tests import factories, pictures

DRAWN = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")


@pytest.mark.parametrize(
    ("made_with", "words"),
    [
        ({"plugin": "pencil", "options": {"shading": "smudged", "line_weight": 1.0}}, "Pencil · Shading Smudged"),
        ({"plugin": "pencil"}, "Pencil"),
        ({"plugin": "one-that-went"}, "one-that-went"),
        ({}, "An old label"),
    ],
)
def test_an_avatar_is_told_by_style_and_options_or_its_label(alice: User, made_with: Any, words: str) -> None:
    assert way(avatars.set_avatar(alice, DRAWN, "An old label", made_with)) == words


def test_it_is_told_in_the_readers_language(alice: User) -> None:
    avatar = avatars.set_avatar(alice, DRAWN, "Pencil", {"plugin": "pencil", "options": {"shading": "smudged"}})
    with translation.override("de"):
        assert way(avatar) == "Bleistift · Schattierung Verwischt"


def test_what_was_drawn_on_trial_is_not_counted_as_kept(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)
    job = factories.job(alice)
    jobs.redraw(job.photo, offers.check("pencil", {"shading": "none"}), is_trial=True)
    for mine in jobs.claim({"pencil": 2}):
        jobs.finish(mine, DRAWN, "1")
    assert Sketch.objects.count() == 2
    assert kept_of(alice)["sketches"] == 1


def test_what_is_kept_is_counted_for_the_person_alone(alice: User, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)
    factories.job(bob)
    assert kept_of(alice) == {"photos": 0, "waiting": 0, "being_drawn": 0, "sketches": 0}
    assert kept_of(bob) == {"photos": 1, "waiting": 1, "being_drawn": 0, "sketches": 0}
