"""The admin: for administrators, with their second factor's login, and without anybody's photo."""

import io
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts import avatars
from accounts.models import User
from sketching import jobs
from sketching.models import PluginState, SketchJob
from tests import factories, pictures

OURS = {"accounts", "sketching"}
SKETCH = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")


def rows(name: str) -> list[Any]:
    """Every row of ours that the admin shows has an address; these are the names of the models' pages."""
    models = [model for model in admin.site._registry if model._meta.app_label in OURS]
    return [(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", model) for model in models]


@pytest.fixture
def busy_site(alice: User) -> SketchJob:
    """A job of Alice's that is finished and became her avatar."""
    job = factories.job(alice)
    jobs.finish(jobs.claim({})[0], SKETCH, "1")
    avatars.set_avatar(alice, SKETCH, "Pencil")
    PluginState.objects.get_or_create(name="pencil", defaults={"is_enabled": True})
    return job


@pytest.fixture
def pages(busy_site: SketchJob) -> list[str]:
    """The address of every admin page of ours: lists, searches and one row of each."""
    lists = [reverse(name) for name, _ in rows("changelist")]
    changes = [reverse(name, args=[model.objects.first().pk]) for name, model in rows("change")]
    return ["/admin/", *lists, *[f"{path}?q=x" for path in lists], *changes, reverse("admin:accounts_user_add")]


def test_every_page_opens_for_an_administrator(as_rita: Client, pages: list[str]) -> None:
    answers = {path: as_rita.get(path, follow=True).status_code for path in pages}
    assert set(answers.values()) == {200}, answers
    assert len(answers) > 12


def test_every_page_sends_others_away(as_alice: Client, pages: list[str]) -> None:
    for path in pages:
        assert as_alice.get(path).url.startswith("/admin/login/")
    assert as_alice.get("/admin/login/").status_code == 403


def test_a_stranger_comes_to_the_login_of_the_site(client: Client, db: None) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_no_page_shows_or_links_a_photo(as_rita: Client, busy_site: SketchJob, pages: list[str]) -> None:
    address = reverse("sketching:job-photo", args=[busy_site.public_id])
    for path in pages:
        page = as_rita.get(path, follow=True).content.decode()
        assert busy_site.photo.image.name not in page
        assert address not in page
    assert as_rita.get(address).status_code == 404


def test_no_page_shows_a_token_or_a_password(as_rita: Client, alice: User, pages: list[str]) -> None:
    for path in pages:
        page = as_rita.get(path, follow=True).content.decode()
        assert alice.avatar_token not in page
        assert alice.password.rsplit("$", 1)[1] not in page


def test_an_administrator_sees_a_sketch_and_nobody_else_does(
    as_rita: Client, as_bob: Client, busy_site: SketchJob
) -> None:
    path = reverse("admin:sketching_sketch_image", args=[busy_site.sketch.pk])
    response = as_rita.get(path)
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (200, 200)  # type: ignore[attr-defined]
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert as_bob.get(path).status_code == 302
    assert as_rita.get(reverse("admin:sketching_sketch_image", args=[0])).status_code == 404


@pytest.mark.parametrize("name", ["sketchjob", "sketch", "avatar", "consent", "pluginstate"])
def test_nothing_of_this_can_be_added_by_hand(as_rita: Client, name: str) -> None:
    app = "accounts" if name in ("avatar", "consent") else "sketching"
    assert as_rita.get(reverse(f"admin:{app}_{name}_add")).status_code == 403


@pytest.mark.parametrize("name", ["sketchjob", "sketch", "avatar", "consent"])
def test_nothing_of_this_can_be_changed_by_hand(as_rita: Client, busy_site: SketchJob, name: str) -> None:
    ((path, model),) = [row for row in rows("change") if row[1]._meta.model_name == name]
    assert as_rita.post(reverse(path, args=[model.objects.first().pk]), {"status": "queued"}).status_code == 403


def test_a_person_can_be_added_by_the_address_alone(as_rita: Client) -> None:
    secret = {"password1": factories.PASSWORD, "password2": factories.PASSWORD, "usable_password": "true"}
    as_rita.post(reverse("admin:accounts_user_add"), {"email": "new@example.com", **secret})
    assert User.objects.get(email="new@example.com").check_password(factories.PASSWORD)


def switch(client: Client, is_on: bool) -> None:
    """Save the list of plugins with this one's box ticked or not."""
    path = reverse("admin:sketching_pluginstate_changelist")
    client.get(path)
    names = list(PluginState.objects.order_by("-pk").values_list("name", flat=True))
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(names), "form-INITIAL_FORMS": len(names), "_save": "Save"}
    for number, name in enumerate(names):
        data[f"form-{number}-name"] = name
        if is_on:
            data[f"form-{number}-is_enabled"] = "on"
    assert client.post(path, data).status_code == 302


def test_a_plugin_that_is_switched_off_is_offered_nowhere(as_rita: Client, client: Client, alice: User) -> None:
    client.force_login(alice)
    switch(as_rita, is_on=False)
    assert client.get("/api/v1/plugins").json() == []
    assert client.get("/jobs/new/").context["form"].fields["plugin"].choices == []
    switch(as_rita, is_on=True)
    assert "pencil" in [plugin["name"] for plugin in client.get("/api/v1/plugins").json()]


def test_every_list_of_the_admin_can_be_searched(as_rita: Client) -> None:
    searchable = [model for model, page in admin.site._registry.items() if page.get_search_fields(HttpRequest())]
    names = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in searchable]
    answers = {name: as_rita.get(reverse(name), {"q": "alice"}).status_code for name in names}
    assert "admin:usersessions_usersession_changelist" in answers
    assert set(answers.values()) == {200}, answers


def test_a_session_that_is_deleted_has_ended(as_rita: Client, as_alice: Client, alice: User) -> None:
    as_alice.get("/jobs/")
    (session,) = UserSession.objects.filter(user=alice)
    as_rita.post(reverse("admin:usersessions_usersession_delete", args=[session.pk]), {"post": "yes"})
    assert as_alice.get("/jobs/").url.startswith("/accounts/login/")


def test_an_administrator_sees_an_avatar_and_nobody_else_does(
    as_rita: Client, as_bob: Client, busy_site: SketchJob
) -> None:
    path = reverse("admin:accounts_avatar_image", args=[busy_site.owner.avatars.get().pk])
    assert path in as_rita.get(reverse("admin:accounts_avatar_changelist")).content.decode()
    assert Image.open(io.BytesIO(as_rita.get(path).content)).size == (192, 192)
    assert as_bob.get(path).status_code == 302


@pytest.mark.parametrize("kind", ["sketching_sketch", "accounts_avatar"])
def test_a_picture_whose_file_is_lost_is_not_found(as_rita: Client, busy_site: SketchJob, kind: str) -> None:
    picture = busy_site.sketch if kind == "sketching_sketch" else busy_site.owner.avatars.get()
    picture.image.storage.delete(picture.image.name)
    assert as_rita.get(reverse(f"admin:{kind}_image", args=[picture.pk])).status_code == 404


def test_a_plugin_that_was_uninstalled_is_listed_as_such(as_rita: Client) -> None:
    PluginState.objects.create(name="gone")
    assert "not installed" in as_rita.get(reverse("admin:sketching_pluginstate_changelist")).content.decode()


def give_back(client: Client, *chosen: SketchJob) -> str:
    data = {"action": "give_back", "_selected_action": [job.pk for job in chosen]}
    return client.post(reverse("admin:sketching_sketchjob_changelist"), data, follow=True).content.decode()


def test_a_running_job_can_be_given_back_at_no_cost_of_a_try(as_rita: Client, alice: User) -> None:
    job = factories.job(alice)
    jobs.claim({})
    assert "1 job was given back" in give_back(as_rita, job)
    job.refresh_from_db()
    assert (job.status, job.tries, job.claim) == ("queued", 0, "")
    assert jobs.claim({}) == [job]  # without a rest


def test_a_finished_job_is_not_given_back(as_rita: Client, busy_site: SketchJob) -> None:
    assert "1 was not being drawn" in give_back(as_rita, busy_site)
    busy_site.refresh_from_db()
    assert busy_site.status == "succeeded"
