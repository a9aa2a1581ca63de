"""A sketch as curves is kept beside the sketch, goes with it, and is never worth more than the sketch itself."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from sketching import jobs
from sketching.models import Sketch, sketch_storage
from tests import factories
from tests.sketching.test_jobs import PNG, claim_one, files, fill_up

SVG = b"<svg/>"


@pytest.fixture
def _claimable(alice: User) -> None:
    factories.job(alice)


@pytest.mark.usefixtures("_claimable")
@pytest.mark.django_db
def test_a_finished_job_has_its_trace() -> None:
    sketch = jobs.finish(claim_one(), PNG, "1", SVG)
    assert factories.content(sketch.trace) == SVG
    assert len(files(sketch_storage())) == 2


@pytest.mark.usefixtures("_claimable")
@pytest.mark.django_db
def test_without_a_trace_there_is_no_file_of_it() -> None:
    sketch = jobs.finish(claim_one(), PNG, "1")
    assert not sketch.trace
    assert files(sketch_storage()) == [sketch.image.name]


@pytest.mark.usefixtures("_claimable")
@pytest.mark.django_db
def test_a_rolled_back_finish_leaves_neither_sketch_nor_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    job = claim_one()
    monkeypatch.setattr(Sketch.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.finish(job, PNG, "1", SVG)
    assert files(sketch_storage()) == []


@pytest.mark.usefixtures("_claimable")
@pytest.mark.django_db
def test_a_disk_that_is_full_before_the_trace_keeps_no_sketch_either(monkeypatch: pytest.MonkeyPatch) -> None:
    job = claim_one()
    save = type(sketch_storage())._save

    def save_one(self: Any, name: str, content: Any) -> Any:
        monkeypatch.undo()
        fill_up(monkeypatch, self)
        return save(self, name, content)

    monkeypatch.setattr(type(sketch_storage()), "_save", save_one)
    with pytest.raises(OSError, match="No space"):
        jobs.finish(job, PNG, "1", SVG)
    job.refresh_from_db()
    assert job.status == "running"
    assert files(sketch_storage()) == []


@pytest.mark.usefixtures("_claimable")
@pytest.mark.django_db(transaction=True)
def test_sketch_and_trace_go_with_their_row() -> None:
    sketch = jobs.finish(claim_one(), PNG, "1", SVG)
    sketch.delete()
    assert files(sketch_storage()) == []


@pytest.mark.usefixtures("_claimable")
@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_rolled_back_keeps_sketch_and_trace() -> None:
    sketch = jobs.finish(claim_one(), PNG, "1", SVG)
    with transaction.atomic():
        sketch.delete()
        transaction.set_rollback(True)
    assert len(files(sketch_storage())) == 2
