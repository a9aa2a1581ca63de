"""Celery's settings, apart from Django's."""

from django.conf import settings

broker_url = settings.BROKER_URL or f"redis+socket://{settings.EMBEDDED_BROKER_SOCKET}"
broker_connection_retry_on_startup = True
broker_connection_max_retries = None  # a worker outlives any absence of the broker
broker_transport_options = {"socket_connect_timeout": 2, "socket_timeout": 10}
task_default_queue = "chores"
task_routes = {"worker.draw_waiting": {"queue": "sketch"}}
task_ignore_result = True
task_store_eager_result = False
task_publish_retry = False  # a knock that fails is left to the sweep: the person who uploads must not wait
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False
worker_redirect_stdouts = False
worker_enable_remote_control = False
beat_scheduler = "celery.beat:Scheduler"  # the schedule is this file: nothing to keep on disk
beat_schedule = {
    "sweep": {"task": "worker.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "send-notices": {"task": "worker.send_notices", "schedule": 5.0, "options": {"expires": 5}},
    "purge-photos": {"task": "worker.purge_photos", "schedule": 30.0, "options": {"expires": 30}},
    "clear-sessions": {"task": "worker.clear_sessions", "schedule": 86_400.0, "options": {"expires": 3600}},
}
timezone = "UTC"
