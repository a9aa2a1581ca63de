"""The ZIP of one person: everything of theirs, nothing of others, no secret, and never all of it in memory."""

import io
import json
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from knox.models import AuthToken

from accounts import avatars, consents, gravatar
from accounts.models import User
from sketching import exports, jobs, queue, reviews
from sketching.models import Sketch, sketch_storage
from tests import factories, pictures

SKETCH = pictures.encoded(pictures.face(200, 200).convert("L"), "PNG")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_knock", lambda: None)


def drawn(owner: User) -> Sketch:
    """Which is then the avatar, too."""
    factories.job(owner, shading="none")
    (job,) = jobs.claim({})
    sketch = jobs.finish(job, SKETCH, "7")
    reviews.use_as_avatar(sketch)
    return sketch


def unpacked(user: User) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(exports.archive(user, "What is what"))))


def data(user: User) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpacked(user).read("data.json"))
    return found


def test_it_is_a_sound_zip_with_every_picture_and_a_guide(alice: User) -> None:
    sketch = drawn(alice)
    whole = unpacked(alice)
    assert whole.testzip() is None
    assert whole.read("README.txt") == b"What is what"
    day = f"{sketch.created_at:%Y-%m-%d}"
    picture_names = [f"avatars/{day}-{alice.avatars.get().pk}.png", f"sketches/{day}-{sketch.job.public_id}.png"]
    assert [whole.read(name) for name in picture_names] == [SKETCH, SKETCH]
    assert whole.namelist() == ["README.txt", *picture_names, "data.json"]


def test_an_account_without_anything_is_exported(alice: User) -> None:
    assert unpacked(alice).namelist() == ["README.txt", "data.json"]
    assert data(alice)["jobs"] == data(alice)["avatars"] == []


def test_the_data_name_each_picture_and_how_it_was_made(alice: User) -> None:
    drawn(alice)
    found = data(alice)
    names = [found["avatars"][0]["file"], *found["jobs"][0]["sketch"]["files"]]
    assert set(names) < set(unpacked(alice).namelist())
    assert found["avatars"][0]["made_with"]["options"]["shading"] == "none"
    assert (found["jobs"][0]["style"], found["jobs"][0]["sketch"]["style_version"]) == ("pencil", "7")


def test_the_data_say_how_one_is_found(alice: User) -> None:
    avatars.publish_address(EmailAddress.objects.get(user=alice))
    EmailAddress.objects.create(user=alice, email="hidden@example.org", verified=False)
    shown, hidden = data(alice)["email_addresses"]
    assert (shown["found_by_md5"], shown["found_by_sha256"]) == gravatar.digests(alice.email)
    assert shown["shows"] == "whichever avatar is current"
    assert hidden == {"email": "hidden@example.org", "is_confirmed": False, "is_primary": False, "is_found": False}


def test_a_consent_that_was_taken_back_is_among_them(alice: User) -> None:
    consents.withdraw(alice)
    consents.agree(alice)
    first, second = data(alice)["consents"]
    assert first["withdrawn_at"] is not None
    assert second["withdrawn_at"] is None


def test_no_secret_is_in_it(alice: User) -> None:
    stored, token = AuthToken.objects.create(alice)
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "SECRET-OF-THE-APP"})
    UserSession.objects.create(user=alice, ip="192.0.2.1", user_agent="Lynx", session_key="key-of-the-session")
    text = unpacked(alice).read("data.json").decode()
    secrets = [alice.password, token, stored.digest, "SECRET-OF-THE-APP", "key-of-the-session"]
    assert [secret for secret in secrets if secret in text] == []
    assert all(known in text for known in (stored.token_key, "totp", "192.0.2.1", "Lynx"))


def test_nothing_of_others_is_in_it(alice: User, bob: User) -> None:
    theirs = drawn(bob)
    assert unpacked(alice).namelist() == ["README.txt", "data.json"]
    text = unpacked(alice).read("data.json").decode()
    assert "bob@" not in text
    assert str(theirs.job.public_id) not in text


def test_a_lost_file_is_named_and_spoils_nothing(alice: User) -> None:
    sketch = drawn(alice)
    sketch_storage().delete(sketch.image.name)
    lost = f"sketches/{sketch.created_at:%Y-%m-%d}-{sketch.job.public_id}.png"
    assert data(alice)["lost_files"] == [lost]
    assert lost not in unpacked(alice).namelist()


def test_curves_of_a_sketch_are_in_it(alice: User) -> None:
    sketch = drawn(alice)
    sketch.trace.save("trace.svg", io.BytesIO(b"<svg/>"))
    names = data(alice)["jobs"][0]["sketch"]["files"]
    assert [name[-4:] for name in names] == [".png", ".svg"]
    assert unpacked(alice).read(names[1]) == b"<svg/>"


def test_it_comes_in_pieces_as_it_is_read(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(alice)
    monkeypatch.setattr(exports, "PIECE_BYTES", 1000)
    pieces = list(exports.archive(alice, "What is what"))
    assert len(pieces) > 2 * len(SKETCH) / 1000
    assert max(map(len, pieces)) < 5000 < len(b"".join(pieces))
