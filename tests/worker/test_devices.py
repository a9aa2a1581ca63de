"""The worker draws on CUDA only where there is one."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from worker import devices


@pytest.fixture(autouse=True)
def _ask_again() -> None:
    devices.device.cache_clear()


def test_without_a_driver_the_cpu_draws(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(devices, "NVIDIA_DRIVER", tmp_path / "none")
    assert devices.device() == "cpu"


@pytest.mark.parametrize(("has_cuda", "expected"), [(True, "cuda"), (False, "cpu")])
def test_with_a_driver_torch_decides(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_cuda: bool, expected: str
) -> None:
    monkeypatch.setattr(devices, "NVIDIA_DRIVER", tmp_path)
    monkeypatch.setattr(devices, "_has_cuda", lambda: has_cuda)
    assert devices.device() == expected


def test_a_wish_for_the_cpu_is_kept(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.DEVICE = "cpu"
    monkeypatch.setattr(devices, "NVIDIA_DRIVER", tmp_path)
    monkeypatch.setattr(devices, "_has_cuda", lambda: True)
    assert devices.device() == "cpu"


def test_a_missing_cuda_device_is_named_when_it_was_asked_for(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEVICE = "cuda"
    monkeypatch.setattr(devices, "_has_cuda", lambda: False)
    with pytest.raises(ImproperlyConfigured, match="DEVICE=cuda"):
        devices.device()


def test_torch_itself_says_whether_there_is_cuda() -> None:
    torch = pytest.importorskip("torch")
    assert devices._has_cuda() is torch.cuda.is_available()
