"""The one seam to Celery: it names the task, it imports no worker."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

DRAW_TASK = "worker.draw_waiting"


def wake_worker() -> None:
    """Tell a worker, once the transaction is safe on disk, that jobs are waiting.

    The message carries nothing: the queued rows are the queue. So a doubled message does no harm, and one that is
    lost, or could not be sent, only waits for the periodic sweep.
    """
    transaction.on_commit(_knock)


def _knock() -> None:
    try:
        current_app.signature(DRAW_TASK).apply_async()
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("broker away, the sweep will wake the worker: %s", type(error).__name__)
