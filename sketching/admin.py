"""Jobs, sketches and plugins in the admin. No page here shows or links an original photo."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.doors import lost_is_not_found
from sketching import jobs, offers, refusals, styles
from sketching.models import PluginState, Sketch, SketchJob
from sketching.plugins import registry


class ErrorFilter(admin.SimpleListFilter):
    """Why jobs failed. Django's own filter has a link without a word, for those that did not."""

    title = _("error")
    parameter_name = "error"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code) for code in refusals.FAILURES]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[SketchJob]) -> QuerySet[SketchJob]:
        return queryset.filter(error=self.value()) if self.value() else queryset


@admin.register(SketchJob)
class SketchJobAdmin(admin.ModelAdmin[SketchJob]):
    list_display = ["public_id", "owner", "plugin", "status", "tries", "error", "created_at", "finished_at"]
    list_filter = ["status", "plugin", ErrorFilter]
    search_fields = ["public_id", "owner__email"]
    ordering = ["-pk"]
    actions = ["give_back"]
    fields = [
        "public_id",
        "owner",
        "plugin",
        "options",
        "status",
        "tries",
        "error",
        "created_at",
        "started_at",
        "heartbeat_at",
        "finished_at",
    ]
    list_select_related = ["owner"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SketchJob | None = None) -> bool:
        return False

    def has_give_back_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sketching.change_sketchjob")

    @admin.action(description=_("Give back: take it from its worker and queue it again"), permissions=["give_back"])
    def give_back(self, request: HttpRequest, queryset: QuerySet[SketchJob]) -> None:
        given = 0
        for job in queryset:
            try:
                jobs.give_back(job, "worker_lost", is_jobs_fault=False, rest=timedelta(0))
                given += 1
            except jobs.LostJobError:
                continue  # not running (any more)
        jobs.sweep()
        text = ngettext("%d job was given back.", "%d jobs were given back.", given) % given
        left = len(queryset) - given
        if left:
            text += " " + ngettext("%d was not being drawn.", "%d were not being drawn.", left) % left
        self.message_user(request, text, messages.SUCCESS if given else messages.WARNING)


@admin.register(Sketch)
class SketchAdmin(admin.ModelAdmin[Sketch]):
    list_display = ["id", "thumbnail", "job", "plugin", "plugin_version", "created_at"]
    list_filter = ["job__plugin"]
    search_fields = ["job__public_id", "job__owner__email"]
    list_select_related = ["job"]
    fields = ["thumbnail", "job", "plugin", "plugin_version", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Sketch | None = None) -> bool:
        return False

    @admin.display(description=_("style"))
    def plugin(self, sketch: Sketch) -> str:
        return sketch.job.plugin

    @admin.display(description=_("sketch"))
    def thumbnail(self, sketch: Sketch) -> SafeString:
        return format_html(
            '<img src="{}" width="96" height="96" loading="lazy" alt="">',
            reverse("admin:sketching_sketch_image", args=[sketch.pk]),
        )

    def get_urls(self) -> list[URLPattern]:
        image = path("<int:pk>/image.png", self.admin_site.admin_view(self.image), name="sketching_sketch_image")
        return [image, *super().get_urls()]

    @lost_is_not_found()
    def image(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        sketch = self.get_object(request, str(pk))
        if sketch is None or not self.has_view_permission(request, sketch):
            raise Http404
        return FileResponse(sketch.image.open("rb"), content_type="image/png")


@admin.register(PluginState)
class PluginStateAdmin(admin.ModelAdmin[PluginState]):
    list_display = ["name", "title", "version", "is_enabled", "licence", "changed_at"]
    list_editable = ["is_enabled"]
    readonly_fields = ["name", "title", "version", "licence"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PluginState]:
        offers.list_states()  # a package installed since the last migration is listed, too
        return super().get_queryset(request)

    @admin.display(description=_("title"))
    def title(self, state: PluginState) -> str:
        return self._info(state, "title")

    @admin.display(description=_("version"))
    def version(self, state: PluginState) -> str:
        return self._info(state, "version")

    @admin.display(description=_("licence"))
    def licence(self, state: PluginState) -> str:
        return self._info(state, "licence")

    def _info(self, state: PluginState, name: str) -> str:
        plugin = registry.plugins().get(state.name)
        return str(getattr(styles.worded(plugin.info), name) if plugin else _("not installed"))
