"""When a job will be done: by what waits ahead of it and how long such drawings took lately."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import now

from accounts.models import User
from sketching import estimates, jobs, offers
from sketching.estimates import Batch
from sketching.models import Photo, PluginState, SketchJob
from worker import residency

Status = SketchJob.Status
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _steady_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing slows it down, and a batch of two takes twice as long as one of one."""
    monkeypatch.setattr(estimates, "MARGIN", 1.0)
    monkeypatch.setattr(estimates, "FIXED_JOBS", 0.0)


def queue(owner: User, plugin: str = "pencil", **options: Any) -> SketchJob:
    """A queued job, without the work of taking in a photo."""
    wish = offers.check(plugin, options)
    photo, _ = Photo.objects.get_or_create(owner=owner, image="face.bmp")
    return SketchJob.objects.create(owner=owner, photo=photo, plugin=wish.plugin, options=wish.options)


def took(owner: User, seconds: float, count: int = 1, plugin: str = "pencil") -> None:
    """A round of the past, drawn together."""
    moment = now() - timedelta(minutes=1, microseconds=SketchJob.objects.count())
    for _ in range(count):
        job = queue(owner, plugin)
        end = moment + timedelta(seconds=seconds)
        SketchJob.objects.filter(pk=job.pk).update(status=Status.SUCCEEDED, started_at=moment, finished_at=end)
    cache.clear()


def seconds(job: SketchJob) -> float:
    cache.clear()
    estimate = estimates.of(SketchJob.objects.get(pk=job.pk))
    assert estimate
    return estimate.seconds


def test_a_job_takes_as_long_as_the_last_ones_of_its_style(alice: User) -> None:
    for _ in range(3):
        took(alice, 8.0)
    assert seconds(queue(alice)) == pytest.approx(8, abs=0.3)


def test_one_drawing_that_took_long_changes_little(alice: User) -> None:
    for time in (8.0, 90.0, 8.0):
        took(alice, time)
    assert seconds(queue(alice)) == pytest.approx(8, abs=0.3)


def test_what_waits_ahead_for_another_style_is_waited_for(alice: User, dummy: str) -> None:
    took(alice, 8.0)
    took(alice, 20.0, plugin=dummy)
    queue(alice, dummy)
    assert seconds(queue(alice)) == pytest.approx(28, abs=0.5)


def test_jobs_of_one_style_are_drawn_together_whatever_waits_between_them(alice: User, dummy: str) -> None:
    took(alice, 8.0, 2)
    took(alice, 20.0, plugin=dummy)
    first, other, second = queue(alice), queue(alice, dummy), queue(alice)
    assert seconds(first) == pytest.approx(8, abs=0.3)
    assert seconds(second) == pytest.approx(8, abs=0.3)
    assert seconds(other) == pytest.approx(28, abs=0.5)


def test_a_style_draws_no_more_at_once_than_it_can(alice: User, dummy: str) -> None:
    took(alice, 4.0, 4, plugin=dummy)
    waiting = [queue(alice, dummy) for _ in range(5)]
    assert seconds(waiting[3]) == pytest.approx(4, abs=0.3)
    assert seconds(waiting[4]) == pytest.approx(5, abs=0.5)


def test_jobs_with_other_options_are_drawn_one_after_the_other(alice: User, dummy: str) -> None:
    took(alice, 4.0, 2, plugin=dummy)
    first, second = queue(alice, dummy, steps=1), queue(alice, dummy, steps=2)
    assert seconds(first) == pytest.approx(2, abs=0.3)
    assert seconds(second) == pytest.approx(4, abs=0.3)


def test_a_job_that_failed_before_is_waited_for_alone(alice: User, dummy: str) -> None:
    took(alice, 4.0, plugin=dummy)
    again, mine = queue(alice, dummy), queue(alice, dummy)
    SketchJob.objects.filter(pk=again.pk).update(tries=1)
    assert seconds(mine) == pytest.approx(8, abs=0.5)


def test_time_since_drawing_began_is_taken_off(alice: User) -> None:
    took(alice, 8.0)
    job = queue(alice)
    jobs.claim({})
    SketchJob.objects.filter(pk=job.pk).update(started_at=now() - timedelta(seconds=6))
    assert seconds(job) == pytest.approx(2, abs=0.3)


def test_what_takes_longer_than_usual_is_given_more_the_longer_it_takes(alice: User) -> None:
    took(alice, 8.0)
    job = queue(alice)
    jobs.claim({})
    SketchJob.objects.filter(pk=job.pk).update(started_at=now() - timedelta(seconds=48))
    assert seconds(job) == pytest.approx(10, abs=0.3)


def test_two_workers_halve_the_wait(alice: User, dummy: str) -> None:
    took(alice, 8.0)
    for _ in range(2):
        queue(alice)
        jobs.claim({})
    assert seconds(queue(alice)) == pytest.approx(16, abs=0.5)


def test_a_job_that_rests_after_a_fault_is_not_promised_before(alice: User) -> None:
    took(alice, 8.0)
    job = queue(alice)
    SketchJob.objects.filter(pk=job.pk).update(not_before=now() + timedelta(seconds=30), tries=1)
    assert seconds(job) == pytest.approx(38, abs=0.5)


def test_a_style_that_has_to_be_loaded_first_takes_that_much_longer(alice: User) -> None:
    took(alice, 2.0)
    job = queue(alice)
    cache.clear()
    estimates.note_loaded(["portrait"])
    estimates.note_load("pencil", 5.0)
    estimate = estimates.of(job)
    assert estimate
    assert estimate.seconds == pytest.approx(7, abs=0.3)


def test_a_worker_says_what_it_has_loaded_and_how_long_that_took(alice: User, dummy: str) -> None:
    residency._loaded.clear()
    residency.sketcher(dummy, "cpu")
    residency._loaded.clear()
    assert cache.get("estimates:loaded") == [dummy]
    assert 0 <= cache.get(f"estimates:load:{dummy}") < 10


def test_without_history_it_is_a_guess(alice: User) -> None:
    estimate = estimates.of(queue(alice))
    assert estimate
    assert estimate.is_guess
    assert 0.5 <= estimate.seconds <= 5


def test_a_job_whose_style_is_switched_off_keeps_nobody_waiting(alice: User, dummy: str) -> None:
    took(alice, 60.0, plugin=dummy)
    took(alice, 2.0)
    queue(alice, dummy)
    PluginState.objects.filter(name=dummy).update(is_enabled=False)
    assert seconds(queue(alice)) == pytest.approx(2, abs=0.3)


def test_nobody_can_say_while_nothing_is_drawn_although_jobs_wait(alice: User) -> None:
    job = queue(alice)
    SketchJob.objects.update(created_at=now() - timedelta(minutes=1), not_before=now() - timedelta(minutes=1))
    assert estimates.of(job) is None


def test_a_long_queue_does_not_stand_still_between_two_rounds(alice: User) -> None:
    begun, _ = queue(alice), queue(alice)
    SketchJob.objects.update(created_at=now() - timedelta(minutes=1), not_before=now() - timedelta(minutes=1))
    just_now = now() - timedelta(seconds=2)
    SketchJob.objects.filter(pk=begun.pk).update(status="succeeded", started_at=just_now, finished_at=now())
    assert estimates.of(SketchJob.objects.latest("pk")) is not None


def test_a_job_that_is_over_has_no_estimate(alice: User) -> None:
    job = queue(alice)
    jobs.cancel(job)
    assert estimates.of(job) is None


def test_who_is_further_back_than_is_played_through_is_told_in_proportion(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    took(alice, 1.0)
    monkeypatch.setattr(estimates, "MOST_PLAYED", 8)
    waiting = [queue(alice) for _ in range(25)]
    assert seconds(waiting[24]) == pytest.approx(3 * seconds(waiting[7]), rel=0.1)


def test_a_second_look_within_a_moment_asks_the_database_nothing(alice: User) -> None:
    first, second = queue(alice), queue(alice)
    estimates.of(first)
    with CaptureQueriesContext(connection) as asked:
        estimates.of(second)
    assert not asked.captured_queries


def test_a_first_look_asks_little(alice: User, dummy: str) -> None:
    for _ in range(5):
        job = queue(alice)
        queue(alice, dummy)
    with CaptureQueriesContext(connection) as asked:
        estimates.of(job)
    assert len(asked.captured_queries) <= 4


# A batch's time


@pytest.mark.parametrize(("jobs_now", "expected"), [(1, 2.0), (8, 4.0), (2, 4.0)])
def test_the_batches_most_alike_say_how_long_it_takes(jobs_now: int, expected: float) -> None:
    alone, together = [Batch("a", 1, 2.0)] * 9, [Batch("a", 8, 4.0)] * 9
    assert estimates.expected([*alone, *together], "a", jobs_now) == expected


def test_other_options_can_take_another_time() -> None:
    took = [Batch("fine", 1, 9.0), Batch("coarse", 1, 1.0)] * 6
    assert estimates.expected(took, "fine", 1) == 9.0
    assert estimates.expected(took, "coarse", 2) == 2.0
    assert 1.0 < estimates.expected(took, "new", 1) < 9.0


def test_a_machine_that_others_use_too_is_given_some_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "MARGIN", 1.5)
    assert estimates.expected([Batch("a", 1, 2.0)], "a", 1) == 3.0


def test_a_batch_costs_something_however_small_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "FIXED_JOBS", 1.0)
    assert estimates.expected([Batch("a", 1, 2.0)], "a", 7) == 8.0


def test_batches_that_loaded_the_style_themselves_do_not_count_it_twice() -> None:
    took = [Batch("a", 1, seconds) for seconds in (3.0, 3.0, 1.0)]
    assert estimates.expected(took, "a", 1, load_seconds=2.0) == 3.0


# Words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "in a moment"),
        (1.3, "in a moment"),
        (2.4, "in about 2 seconds"),
        (12, "in about 10 seconds"),
        (52, "in about a minute"),
        (100, "in about 2 minutes"),
        (3300, "in about an hour"),
        (9000, "in about 2 hours"),
        (3 * 86_400, "in about 72 hours"),
    ],
)
def test_time_is_told_as_people_say_it(seconds: float, words: str) -> None:
    with translation.override("en"):
        assert estimates.in_words(seconds) == words


def test_rounding_alone_is_never_near_a_factor_of_two() -> None:
    for tenths in range(10, 100_000):
        assert 0.6 < estimates.step(tenths / 10) / (tenths / 10) < 1.6
