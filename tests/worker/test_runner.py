"""Whatever a plugin, a photo or a disk does, each job is settled and the others are drawn."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils.timezone import now
from PIL import Image

from accounts.models import User
from sketching import jobs, offers, photos
from sketching.intake import IntakeOptions
from sketching.models import PluginState, Sketch, SketchJob
from sketching.plugins import registry
from sketching.plugins.tracing import TooIntricateError
from tests import factories, pictures
from tests.site import until
from tests.sketching.test_jobs import fill_up
from worker import heartbeat, residency, runner

Status = SketchJob.Status
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has loaded nothing, and no broker to knock at."""
    residency._loaded.clear()
    monkeypatch.setattr("sketching.queue._knock", lambda: None)


def run_until_over() -> None:
    """As the worker does, without the rests between tries."""
    for _ in range(10):
        SketchJob.objects.update(not_before=now())
        if not runner.run_once():
            return


def test_a_waiting_job_is_drawn(alice: User) -> None:
    job = factories.job(alice)
    assert runner.run_once() == 1
    job.refresh_from_db()
    assert job.status == Status.SUCCEEDED
    with Image.open(io.BytesIO(factories.content(job.sketch.image))) as sketch:
        assert (sketch.mode, sketch.format, sketch.info) == ("L", "PNG", {})


def test_a_sketch_of_a_style_that_traces_is_told_as_curves_too(alice: User) -> None:
    job = factories.job(alice)
    runner.run_once()
    job.refresh_from_db()
    assert factories.content(job.sketch.trace).startswith(b'<svg xmlns="http://www.w3.org/2000/svg" width="640"')


def test_a_sketch_of_a_style_that_does_not_trace_has_no_curves(alice: User, dummy: str) -> None:
    job = factories.job(alice, dummy)
    runner.run_once()
    job.refresh_from_db()
    assert job.status == Status.SUCCEEDED
    assert not job.sketch.trace


@pytest.mark.parametrize("fault", [TooIntricateError("lines"), MemoryError()])
def test_a_trace_that_fails_costs_nothing_but_the_trace(
    alice: User, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sketch: Any) -> bytes:
        raise fault

    monkeypatch.setattr(runner.tracing, "trace", fail)
    job = factories.job(alice)
    runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.tries) == (Status.SUCCEEDED, 0)
    assert not job.sketch.trace


def test_a_job_from_before_an_option_was_there_is_drawn_with_its_default(alice: User) -> None:
    job = factories.job(alice)
    SketchJob.objects.update(options={})
    runner.run_once()
    job.refresh_from_db()
    assert job.status == Status.SUCCEEDED


def test_a_job_whose_option_is_there_no_more_fails_at_once(alice: User) -> None:
    job = factories.job(alice)
    SketchJob.objects.update(options={"gone": 1})
    runner.run_once()
    job.refresh_from_db()
    assert job.status == Status.FAILED


def test_a_worker_that_starts_loads_the_first_styles(db: None, settings: Any) -> None:
    runner.warm_up()
    first = [info.name for info in offers.offered()][: settings.MAX_LOADED_PLUGINS]
    assert list(residency._loaded) == first


def test_a_style_that_cannot_be_loaded_keeps_no_worker_from_starting(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real, broken = registry.load, offers.offered()[0].name
    monkeypatch.setattr(registry, "load", lambda name, device: 1 / 0 if name == broken else real(name, device))
    runner.warm_up()
    assert broken not in residency._loaded
    assert len(residency._loaded) == min(len(offers.offered()) - 1, 2)


def test_nothing_waits_nothing_is_done(db: None) -> None:
    assert runner.run_once() == 0


def test_what_waits_for_one_plugin_is_one_batch(alice: User, dummy: str) -> None:
    for _ in range(3):
        factories.job(alice, dummy)
    assert runner.run_once() == 3
    assert residency._loaded[dummy].batches == [3]  # type: ignore[attr-defined]


def test_jobs_with_other_options_are_another_batch(alice: User, dummy: str) -> None:
    for steps in (1, 2, 1):
        factories.job(alice, dummy, steps=steps)
    assert runner.run_once() == 3
    assert sorted(residency._loaded[dummy].batches) == [1, 2]  # type: ignore[attr-defined]


def test_one_bad_photo_does_not_spoil_the_batch(alice: User, dummy: str) -> None:
    good = [factories.job(alice, dummy, mode="hates_white") for _ in range(3)]
    white = pictures.encoded(Image.new("RGB", (200, 200), "white"))
    wish = offers.check(dummy, {"mode": "hates_white"}, IntakeOptions(frame="whole"))
    bad = jobs.submit_upload(alice, factories.upload(white), wish)
    run_until_over()
    assert {SketchJob.objects.get(pk=job.pk).status for job in good} == {Status.SUCCEEDED}
    bad.refresh_from_db()
    assert (bad.status, bad.tries) == (Status.FAILED, 3)


@pytest.mark.parametrize(
    "mode", ["raise_permanent", "wrong_size", "too_few", "nan", "photo", "blank", "out_of_range", "no_array"]
)
def test_a_plugin_that_breaks_its_contract_fails_the_job_at_once(alice: User, dummy: str, mode: str) -> None:
    job = factories.job(alice, dummy, mode=mode)
    runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, "plugin_error")
    assert not Sketch.objects.exists()


def test_a_plugin_that_raises_is_tried_three_times(alice: User, dummy: str) -> None:
    job = factories.job(alice, dummy, mode="raise")
    runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.tries) == (Status.QUEUED, 1)
    run_until_over()
    job.refresh_from_db()
    assert (job.status, job.error, job.tries) == (Status.FAILED, "plugin_error", 3)


def test_a_switched_off_plugin_fails_its_jobs_with_a_reason(alice: User, dummy: str) -> None:
    job = factories.job(alice, dummy)
    PluginState.objects.update(is_enabled=False)
    runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, "plugin_unavailable")


def test_a_deleted_photo_fails_its_job_with_a_reason(alice: User) -> None:
    job, other = factories.job(alice), factories.job(alice)
    photos.delete(job.photo)
    runner.run_once()
    job.refresh_from_db()
    other.refresh_from_db()
    assert (job.error, other.status) == ("photo_gone", Status.SUCCEEDED)


def test_a_damaged_photo_fails_its_job_with_a_reason(alice: User) -> None:
    job = factories.job(alice)
    path = Path(job.photo.image.path)
    path.write_bytes(path.read_bytes()[:500])
    runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.FAILED, "photo_damaged")


def test_a_photo_that_cannot_be_read_just_now_is_waited_for(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = factories.job(alice)
    with monkeypatch.context() as away:
        away.setattr(type(job.photo.image.storage), "_open", fail_to_open)
        runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.tries) == (Status.QUEUED, 0)
    run_until_over()
    job.refresh_from_db()
    assert job.status == Status.SUCCEEDED


def fail_to_open(*_args: object) -> None:
    raise OSError(5, "Input/output error")


def test_a_full_disk_gives_the_job_back_and_loses_nothing(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = factories.job(alice)
    with monkeypatch.context() as full:
        fill_up(full, job.photo.image.storage)
        runner.run_once()
        job.refresh_from_db()
        assert (job.status, job.tries, Sketch.objects.count()) == (Status.QUEUED, 0, 0)
    run_until_over()
    job.refresh_from_db()
    assert job.status == Status.SUCCEEDED


def test_a_worker_that_was_thought_dead_drops_its_result(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = factories.job(alice)
    real = runner.drawing.draw

    def slow(*args: Any) -> Any:
        SketchJob.objects.update(claim="another worker's")
        return real(*args)

    monkeypatch.setattr(runner.drawing, "draw", slow)
    assert runner.run_once() == 1
    job.refresh_from_db()
    assert (job.status, job.claim, Sketch.objects.count()) == (Status.RUNNING, "another worker's", 0)


def test_the_heart_beats_while_a_plugin_draws(alice: User, dummy: str, settings: Any) -> None:
    settings.CLAIM_TIMEOUT = timedelta(seconds=0.2)
    job = factories.job(alice, dummy, seconds=0.5)
    runner.run_once()
    job.refresh_from_db()
    assert job.heartbeat_at > job.started_at + timedelta(seconds=0.2)


def test_a_plugin_that_hangs_ends_its_worker(alice: User, dummy: str, settings: Any, monkeypatch: Any) -> None:
    settings.CLAIM_TIMEOUT = settings.DRAW_LIMIT = timedelta(seconds=0.2)
    ended: list[int] = []
    monkeypatch.setattr(heartbeat.os, "_exit", ended.append)
    factories.job(alice, dummy, seconds=0.6)
    runner.run_once()
    assert ended


def test_the_heart_beats_again_after_the_database_was_away(db: None, settings: Any, monkeypatch: Any) -> None:
    settings.CLAIM_TIMEOUT = timedelta(seconds=0.1)
    beats: list[object] = []

    def beat(claims: object) -> None:
        beats.append(claims)
        if len(beats) == 1:
            raise DatabaseError

    monkeypatch.setattr(heartbeat.jobs, "beat", beat)
    with heartbeat.heartbeat("mine"):
        assert until(lambda: len(beats) >= 3, 5)


def test_without_its_device_a_worker_takes_no_jobs(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    job = factories.job(alice)
    monkeypatch.setattr(runner.devices, "device", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        runner.run_once()
    job.refresh_from_db()
    assert (job.status, job.tries) == (Status.QUEUED, 0)


def test_a_plugin_that_cannot_be_loaded_is_tried_once_for_each_round(
    alice: User, dummy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        factories.job(alice, dummy)
    loads: list[str] = []
    monkeypatch.setattr(residency.registry, "load", lambda name, device: loads.append(name) or 1 / 0)
    runner.run_once()
    assert loads == [dummy]
    assert {job.tries for job in SketchJob.objects.all()} == {1}


def test_the_least_recently_used_sketcher_makes_room(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAX_LOADED_PLUGINS = 2
    monkeypatch.setattr(residency.registry, "load", lambda name, device: f"{name} on {device}")
    for name in ("a", "b", "a", "c"):
        assert residency.sketcher(name, "cpu") == f"{name} on cpu"
    assert list(residency._loaded) == ["a", "c"]
