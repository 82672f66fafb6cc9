"""The settings of the portal's benchmark: as they are, with two things to compare with."""

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.portal_urls"
ALLOWED_HOSTS = ["127.0.0.1"]
# Collecting and compressing files is measured by nobody here; a page only names them.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
