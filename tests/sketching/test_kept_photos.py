"""A whole photo, kept for its owner to point at the face: what happens to its file and its row."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from PIL import Image

from accounts import consents
from accounts.models import User
from sketching import jobs, offers, photos, withdrawals
from sketching.intake import Frame, IntakeError
from sketching.models import Photo, SketchJob, photo_storage
from tests import factories, pictures, scenes
from tests.sketching.test_jobs import files, fill_up

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=16)
SOMEWHERE = Frame(100, 100, 120)


def keep(owner: User, image: Image.Image | None = None) -> Photo:
    wish = offers.check("pencil", {})
    with pytest.raises(IntakeError) as refused:
        photos.receive(owner, factories.upload(pictures.encoded(image or scenes.two_people())), wish.intake)
    return photos.keep(owner, refused.value, wish)


def submit(photo: Photo, where: Frame) -> SketchJob:
    return jobs.submit_framed(photo, where, offers.check("pencil", {}))


def face(photo: Photo, number: int) -> Frame:
    return Frame(**photo.faces[number]["frame"])


def in_the_middle_of_it(monkeypatch: pytest.MonkeyPatch, deed: Any) -> None:
    """Do this while the next photo is with intake."""
    real = photos._take

    def take(*arguments: Any) -> Any:
        monkeypatch.setattr(photos, "_take", real)
        deed()
        return real(*arguments)

    monkeypatch.setattr(photos, "_take", take)


def test_what_is_kept_is_pixels_only(alice: User) -> None:
    wish = offers.check("pencil", {})
    data = pictures.encoded(scenes.two_people(), comment=b"MARKER-comment") + b"MARKER-trailing"
    with pytest.raises(IntakeError) as refused:
        photos.receive(alice, factories.upload(data, "MARKER-name.jpg"))
    photo = photos.keep(alice, refused.value, wish)
    assert b"MARKER" not in factories.content(photo.image)
    assert "MARKER" not in photo.image.name


def test_faces_are_told_in_pixels_of_the_file_which_may_be_smaller_than_the_photo(alice: User) -> None:
    small = keep(alice)
    assert photos.size(small) == (800, 500)
    large = keep(alice, scenes.two_people(1600))
    assert photos.size(large) == (2048, 1280)
    assert large.faces[1]["box"] == pytest.approx([2.56 * value for value in small.faces[1]["box"]], abs=15)
    assert face(large, 1).x == pytest.approx(2.56 * face(small, 1).x, abs=15)


def test_whoever_uploads_another_has_done_with_the_one_before(alice: User, bob: User) -> None:
    first, of_bob = keep(alice), keep(bob)
    second = keep(alice)
    first.refresh_from_db()
    assert (first.is_deleted, first.faces, first.wish) == (True, [], {})
    assert not any(photo.is_deleted for photo in (second, of_bob))
    assert len(files(photo_storage())) == 2


@pytest.mark.parametrize("shape", [(6000, 1000), (2400, 2400)])
def test_a_photo_that_was_taken_can_be_framed_whatever_the_limits_for_uploads(
    alice: User, settings: Any, shape: tuple[int, int]
) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000_000
    photo = keep(alice, pictures.face(*shape).point(lambda value: value // 200))
    assert photo.refusal == "no_face"
    photos.frame(photo, Frame(100, 100, 100), "keep")
    assert photo.is_framed


def test_what_was_cut_is_not_cut_again(alice: User) -> None:
    photo = keep(alice)
    photos.frame(photo, face(photo, 0), "keep")
    cut = factories.content(photo.image)
    photos.frame(photo, Frame(10, 10, 40), "keep")
    assert factories.content(photo.image) == cut


def test_a_kept_photo_is_deleted_when_its_time_is_over(alice: User) -> None:
    photo = keep(alice)
    assert photos.purge(now() + timedelta(minutes=14)) == 0
    assert photos.purge(now() + LATER) == 1
    photo.refresh_from_db()
    assert photo.is_deleted
    assert files(photo_storage()) == []


def test_a_kept_photo_goes_with_its_owner(alice: User, django_capture_on_commit_callbacks: Any) -> None:
    keep(alice)
    with django_capture_on_commit_callbacks(execute=True):
        alice.delete()
    assert files(photo_storage()) == []


def test_a_framed_photo_can_be_drawn_and_waits_for_nothing(alice: User) -> None:
    photo = keep(alice)
    job = submit(photo, face(photo, 0))
    job.photo.refresh_from_db()
    assert job.photo.is_framed
    assert jobs.claim({}) == [job]


def test_a_photo_is_framed_once(alice: User) -> None:
    photo = keep(alice)
    first = submit(photo, face(photo, 0))
    size = photos.size(photo)
    assert submit(photo, SOMEWHERE) == first
    assert photos.size(Photo.objects.get()) == size


def test_two_halves_of_a_double_click_at_once_frame_it_once(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    slower, faster = keep(alice), Photo.objects.get()
    in_the_middle_of_it(monkeypatch, lambda: submit(faster, face(faster, 1)))
    job = submit(slower, SOMEWHERE)
    assert job == SketchJob.objects.get()
    assert files(photo_storage()) == [job.photo.image.name]
    assert photos.size(slower) == photos.size(faster) != (256, 256)


def test_a_photo_that_is_framed_while_another_page_deletes_it_is_deleted_as_it_is_by_then(alice: User) -> None:
    photo = keep(alice)
    stale = Photo.objects.get()
    submit(photo, face(photo, 0))
    photos.delete(stale)
    assert files(photo_storage()) == []
    assert Photo.objects.get().is_deleted


def test_a_consent_that_is_taken_back_while_the_photo_is_read_keeps_nothing_of_it(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_middle_of_it(monkeypatch, lambda: withdrawals.take_back(alice))
    with pytest.raises(consents.ConsentError):
        jobs.submit_upload(alice, factories.upload(), offers.check("pencil", {}))
    assert Photo.objects.count() == SketchJob.objects.count() == len(files(photo_storage())) == 0


def test_a_photo_to_be_framed_is_not_kept_without_consent_either(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_middle_of_it(monkeypatch, lambda: withdrawals.take_back(alice))
    with pytest.raises(consents.ConsentError):
        photos.look(alice, factories.upload())
    assert Photo.objects.count() == len(files(photo_storage())) == 0


def test_without_consent_no_photo_is_cut(alice: User) -> None:
    photo = keep(alice)
    consents.withdraw(alice)
    with pytest.raises(consents.ConsentError):
        submit(photo, face(photo, 0))
    assert not Photo.objects.get().is_framed


def test_a_photo_that_is_purged_while_it_is_framed_is_not_brought_back(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = keep(alice)
    in_the_middle_of_it(monkeypatch, lambda: photos.purge(now() + LATER))
    with pytest.raises(FileNotFoundError):
        submit(photo, face(photo, 0))
    assert files(photo_storage()) == []
    assert not SketchJob.objects.exists()


@pytest.mark.parametrize("where", [Frame(-1, 100, 100), Frame(100, 501, 100), Frame(9, 9, 31), Frame(9, 9, 1601)])
def test_a_frame_that_is_not_on_the_photo_leaves_it_as_it_was(alice: User, where: Frame) -> None:
    photo = keep(alice)
    with pytest.raises(IntakeError, match="must lie on the photo"):
        submit(photo, where)
    assert Photo.objects.get().refusal == photo.refusal == "several_faces"
    assert files(photo_storage()) == [photo.image.name]


def test_a_full_disk_leaves_no_half_of_a_whole_photo(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_up(monkeypatch, photo_storage())
    with pytest.raises(OSError, match="No space"):
        keep(alice)
    assert Photo.objects.count() == len(files(photo_storage())) == 0


def test_a_full_disk_leaves_a_photo_unframed(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = keep(alice)
    fill_up(monkeypatch, photo_storage())
    with pytest.raises(OSError, match="No space"):
        submit(photo, face(photo, 0))
    assert files(photo_storage()) == [photo.image.name]
    assert Photo.objects.get().faces == photo.faces
    assert not SketchJob.objects.exists()


def test_a_row_that_cannot_be_written_leaves_no_file(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Photo, "save", lambda _self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(alice)
    assert files(photo_storage()) == []


def test_a_photo_that_is_clear_is_kept_whole_where_its_owner_wants_to_frame_it(alice: User) -> None:
    photo = photos.look(alice, factories.upload())
    assert (photo.refusal, len(photo.faces), photo.wish) == ("unframed", 1, {})
    assert photos.size(photo) == (400, 500)
    assert submit(photo, face(photo, 0)).photo == photo
    assert not Photo.objects.unframed(alice).exists()


def test_what_is_no_photo_is_refused_though_it_was_only_to_be_looked_at(alice: User) -> None:
    with pytest.raises(IntakeError, match="not a photo"):
        photos.look(alice, factories.upload(b"Dear diary"))
    assert not Photo.objects.exists()


def test_a_framed_photo_is_drawn_once_more_with_another_wish(alice: User) -> None:
    photo = photos.look(alice, factories.upload())
    where = face(photo, 0)
    first = submit(photo, where)
    other = jobs.submit_framed(photo, where, offers.check("pencil", {"shading": "none"}))
    assert first != other
    assert first.photo == other.photo
