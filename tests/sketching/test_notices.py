"""A mail when a job is over: once, to whoever asked for it, whatever the mail server does."""

import smtplib
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from sketching import jobs, notices
from sketching.models import SketchJob
from tests import factories
from tests.sketching.test_estimates import queue
from tests.sketching.test_views import path
from worker import tasks

pytestmark = pytest.mark.django_db
ELSEWHERE = "tests.sketching.test_notices.Elsewhere"


class Elsewhere(EmailBackend):
    """A mail server that answers as `answer` says."""

    answer: Callable[[Any], None]

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            Elsewhere.answer(message)
        return int(super().send_messages(messages))


class Conversation(socketserver.StreamRequestHandler):
    """As a mail server that has nobody named Alice."""

    def handle(self) -> None:
        self.server.heard.append([])  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split(b":")[0].strip().decode().upper()
            self.server.heard[-1].append(word)  # type: ignore[attr-defined]
            self.wfile.write(b"550 no such user\r\n" if b"alice@" in line else self._answer(word))
            if word == "QUIT":
                return

    def _answer(self, word: str) -> bytes:
        if word != "DATA":
            return b"250 fine\r\n"
        self.wfile.write(b"354 go on\r\n")
        while self.rfile.readline() != b".\r\n":
            pass
        return b"250 taken\r\n"


@pytest.fixture
def heard(settings: Any) -> Iterator[list[list[str]]]:
    """The commands of each connection to a real mail server."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.heard = []  # type: ignore[attr-defined]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "", False, False
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.heard  # type: ignore[attr-defined]
        server.shutdown()


def over(owner: User, status: str = "succeeded", language: str = "en") -> SketchJob:
    """A job that is over, and of which a mail was asked for before."""
    job = queue(owner)
    assert notices.want(job, language)
    SketchJob.objects.filter(pk=job.pk).update(status=status, finished_at=now())
    return job


def wanted() -> list[bool]:
    return list(SketchJob.objects.order_by("pk").values_list("wants_mail", flat=True))


def refuse(settings: Any, error: Exception, address: str = "") -> None:
    """From now on the server does this to mails to this address, or to all."""

    def answer(message: Any) -> None:
        if not address or address in message.to:
            raise error

    settings.EMAIL_BACKEND = ELSEWHERE
    Elsewhere.answer = staticmethod(answer)  # type: ignore[assignment]


def test_a_sketch_that_is_done_is_told_once_with_nothing_but_the_link(alice: User, settings: Any) -> None:
    job = over(alice)
    assert (notices.send_due(), notices.send_due()) == (1, 0)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["alice@example.com"], "Your sketch is done")
    assert f"{settings.SITE_URL}{path('job', job)}" in letter.body
    assert letter.attachments == []
    assert wanted() == [False]


def test_a_sketch_that_could_not_be_drawn_is_told_too(alice: User) -> None:
    over(alice, "failed")
    notices.send_due()
    assert mail.outbox[0].subject == "Your sketch could not be drawn"
    assert "could not be drawn" in mail.outbox[0].body


@pytest.mark.parametrize("status", ["queued", "running", "canceled"])
def test_nothing_is_told_of_what_is_not_over_or_was_cancelled(alice: User, status: str) -> None:
    over(alice, status)
    assert notices.send_due() == 0
    assert mail.outbox == []


def test_nobody_who_did_not_ask_gets_a_mail(alice: User) -> None:
    notices.want_no_more(over(alice))
    assert notices.send_due() == 0
    assert mail.outbox == []


def test_the_mail_is_in_the_language_in_which_it_was_asked_for(as_alice: Client, alice: User) -> None:
    job = queue(alice)
    as_alice.post(path("job-mail", job), {"wants": "yes"}, headers={"Accept-Language": "de"})
    job.refresh_from_db()
    assert job.mail_language == "de"


def test_a_mail_server_that_is_away_delays_mails_and_loses_none(alice: User, bob: User, settings: Any) -> None:
    over(alice)
    over(bob)
    refuse(settings, ConnectionRefusedError())
    assert notices.send_due() == 0
    assert wanted() == [True, True]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert notices.send_due() == 0  # it is left alone for a minute
    SketchJob.objects.update(mail_not_before=now())
    assert notices.send_due() == 2
    assert len(mail.outbox) == 2


def test_a_mail_server_that_is_away_fails_no_job(alice: User, settings: Any) -> None:
    job = queue(alice)
    notices.want(job, "en")
    refuse(settings, smtplib.SMTPServerDisconnected())
    (mine,) = jobs.claim({})
    jobs.fail(mine, "plugin_error")
    tasks.send_notices()
    mine.refresh_from_db()
    assert (mine.status, mine.error, mine.wants_mail) == ("failed", "plugin_error", True)


def test_an_address_that_is_refused_keeps_nobody_elses_mail(alice: User, bob: User, settings: Any) -> None:
    over(alice)
    over(bob)
    refuse(settings, smtplib.SMTPRecipientsRefused({"alice@example.com": (451, b"later")}), "alice@example.com")
    assert notices.send_due() == 1
    assert [letter.to for letter in mail.outbox] == [["bob@example.com"]]
    assert wanted() == [True, False]


NEVER = [
    smtplib.SMTPRecipientsRefused({"alice@example.com": (550, b"no alice@example.com here")}),
    smtplib.SMTPDataError(554, b"not to alice@example.com"),
]


@pytest.mark.parametrize("error", NEVER, ids=lambda error: type(error).__name__)
def test_a_mail_that_is_refused_for_good_is_not_tried_again(
    alice: User, settings: Any, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    job = over(alice)
    refuse(settings, error)
    assert notices.send_due() == 0
    assert wanted() == [False]
    assert f"job={job.pk} mail refused: {type(error).__name__} 55" in caplog.text
    assert "alice" not in caplog.text


def test_a_mail_that_is_put_off_is_tried_ever_less_often(alice: User, settings: Any) -> None:
    job = over(alice)
    refuse(settings, smtplib.SMTPDataError(451, b"later"))
    waits = []
    for age in (timedelta(0), timedelta(hours=1), timedelta(hours=20)):
        SketchJob.objects.update(finished_at=now() - age, mail_not_before=now())
        notices.send_due()
        job.refresh_from_db()
        waits.append(round((job.mail_not_before - now()) / timedelta(minutes=1)))
    assert waits == [5, 60, 1200]
    assert wanted() == [True]


def test_mails_go_over_one_connection_that_ends_with_them(alice: User, bob: User, heard: list[list[str]]) -> None:
    for owner in (bob, alice, bob):  # Alice is refused in between
        over(owner)
    assert notices.send_due() == 2
    (commands,) = heard
    assert (commands.count("DATA"), commands[-1]) == (2, "QUIT")
    assert wanted() == [False, False, False]


def test_no_mail_server_is_asked_while_nothing_is_due(alice: User, heard: list[list[str]]) -> None:
    over(alice, "running")
    notices.send_due()
    assert heard == []


def test_a_slow_mail_server_holds_nobody_up_for_long(
    alice: User, bob: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    over(alice)
    over(bob)
    settings.EMAIL_BACKEND = ELSEWHERE
    clock = iter([0.0, 5.1, 100.0, 101.0])
    monkeypatch.setattr(notices, "monotonic", lambda: next(clock))
    Elsewhere.answer = staticmethod(lambda _message: None)  # type: ignore[assignment]
    assert [notices.send_due(), notices.send_due()] == [1, 1]  # the second run finds the rest due at once
    assert len(mail.outbox) == 2


def test_what_nobody_would_take_for_two_days_is_given_up(alice: User) -> None:
    job = over(alice)
    SketchJob.objects.filter(pk=job.pk).update(finished_at=now() - timedelta(days=3))
    assert notices.send_due() == 0
    assert mail.outbox == []
    assert wanted() == [False]


def test_a_mail_that_another_process_is_sending_is_left_to_it(alice: User, settings: Any) -> None:
    over(alice)
    sent: list[int] = []
    settings.EMAIL_BACKEND = ELSEWHERE
    Elsewhere.answer = staticmethod(lambda _message: sent.append(notices.send_due()))  # type: ignore[assignment]
    assert notices.send_due() == 1
    assert sent == [0]  # a second process, while the first was sending
    assert len(mail.outbox) == 1


def test_a_process_that_died_while_sending_leaves_the_mail_to_the_next(alice: User, settings: Any) -> None:
    over(alice)
    refuse(settings, KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        notices.send_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    SketchJob.objects.update(mail_not_before=now())
    assert notices.send_due() == 1


def test_who_was_locked_out_meanwhile_gets_no_mail(alice: User) -> None:
    over(alice)
    User.objects.update(is_active=False)
    assert notices.send_due() == 0
    assert mail.outbox == []


# On the page of the job


def test_a_mail_can_be_asked_for_and_thought_better_of(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    assert 'aria-checked="false"' in as_alice.get(path("job", job)).text
    assert as_alice.post(path("job-mail", job), {"wants": "yes"}).url == f"{path('job', job)}#mail-when-done"
    assert 'aria-checked="true"' in as_alice.get(path("job", job)).text
    as_alice.post(path("job-mail", job))
    assert 'aria-checked="false"' in as_alice.get(path("job", job)).text


def test_it_can_be_asked_for_while_the_sketch_is_drawn(as_alice: Client, alice: User) -> None:
    job = factories.job(alice)
    jobs.claim({})
    assert "Write me a mail when it is done" in as_alice.get(path("job", job)).text
    as_alice.post(path("job-mail", job), {"wants": "yes"})
    assert wanted() == [True]


def test_of_a_job_that_is_over_no_mail_is_promised(as_alice: Client, alice: User) -> None:
    job = queue(alice)
    jobs.cancel(job)
    page = as_alice.post(path("job-mail", job), {"wants": "yes"}, follow=True)
    assert "No mail is needed: it is over already." in page.text
    assert "Write me a mail" not in page.text
    assert wanted() == [False]


def test_only_its_owner_asks_for_a_mail_and_only_by_post(as_alice: Client, as_bob: Client, alice: User) -> None:
    job = queue(alice)
    assert as_bob.post(path("job-mail", job), {"wants": "yes"}).url == "/jobs/"
    assert as_alice.get(path("job-mail", job)).status_code == 405
    assert wanted() == [False]
