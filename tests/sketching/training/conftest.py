"""Drawn people: a pack of them, as of the real sets."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import sets

torch = pytest.importorskip("torch")


@pytest.fixture(scope="session")
def drawn_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like ../shared/data with one set of twelve drawn people and their "sketches"."""
    ids = [f"s1-{number:04}" for number in (*range(1, 9), 140, 141, 142, 143)]  # those from 140 on validate
    return sets.write_fs2k(tmp_path_factory.mktemp("data"), ids)


@pytest.fixture(scope="session")
def pack(drawn_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sketching.training.pack import find_pairs, write_pack  # noqa: PLC0415  after torch is known to be there

    target = tmp_path_factory.mktemp("pack") / "pack.zip"
    assert write_pack(find_pairs(drawn_data), target, 96) == 12
    return target


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], AbstractContextManager[None]]:
    """Ends a training, as Ctrl-C does, once the checkpoint of this step is written; expects that it comes so far."""
    from sketching.training import trainer  # noqa: PLC0415  after torch is known to be there

    keep = trainer._keep

    @contextmanager
    def interrupted(step: int) -> Iterator[None]:
        def kept(*arguments: Any) -> None:
            keep(*arguments)
            if arguments[3] == step:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(trainer, "_keep", kept)
            with pytest.raises(KeyboardInterrupt):
                yield

    return interrupted
