from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SketchingConfig(AppConfig):
    name = "sketching"
    verbose_name = _("Sketches")

    def ready(self) -> None:
        from sketching import checks, signals  # noqa: F401, PLC0415  they register themselves
