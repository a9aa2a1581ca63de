"""Draw what is waiting. The only place that catches every error a plugin can throw."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import numpy as np
from django.conf import settings
from PIL import Image

from sketching import estimates, jobs, offers
from sketching.models import SketchJob
from sketching.plugins import drawing, tracing
from sketching.plugins.contract import PluginError, PluginInfo, Sketcher
from sketching.plugins.options import OptionsError, complete
from worker import devices, residency
from worker.batches import batches
from worker.heartbeat import heartbeat

logger = logging.getLogger(__name__)


def run_once() -> int:
    """Claim and settle one round of jobs, all for one plugin. Returns how many were claimed."""
    device = devices.device()  # before anything is claimed: a worker without its device takes no jobs
    offered = {info.name: info for info in offers.offered()}
    claimed = jobs.claim({name: info.max_batch for name, info in offered.items()})
    if not claimed:
        return 0
    info = offered.get(claimed[0].plugin)
    with heartbeat(claimed[0].claim):
        if info is None:
            _fail_all(claimed, "plugin_unavailable")
        else:
            _draw(info, device, claimed)
    return len(claimed)


def warm_up() -> None:
    """Load the plugins that are offered first, as many as stay loaded: who compares styles waits for all of them."""
    estimates.note_loaded([])  # whatever a worker before this one had ready
    for info in offers.offered()[: settings.MAX_LOADED_PLUGINS]:
        try:
            residency.sketcher(info.name, devices.device())
        except Exception:  # its jobs will say so, and the other styles are drawn meanwhile
            logger.exception("plugin=%s could not be loaded", info.name)


def _draw(info: PluginInfo, device: str, claimed: list[SketchJob]) -> None:
    try:
        sketcher = residency.sketcher(info.name, device)
    except Exception as error:  # noqa: BLE001
        for job in claimed:
            _report(job, error)
        return
    for batch in batches(claimed, info.max_batch):
        if with_photos := [(job, photo) for job in batch if (photo := _photo(job))]:
            _draw_photos(info, sketcher, with_photos)


def _options(info: PluginInfo, job: SketchJob) -> dict[str, Any]:
    """The job's, with the defaults of what the plugin has learnt since it was submitted.

    Raises: PluginError if the plugin takes them no more.
    """
    try:
        return complete(info, job.options)
    except OptionsError as error:
        raise PluginError(f"the job's options are not the plugin's any more: {error}", permanent=True) from error


def _draw_photos(info: PluginInfo, sketcher: Sketcher, batch: list[tuple[SketchJob, Image.Image]]) -> None:
    started, sketches = monotonic(), None
    try:
        options = _options(info, batch[0][0])
        sketches = drawing.draw(info, sketcher, [photo for _, photo in batch], options)
    except Exception as error:  # noqa: BLE001
        if len(batch) == 1:
            _report(batch[0][0], error)
            return
    if sketches is None:
        # Out of memory, or one photo that spoils the rest: halve until we know which. Outside the
        # except block, since inside it the failed call's tensors are still alive.
        half = len(batch) // 2
        _draw_photos(info, sketcher, batch[:half])
        _draw_photos(info, sketcher, batch[half:])
        return
    logger.info("plugin=%s batch=%d seconds=%.3f", info.name, len(batch), monotonic() - started)
    for (job, _), sketch in zip(batch, sketches, strict=True):
        _settle(info, job, sketch)


def _photo(job: SketchJob) -> Image.Image | None:
    """None if it could not be had; the job has then been settled."""
    try:
        with job.photo.image.open("rb") as file:
            data = file.read()
    except (ValueError, FileNotFoundError):  # ValueError: the row names no file any more
        _fail_all([job], "photo_gone")
        return None
    except OSError as error:
        _wait_for_storage(job, error)
        return None
    try:
        photo = Image.open(io.BytesIO(data), formats=["BMP"])
        photo.load()
    except (OSError, SyntaxError, ValueError):
        _fail_all([job], "photo_damaged")
        return None
    return photo


def _settle(info: PluginInfo, job: SketchJob, sketch: Image.Image) -> None:
    trace = _trace(job, sketch) if info.traces else b""
    with _unless_lost():
        try:
            jobs.finish(job, drawing.encode(sketch), info.version, trace)
        except OSError as error:  # a full disk: the job can wait until there is room
            _wait_for_storage(job, error)


def _trace(job: SketchJob, sketch: Image.Image) -> bytes:
    """Empty if it could not be made: the sketch is what the job is for."""
    started = monotonic()
    try:
        trace = tracing.trace(np.asarray(sketch, np.float32) / np.float32(255))
    except tracing.TooIntricateError as error:
        logger.info("job=%d plugin=%s not traced: %s", job.pk, job.plugin, error)
        return b""
    except Exception:
        logger.exception("job=%d plugin=%s not traced", job.pk, job.plugin)
        return b""
    logger.info("job=%d traced bytes=%d seconds=%.3f", job.pk, len(trace), monotonic() - started)
    return trace


def _wait_for_storage(job: SketchJob, error: OSError) -> None:
    logger.error("job=%d waits for the storage: %s", job.pk, error.strerror or type(error).__name__)
    with _unless_lost():
        jobs.give_back(job, "storage_error", is_jobs_fault=False, rest=jobs.STORAGE_REST)


def _report(job: SketchJob, error: Exception) -> None:
    with _unless_lost():
        if isinstance(error, PluginError) and error.permanent:
            logger.warning("job=%d plugin=%s failed: %s", job.pk, job.plugin, error)
            jobs.fail(job, "plugin_error")
        else:
            logger.error("job=%d plugin=%s try=%d", job.pk, job.plugin, job.tries + 1, exc_info=error)
            jobs.give_back(job, "plugin_error")


def _fail_all(claimed: list[SketchJob], error: str) -> None:
    for job in claimed:
        with _unless_lost():
            jobs.fail(job, error)


@contextmanager
def _unless_lost() -> Iterator[None]:
    """We were slow and the job was given to another: their result counts, ours is dropped."""
    try:
        yield
    except jobs.LostJobError as lost:
        logger.warning("came too late: %s", lost)
