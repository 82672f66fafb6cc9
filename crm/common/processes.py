"""Processes that share heavy work. Imports no model: a new process reads this before Django is set up."""

import gc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.utils import translation


def processes(count: int, **changed: Any) -> ProcessPoolExecutor:
    """Each with Django, with these `changed` settings, and with a connection of its own to the same database.

    They speak the zone's own language. What a transaction here has written they do not see.
    """
    return ProcessPoolExecutor(count, get_context("spawn"), begin, (dict(connection.settings_dict), changed))


def begin(database: dict[str, Any], changed: dict[str, Any]) -> None:
    django.setup()
    connection.settings_dict.update(database)
    for name, value in changed.items():
        setattr(settings, name, value)
    translation.activate(settings.LANGUAGE_CODE)
    gc.freeze()
    gc.set_threshold(200_000)  # a batch makes tens of thousands of objects, which go by themselves
