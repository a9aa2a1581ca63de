"""A mail when a job is over: once, to whoever asked for it, whatever the mail server does."""

import smtplib
from collections.abc import Callable
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
    refuse(settings, smtplib.SMTPRecipientsRefused({}), "alice@example.com")
    assert notices.send_due() == 1
    assert [letter.to for letter in mail.outbox] == [["bob@example.com"]]
    assert wanted() == [True, False]


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
