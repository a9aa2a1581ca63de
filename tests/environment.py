"""Loaded by pytest (-p in pyproject.toml) before Django reads its settings.

The tests have a data folder of their own, one for each process, and know nothing of the developer's .env. They, and
the sites that they start, have the outside plugin of tests/dummy_plugin, with the metadata that pip would install.
"""

import os
import sys
import tempfile
from pathlib import Path

OUTSIDE = str(Path(__file__).with_name("dummy_plugin"))
DATA = tempfile.TemporaryDirectory(prefix="avatarsite-tests-")
os.environ.update(DATA_DIR=DATA.name, ENV_FILE=os.devnull, DJANGO_ALLOW_ASYNC_UNSAFE="1", PYTHONPATH=OUTSIDE)
sys.path.insert(0, OUTSIDE)
