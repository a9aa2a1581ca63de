"""From the upload to the sketch: alone, in a queue, and as many as the machine can do."""

from concurrent.futures import ThreadPoolExecutor
from statistics import fmean

from tests.bench import client, faces
from tests.bench.figures import Figure, in_turns
from tests.bench.running import Drawer, WholeSite

ALONE_ROUNDS = 10
AHEAD, QUEUE_ROUNDS = 50, 3
PHOTOS, CLIENTS, THROUGHPUT_ROUNDS = 48, 4, 3
SELDOM_SECONDS = 0.1  # between polls while much is being drawn: polling takes time from the worker


def alone(site: WholeSite, drawer: Drawer) -> Figure:
    """From 202 to the sketch, nobody else waiting. The client asks every 20 ms."""
    person, body = site.client(), client.form(faces.jpeg(512, 512))

    def sketch() -> float:
        job = person.submit(body)["id"]
        return 1000 * client.seconds(lambda: person.wait_for(job))

    figure = Figure("202 to the sketch, idle", "drawing.draw of the photo", "ms")
    return in_turns(figure, ALONE_ROUNDS, sketch, lambda: 1000 * drawer.seconds("draw", 1))


def queued(site: WholeSite, drawer: Drawer) -> Figure:
    """Time for each job when 50 wait ahead. The worker is held until all are there, so that it is 50 indeed."""
    bodies = [client.form(photo) for photo in faces.several(AHEAD + 1)]
    person = site.client()

    def per_job() -> float:
        worker = site.find("sketch@")
        worker.suspend()
        try:
            jobs = [person.submit(body) for body in bodies]
        finally:
            worker.resume()
        assert jobs[-1]["position"] == len(jobs), "the worker was not held"
        return 1000 * client.seconds(lambda: person.wait_for(jobs[-1]["id"], SELDOM_SECONDS)) / len(jobs)

    figure = Figure(f"Each job, {AHEAD} waiting ahead", "drawing.draw of the photo", "ms")
    for _ in range(QUEUE_ROUNDS):
        # Half of the plain draws before and half after: a round is long, and the machine may change during it.
        before = drawer.seconds("draw", 10)
        taken = per_job()
        figure.add(taken, 1000 * fmean([before, drawer.seconds("draw", 10)]) / 10)
    return figure


def throughput(site: WholeSite, drawer: Drawer) -> Figure:
    """From the first byte uploaded to the last sketch finished."""
    bodies = [client.form(photo) for photo in faces.several(PHOTOS)]
    figure = Figure(f"Jobs, {PHOTOS} photos from {CLIENTS} clients", "loop in one process", "/s", "ratio at least 0.8")
    for _ in range(THROUGHPUT_ROUNDS):
        taken = client.seconds(lambda: _upload_all(site, bodies))
        figure.add(PHOTOS / taken, PHOTOS / drawer.seconds("loop", PHOTOS))
    return figure


def _upload_all(site: WholeSite, bodies: list[bytes]) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = pool.map(lambda number: _upload(site, bodies[number::CLIENTS]), range(CLIENTS))
    person = site.client()
    for jobs in shares:
        for job in reversed(jobs):  # the last first: when it is done the others are, and need one look each
            person.wait_for(job, SELDOM_SECONDS)


def _upload(site: WholeSite, bodies: list[bytes]) -> list[str]:
    person = site.client()
    return [person.submit(body)["id"] for body in bodies]
