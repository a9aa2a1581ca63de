"""What the database holds of photos, jobs and sketches: columns, constraints, named querysets. No rules."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


def photo_storage() -> Any:
    return storages["photos"]


def sketch_storage() -> Any:
    return storages["sketches"]


class PhotoQuerySet(models.QuerySet["Photo"]):
    def expired(self, before: datetime) -> "PhotoQuerySet":
        """Photos whose file is still there though they and all their jobs were over before that time."""
        in_use = SketchJob.objects.filter(photo=OuterRef("pk")).filter(
            Q(status__in=SketchJob.Status.active()) | Q(finished_at__gte=before)
        )
        return self.exclude(image="").filter(~Exists(in_use), created_at__lt=before)

    def of_no_use(self, before: datetime) -> "PhotoQuerySet":
        """Rows whose file was deleted before that time, and that no job is of: nobody asks for them any more."""
        return self.filter(~Exists(SketchJob.objects.filter(photo=OuterRef("pk"))), image="", deleted_at__lt=before)

    def unframed(self, owner: Any) -> "PhotoQuerySet":
        """Photos that wait for their owner to point at the face."""
        return self.filter(owner=owner).exclude(refusal="").exclude(image="")


class Photo(models.Model):
    """What came in, after intake. The row outlives its file, which is deleted minutes after the last job,
    for as long as there are jobs of it.

    While `refusal` says why it is not framed yet, the file is the whole photo, nothing is drawn of it, and `faces` and
    `wish` wait for the person's word. Once it is framed, the file is the square that is drawn.
    """

    public_id = models.UUIDField(_("public id"), unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photos", verbose_name=_("owner")
    )
    image = models.FileField(_("image"), storage=photo_storage, max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)  # codes, see sketching/intake/errors.py
    dropped = models.JSONField(_("dropped"), default=list, blank=True)  # kinds of metadata that the upload had
    refusal = models.CharField(_("refusal"), max_length=50, blank=True)  # a code, see sketching/intake/errors.py
    faces = models.JSONField(_("faces"), default=list, blank=True)  # {"box": …, "frame": …} each, in pixels of the file
    wish = models.JSONField(_("wish"), default=dict, blank=True)  # {"plugin", "options", "background"}, if known

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def is_deleted(self) -> bool:
        return not self.image

    @property
    def is_framed(self) -> bool:
        return not self.refusal


class SketchJobQuerySet(models.QuerySet["SketchJob"]):
    def of(self, user: Any) -> "SketchJobQuerySet":
        return self.filter(owner=user).select_related("photo", "sketch").order_by("-pk")

    def kept(self) -> "SketchJobQuerySet":
        """Without what was drawn only to see what it would look like."""
        return self.filter(is_trial=False)

    def queued(self) -> "SketchJobQuerySet":
        return self.filter(status=SketchJob.Status.QUEUED)

    def waiting(self) -> "SketchJobQuerySet":
        """Queued, and not resting after a fault: what a worker may take now, oldest first."""
        return self.queued().filter(not_before__lte=now()).order_by("pk")

    def active(self) -> "SketchJobQuerySet":
        """Waiting or being drawn."""
        return self.filter(status__in=SketchJob.Status.active())

    def mail_due(self, at: datetime) -> "SketchJobQuerySet":
        """Over, with a mail asked for that has not gone out, and that nobody is about to send."""
        over = [SketchJob.Status.SUCCEEDED, SketchJob.Status.FAILED]
        return self.filter(wants_mail=True, mail_not_before__lte=at, status__in=over).order_by("mail_not_before", "pk")

    def vanished(self, before: datetime) -> "SketchJobQuerySet":
        """Running jobs whose worker has not been heard of since."""
        return self.filter(status=SketchJob.Status.RUNNING, heartbeat_at__lt=before)


class SketchJob(models.Model):
    """One photo to be drawn by one plugin with one set of options. Rows that are queued are the queue."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being drawn")
        SUCCEEDED = "succeeded", _("finished")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

        @classmethod
        def active(cls) -> "list[SketchJob.Status]":
            return [cls.QUEUED, cls.RUNNING]

    public_id = models.UUIDField(_("public id"), unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sketch_jobs", verbose_name=_("owner")
    )
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="jobs", verbose_name=_("photo"))
    plugin = models.CharField(_("plugin"), max_length=50)
    options = models.JSONField(_("options"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    claim = models.CharField(_("claim"), max_length=32, blank=True, editable=False)  # whose hands it is in
    heartbeat_at = models.DateTimeField(_("heartbeat at"), null=True, blank=True, editable=False)
    not_before = models.DateTimeField(_("not before"), default=now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("error"), max_length=50, blank=True)  # a code, see refusals.FAILURES
    # Drawn to see what it would look like: not listed, and gone with the photo unless its owner keeps or uses it.
    is_trial = models.BooleanField(_("is a trial"), default=False)
    # The outbox of sketching/notices.py: true until the mail has gone out.
    wants_mail = models.BooleanField(_("mail when done"), default=False)
    mail_language = models.CharField(max_length=10, blank=True, editable=False)
    mail_not_before = models.DateTimeField(default=now, editable=False)
    # See JobForm.submission_key.
    submission = models.CharField(_("submission"), max_length=64, blank=True, editable=False)
    retry_of = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retry", verbose_name=_("retry of")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = SketchJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("sketch job")
        verbose_name_plural = _("sketch jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "submission"], condition=~Q(submission=""), name="one_job_for_each_submission"
            )
        ]
        indexes = [
            models.Index(fields=["status", "plugin", "id"], name="job_queue"),
            models.Index(fields=["owner", "-id"], name="jobs_of_owner"),
            models.Index(fields=["claim"], condition=~Q(claim=""), name="job_claim"),
            models.Index(fields=["mail_not_before"], condition=Q(wants_mail=True), name="job_mail"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_active(self) -> bool:
        return self.status in self.Status.active()


class Sketch(models.Model):
    """What a plugin drew for a job."""

    job = models.OneToOneField(SketchJob, on_delete=models.CASCADE, related_name="sketch", verbose_name=_("job"))
    image = models.FileField(_("image"), storage=sketch_storage, max_length=200)
    digest = models.CharField(_("digest"), max_length=64, editable=False)  # SHA-256 of the file
    # The same as curves (SVG), where the plugin offers it.
    trace = models.FileField(_("trace"), storage=sketch_storage, max_length=200, blank=True)
    plugin_version = models.CharField(_("plugin version"), max_length=20)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sketch")
        verbose_name_plural = _("sketches")

    def __str__(self) -> str:
        return f"sketch {self.pk}"


class QuotaUse(models.Model):
    """That a job was made. It counts for a day, whatever becomes of the job's row; see sketching/quotas.py."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    job = models.OneToOneField(SketchJob, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="quota_uses_of_owner")]

    def __str__(self) -> str:
        return f"quota use {self.pk}"


class PluginState(models.Model):
    """Whether people may pick a plugin. A plugin without a row has its default: built-in on, outside off."""

    name = models.CharField(_("name"), max_length=50, primary_key=True)
    is_enabled = models.BooleanField(_("offered to people"), default=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("plugin")
        verbose_name_plural = _("plugins")

    def __str__(self) -> str:
        return self.name
