"""Tell the database every few seconds that this worker still has its jobs."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection

from sketching import jobs

logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(claim: str) -> Iterator[None]:
    """Keep the claim alive while the block runs, from a thread of its own: drawing may take long."""
    done = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(done, claim), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat_until(done: threading.Event, claim: str) -> None:
    interval = settings.CLAIM_TIMEOUT.total_seconds() / 4
    end = monotonic() + settings.DRAW_LIMIT.total_seconds()
    try:
        while not done.wait(interval):
            if monotonic() > end:
                logger.critical("a plugin hangs: this worker ends, and whoever started it starts another")
                os._exit(1)  # nothing softer ends a thread that hangs; the sweep gives the jobs back
            try:
                jobs.beat([claim])
            except DatabaseError:
                connection.close()  # away for a moment: the next beat connects anew, and tells
    finally:
        connection.close()  # each thread has its own
