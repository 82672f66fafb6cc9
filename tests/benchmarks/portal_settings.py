"""The settings of the portal's benchmark: as they are, with two things to compare with."""

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.portal_urls"
ALLOWED_HOSTS = ["127.0.0.1"]
