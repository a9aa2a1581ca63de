from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "worker"

    def ready(self) -> None:
        from worker import tasks  # noqa: F401, PLC0415  known in every process, so that eager mode is honest
