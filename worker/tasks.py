"""The Celery tasks: light to import, since every process knows them. What is heavy is imported when a task runs."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.core.management import call_command

from accounts import erasure
from sketching import jobs, notices, photos, queue, quotas


@shared_task(name=queue.DRAW_TASK)
def draw_waiting() -> None:
    """Draw one round, then knock again: between rounds the worker can be stopped."""
    from worker import runner  # noqa: PLC0415  brings the plugins' needs

    if runner.run_once():
        queue.wake_worker()


@worker_ready.connect
def load_first_styles(sender: Any, **_kwargs: Any) -> None:
    """The styles that most people take are loaded before the first of them waits for one."""
    if "sketch" in sender.app.amqp.queues.consume_from:
        from worker import runner  # noqa: PLC0415  brings the plugins' needs

        runner.warm_up()


@shared_task(name="worker.sweep")
def sweep() -> None:
    jobs.sweep()


@shared_task(name="worker.send_notices")
def send_notices() -> None:
    notices.send_due()


@shared_task(name="worker.purge_photos")
def purge_photos() -> None:
    photos.purge()
    quotas.forget()


@shared_task(name="worker.clear_sessions")
def clear_sessions() -> None:
    call_command("clearsessions")
    erasure.forget_ended_sessions()
