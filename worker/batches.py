"""Cut what was claimed into what a plugin can be given in one call."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from sketching.models import SketchJob


def batches(jobs: Iterable[SketchJob], largest: int) -> Iterator[list[SketchJob]]:
    """Jobs with the same options together, at most `largest` of them."""
    for _, group in groupby(sorted(jobs, key=_options), key=_options):
        same = list(group)
        for start in range(0, len(same), largest):
            yield same[start : start + largest]


def _options(job: SketchJob) -> str:
    return repr(sorted(job.options.items()))
