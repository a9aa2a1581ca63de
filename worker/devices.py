"""Where to draw: CUDA where there is one, else the CPU, with one thread for each core that we may use."""

import os
from functools import cache
from pathlib import Path

import cv2
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NVIDIA_DRIVER = Path("/dev/nvidiactl")


@cache
def device() -> str:
    """'cuda' or 'cpu', prepared for use in this process. torch is imported only where it has something to find.

    Raises: ImproperlyConfigured if DEVICE=cuda and there is none.
    """
    threads = settings.WORKER_THREADS or _cores()
    cv2.setNumThreads(threads)
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))  # torch reads it when a plugin imports it
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads starve the web process on a small machine
    if settings.DEVICE == "cpu" or (settings.DEVICE == "auto" and not NVIDIA_DRIVER.exists()):
        return "cpu"
    if _has_cuda():
        return "cuda"
    if settings.DEVICE == "cuda":
        raise ImproperlyConfigured(
            "DEVICE=cuda, but torch finds no CUDA device: install its CUDA build (TORCH=cuda ./run setup), "
            "mend the driver, or set DEVICE=auto"
        )
    return "cpu"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _has_cuda() -> bool:
    try:
        import torch  # noqa: PLC0415  seconds, and only a worker with a GPU needs it
    except ImportError:
        return False
    return bool(torch.cuda.is_available())
