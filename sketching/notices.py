"""A mail when a job is over, for whoever asked for it on the job's page.

The row is the outbox: `wants_mail` stays true until the mail has gone out. Before it is sent, the row is taken for a
minute by an UPDATE that names its state, so that two processes do not both send it, and one that dies leaves it to the
next. A mail server that is away delays mails, and nothing else; one that says never to a mail is believed.
"""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from sketching.models import SketchJob

logger = logging.getLogger(__name__)

TAKEN = timedelta(minutes=1)  # also how long a mail server that failed is left alone
NOT_BEFORE = timedelta(minutes=5)  # a mail that was put off: servers that do not know us want to see us again then
GIVEN_UP_AFTER = timedelta(days=2)
# The worker that sends them has other things to do. What is due after that waits for the next run, seconds later.
MOST_AT_ONCE, MOST_SECONDS = 20, 5.0


def want(job: SketchJob, language: str) -> bool:
    """Ask for a mail in this language. False if the job is over: there is nothing to wait for."""
    waiting = SketchJob.objects.active().filter(pk=job.pk)
    return bool(waiting.update(wants_mail=True, mail_language=language))


def want_no_more(job: SketchJob) -> None:
    SketchJob.objects.filter(pk=job.pk).update(wants_mail=False)


def send_due() -> int:
    """Send what is due over one connection, until the mail server fails or time is up. Returns how many were sent."""
    sent, until = 0, monotonic() + MOST_SECONDS
    connection = get_connection()  # made when the first is sent
    try:
        for job in SketchJob.objects.mail_due(now()).select_related("owner")[:MOST_AT_ONCE]:
            sent += _settle(job, connection)
            if monotonic() > until:
                break
    except OSError as error:  # smtplib's errors are of this kind, too
        logger.warning("mails put off: %s", type(error).__name__)
        # All that is due: each would wait for the server's time-out. What was just tried has been put off already.
        SketchJob.objects.mail_due(now()).update(mail_not_before=now() + TAKEN)
    finally:
        connection.close()
    return sent


def _settle(job: SketchJob, connection: Any) -> bool:
    """Whether it was sent; if not, it is somebody else's, old, refused for good, or put off.

    Raises: OSError if the server is away.
    """
    mine = SketchJob.objects.filter(pk=job.pk)
    if not SketchJob.objects.mail_due(now()).filter(pk=job.pk).update(mail_not_before=now() + TAKEN):
        return False
    is_sent = False
    try:
        if _is_news(job):
            _send(job, connection)
            is_sent = True
    except (SMTPDataError, SMTPRecipientsRefused) as error:  # of this mail alone
        code = _code(error)
        logger.warning("job=%d mail refused: %s %d", job.pk, type(error).__name__, code)
        if code < 500:  # 4xx: not now
            mine.update(mail_not_before=now() + max(NOT_BEFORE, _age(job)))  # twice as old each time
            return False
    mine.update(wants_mail=False)
    return is_sent


def _code(error: SMTPDataError | SMTPRecipientsRefused) -> int:
    """What the server said, without its words, which may hold the address. There is one recipient."""
    if isinstance(error, SMTPDataError):
        return int(error.smtp_code)
    return min((code for code, _ in error.recipients.values()), default=0)


def _is_news(job: SketchJob) -> bool:
    return job.owner.is_active and _age(job) < GIVEN_UP_AFTER


def _age(job: SketchJob) -> timedelta:
    return now() - (job.finished_at or job.created_at)


def _send(job: SketchJob, connection: Any) -> None:
    """No picture, and nothing of the photo: the link needs a login."""
    context = {
        "is_drawn": job.status == SketchJob.Status.SUCCEEDED,
        "job_url": settings.SITE_URL + reverse("sketching:job", args=[job.public_id]),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    with translation.override(job.mail_language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("sketching/email/job_over_subject.txt", context).split())
        text = render_to_string("sketching/email/job_over_message.txt", context).strip() + "\n"
    mail = EmailMessage(subject, text, to=[job.owner.email], connection=connection)
    mail.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    connection.open()  # or each mail would open one and close it
    mail.send()
    logger.info("job=%d mail sent", job.pk)
