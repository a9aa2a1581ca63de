"""A mail when a job is over, for whoever asked for it on the job's page.

The row is the outbox: `wants_mail` stays true until the mail has gone out. Before it is sent, the row is taken for a
minute by an UPDATE that names its state, so that two processes do not both send it, and one that dies leaves it to the
next. A mail server that is away delays mails, and nothing else.
"""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from sketching.models import SketchJob

logger = logging.getLogger(__name__)

TAKEN = timedelta(minutes=1)  # also how long a mail server that failed is left alone
GIVEN_UP_AFTER = timedelta(days=2)
MOST_AT_ONCE = 20  # the worker that sends them has other things to do


def want(job: SketchJob, language: str) -> bool:
    """Ask for a mail in this language. False if the job is over: there is nothing to wait for."""
    waiting = SketchJob.objects.active().filter(pk=job.pk)
    return bool(waiting.update(wants_mail=True, mail_language=language))


def want_no_more(job: SketchJob) -> None:
    SketchJob.objects.filter(pk=job.pk).update(wants_mail=False)


def send_due() -> int:
    """Send what is due, until the mail server fails. Returns how many were sent."""
    sent = 0
    for job in SketchJob.objects.mail_due(now()).select_related("owner")[:MOST_AT_ONCE]:
        if not SketchJob.objects.mail_due(now()).filter(pk=job.pk).update(mail_not_before=now() + TAKEN):
            continue  # somebody else has it
        try:
            if _is_news(job):
                _send(job)
                sent += 1
        except _OF_ONE_MAIL as error:  # it waits for its next turn behind the others
            logger.warning("job=%d mail refused: %s", job.pk, type(error).__name__)
            continue
        except OSError as error:  # smtplib's other errors are of this kind, too
            logger.warning("job=%d mail put off: %s", job.pk, type(error).__name__)
            # All that is due: each would wait for the server's time-out.
            SketchJob.objects.mail_due(now()).update(mail_not_before=now() + TAKEN)
            break
        SketchJob.objects.filter(pk=job.pk).update(wants_mail=False)
    return sent


_OF_ONE_MAIL = (SMTPDataError, SMTPRecipientsRefused)


def _is_news(job: SketchJob) -> bool:
    return job.owner.is_active and (job.finished_at or job.created_at) > now() - GIVEN_UP_AFTER


def _send(job: SketchJob) -> None:
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
    mail = EmailMessage(subject, text, to=[job.owner.email], connection=get_connection())
    mail.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    mail.send()
    logger.info("job=%d mail sent", job.pk)
