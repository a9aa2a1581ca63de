"""A client that asks for one thing as fast as it can."""

import socket
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter


def answers(port: int, path: str, etag: str, window_seconds: float, connections: int) -> int:
    """Ask for the path over several kept connections at once. Returns how many answers came in the time.

    Sockets and bytes instead of http.client: its parsing takes longer than the answer, on the core that the server
    could use, and would make all servers look alike.
    """
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *([f"If-None-Match: {etag}"] if etag else [])]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    wanted = b"HTTP/1.1 304" if etag else b"HTTP/1.1 200"
    end = perf_counter() + window_seconds

    def ask(_number: int) -> int:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as server:
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            count = 0
            while perf_counter() < end:
                server.sendall(request)
                answer = _answer(server)
                assert answer.startswith(wanted), answer[:200]
                count += 1
            return count

    with ThreadPoolExecutor(connections) as pool:
        return sum(pool.map(ask, range(connections)))


def _answer(server: socket.socket) -> bytes:
    """The whole answer: the head says how long its body is; that of a 304 is empty whatever it says."""
    answer = server.recv(65536)
    while b"\r\n\r\n" not in answer:
        answer += _more(server)
    head, _, body = answer.partition(b"\r\n\r\n")
    missing = 0 if b" 304 " in head[:13] else _length(head) - len(body)
    while missing > 0:
        more = _more(server)
        answer, missing = answer + more, missing - len(more)
    return answer


def _length(head: bytes) -> int:
    return int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])


def _more(server: socket.socket) -> bytes:
    received = server.recv(65536)
    assert received, "the server hung up"
    return received
