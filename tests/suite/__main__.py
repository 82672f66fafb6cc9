"""Run the suite part by part: `python -m tests.suite [PART ...]`, all of them by default.

A part that this machine cannot run is skipped, and the summary says why; with REQUIRE_ALL=1 that is a failure.
"""

import os
import signal
import sys
import time
from types import FrameType

from tests.suite.machine import Missing
from tests.suite.parts import PARTS, Part


def run_part(part: Part, require_all: bool) -> tuple[str, bool]:
    """Run one part and return its line of the summary and whether it is in order."""
    print(f"\n=== {part.name}: tests {part.title}", flush=True)
    started = time.monotonic()
    try:
        code = part.run()
    except Missing as missing:
        print(f"skipped: {missing}", flush=True)
        return f"{'FAILED ' if require_all else 'skipped'}  {part.name}: {missing}", not require_all
    return f"{'FAILED ' if code else 'passed '}  {part.name} ({time.monotonic() - started:.0f} s)", not code


def main(names: list[str]) -> int:
    if unknown := set(names) - {part.name for part in PARTS}:
        print(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(part.name for part in PARTS)}.")
        return 2
    require_all = os.environ.get("REQUIRE_ALL") == "1"
    results = [run_part(part, require_all) for part in PARTS if not names or part.name in names]
    print("\n=== summary", *(line for line, _ in results), sep="\n", flush=True)
    return 0 if all(in_order for _, in_order in results) else 1


def _stop(number: int, _: FrameType | None) -> None:
    # Leaving by an exception ends the servers that a part has started.
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main(sys.argv[1:]))
