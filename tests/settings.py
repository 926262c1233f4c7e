"""The settings of an installation, made quick and harmless for tests."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before the settings are read: no test touches the data of the developer's own installation.
_folder = tempfile.mkdtemp(prefix="qendra-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
Path(_folder, "static").mkdir()
os.environ["QENDRA_DATA"] = _folder
os.environ["QENDRA_SECRET_KEY"] = "a key for tests"
# Nor does any worker that a test starts make a backup unless the test is about that.
os.environ["QENDRA_BACKUP_DIR"] = "off"
for _name in (
    "QENDRA_BASE_URL",
    "QENDRA_BIND",
    "QENDRA_SMTP_HOST",
    "QENDRA_SMTP_PORT",
    "QENDRA_WEBHOOK_NETWORKS",
):
    os.environ.pop(_name, None)

from qendra.project.settings import *  # noqa: E402, F403 (after the environment)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
# The server of these tests has no stream: pages ask by themselves.
LIVE_DATABASE_URL = "off"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
