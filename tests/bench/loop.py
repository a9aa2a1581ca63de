"""The plugin with no site around it: a process that loads it once and draws when told to.

One line in, one line out: "draw 3" draws the prepared photo three times, "loop 48" does all that 48 uploads need,
from the JPEG's bytes to the sketch's. The answer is the seconds it took.
"""

import sys
from time import perf_counter

import django
from PIL import Image

from sketching import intake
from sketching.plugins import drawing, options, registry
from sketching.plugins.contract import Sketcher
from tests.bench import faces

INFO = registry.info("pencil")
DEFAULTS = options.complete(INFO, {})
PLAIN = intake.IntakeOptions(background="plain")  # as the site


def draw(sketcher: Sketcher, photo: Image.Image, times: int) -> None:
    for _ in range(times):
        drawing.draw(INFO, sketcher, [photo], DEFAULTS)


def loop(sketcher: Sketcher, photos: list[bytes]) -> None:
    for data in photos:
        photo = intake.prepare(data, PLAIN).image
        drawing.encode(drawing.draw(INFO, sketcher, [photo], DEFAULTS)[0])


def main() -> None:
    django.setup()
    from worker import devices  # noqa: PLC0415  reads Django's settings: the worker's own number of threads

    sketcher = registry.load(INFO.name, devices.device())
    prepared = intake.prepare(faces.jpeg(512, 512), PLAIN).image
    draw(sketcher, prepared, 1)  # the first one pays for what NumPy and OpenCV load late
    print("ready", flush=True)
    for line in sys.stdin:
        what, count = line.split()[0], int(line.split()[1])
        photos = faces.several(count)
        started = perf_counter()
        if what == "draw":
            draw(sketcher, prepared, count)
        else:
            loop(sketcher, photos)
        print(perf_counter() - started, flush=True)


if __name__ == "__main__":
    main()
