"""A worker that is killed in the middle of a commit leaves nothing, and the work can be begun anew."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from clusters.models import Company
from crm.workbooks.import_jobs import import_take
from crm.workbooks.jobs import carry, job_resume
from crm.workbooks.kinds import KINDS
from crm.workbooks.models import Import, Job
from crm.workbooks.services import import_preview
from tests.benchmarks.test_imports import HEADER, rows_of
from tests.workbooks.books import xlsx

ROWS, DEADLINE = 12_000, 60
WORK = """
import django, sys
from django.conf import settings
django.setup()
from crm.workbooks.jobs import carry
carry.call(int(sys.argv[1]))
"""


def worker(job: Job) -> subprocess.Popen[bytes]:
    name = connection.settings_dict
    url = f"postgres://{name['USER']}:{name['PASSWORD']}@{name['HOST']}:{name['PORT']}/{name['NAME']}"
    cache = f"filecache://{settings.CACHES['jobs']['LOCATION']}"
    environment = {**os.environ, "DATABASE_URL": url, "JOB_CACHE_URL": cache, "DJANGO_SETTINGS_MODULE": "crm.settings"}
    return subprocess.Popen([sys.executable, "-c", WORK, str(job.pk)], env=environment)


def wait_until_in_the_middle(job: Job, process: subprocess.Popen[bytes]) -> int:
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end and process.poll() is None:
        job.refresh_from_db()
        done = job.signs().get("done", 0)
        if 0 < done < ROWS:
            return int(done)
        time.sleep(0.05)
    return 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_half_done(user_for: Any) -> None:
    manager = user_for("manager")
    data = xlsx(HEADER, *rows_of(ROWS))
    brought = import_preview(kind=KINDS["companies"], data=data, name="企业.xlsx", actor=manager)
    job = import_take(import_id=brought.pk, actor=manager).job
    process = worker(job)
    try:
        assert wait_until_in_the_middle(job, process) > 0
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert Company.objects.count() == 0
    assert Import.objects.get().state == "previewed"
    assert Job.objects.get().state == "running"
    job.show_signs(job.signs() | {"at": timezone.now() - timedelta(minutes=2)})
    assert job.is_lost
    job_resume(job_id=job.pk)
    carry.call(job.pk)
    assert Company.objects.count() == Company.history.count() == ROWS
    assert (Import.objects.get().state, Job.objects.get().state) == ("committed", "done")
