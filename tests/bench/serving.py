"""What the web process does: uploads, and the avatar that other sites show."""

import psutil

from tests.bench import client, faces, load
from tests.bench.figures import Figure, in_turns
from tests.bench.running import Bare, WholeSite

UPLOADS = 10
WINDOWS, WINDOW_SECONDS, CONNECTIONS = 5, 1.5, 4
PHOTOS = {"512 px": (512, 512), "12 megapixels": (4000, 3000)}


def uploads(site: WholeSite, bare: Bare) -> list[Figure]:
    """Until 202, for a small and a large photo. The bare view stores the file and looks at nothing."""
    return [_upload(site, bare, name, client.form(faces.jpeg(*size))) for name, size in PHOTOS.items()]


def _upload(site: WholeSite, bare: Bare, name: str, body: bytes) -> Figure:
    person, other = site.client(), client.Client(bare.port)

    def submit() -> float:
        started = client.perf_counter()
        job = person.submit(body)
        taken = client.perf_counter() - started
        person.wait_for(job["id"])  # so that nothing is being drawn while the bare view is measured
        return taken * 1000

    title = f"Upload to 202, {name}, {len(body) / 1e6:.2g} MB"
    figure = Figure(title, "bare view that stores the file", "ms")
    return in_turns(figure, UPLOADS, submit, lambda: 1000 * client.seconds(lambda: other.post("/store", body)))


def avatars(site: WholeSite, bare: Bare) -> list[Figure]:
    """Answers in a second, and what the server's processes spent on each: that one heeds no neighbours."""
    path = f"/avatar/{site.digest}?s=80"
    etag = _etag(site.port, path)
    return [
        *_avatar(site, bare, "Avatar, 200", (path, ""), ("/avatar", "")),
        *_avatar(site, bare, "Avatar, 304", (path, etag), ("/avatar", '"bare"')),
    ]


def _avatar(site: WholeSite, bare: Bare, name: str, ask: tuple[str, str], ask_bare: tuple[str, str]) -> list[Figure]:
    rates = Figure(name, "bare view of the same bytes", "/s")
    costs = Figure(f"{name}: CPU time of the server", "the same", "ms")
    for number in range(WINDOWS + 1):
        rate, cost = _window(site.port, site.web(), *ask)
        bare_rate, bare_cost = _window(bare.port, bare.web(), *ask_bare)
        if number:  # the first window warms both up
            rates.add(rate, bare_rate)
            costs.add(cost, bare_cost)
    return [rates, costs]


def _window(port: int, server: psutil.Process, path: str, etag: str) -> tuple[float, float]:
    """Answers in a second, and CPU milliseconds for each."""
    before = _cpu_seconds(server)
    count = load.answers(port, path, etag, WINDOW_SECONDS, CONNECTIONS)
    return count / WINDOW_SECONDS, 1000 * (_cpu_seconds(server) - before) / count


def _cpu_seconds(server: psutil.Process) -> float:
    """Of the server and the process in which it runs Django."""
    times = [process.cpu_times() for process in (server, *server.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _etag(port: int, path: str) -> str:
    connection = client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    with connection.getresponse() as answer:
        return answer.headers["ETag"]
