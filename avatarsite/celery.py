"""Celery: two queues. `sketch` is worked by one process per device, `chores` by one that needs none.

State is never in the broker: a message is a knock on the door (sketching/queue.py), and the sweep knocks again
for whatever was lost. So acknowledging late, visibility time-outs and results are all left out.
"""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning  # type: ignore[attr-defined]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "avatarsite.settings")

# Celery's warning to root is about pickled messages; ours are JSON, and carry nothing.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("avatarsite")
app.config_from_object("avatarsite.celeryconfig")
