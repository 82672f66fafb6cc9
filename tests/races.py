"""Several actions at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django.http import Http404

from crm.common.errors import RuleError


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each gave: its result, or the code of its refusal."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return action()
        except RuleError as error:
            return error.code
        except Http404:
            return "gone"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
