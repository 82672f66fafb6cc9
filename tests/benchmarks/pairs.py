"""Measuring one thing against another on a machine that also does other work.

The two take turns and the fastest turn of each counts: whatever else runs slows both, and never makes one faster. A
goal is a ratio for the same reason, and missing it is printed, not an error.
"""

import gc
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATUS = Path("/proc/self/status")
MIB = 1024


@dataclass(frozen=True, slots=True)
class Pair:
    measured: float  # seconds
    plain: float

    @property
    def ratio(self) -> float:
        return self.measured / self.plain


def take_turns(measured: Callable[[], Any], plain: Callable[[], Any], rounds: int) -> Pair:
    times: dict[Callable[[], Any], list[float]] = {measured: [], plain: []}
    for _round in range(rounds):
        for one, seconds in times.items():
            gc.collect()
            started = time.perf_counter()
            one()
            seconds.append(time.perf_counter() - started)
    return Pair(min(times[measured]), min(times[plain]))


def forget_peak() -> None:
    """Count the peak of memory from now on, where the system can (Linux)."""
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> int:
    """The most memory that this process held, of all kinds, the data measured on among them."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB


def tell(title: str, pair: Pair, plain: str, goal: float, *, per: float = 1, unit: str = "in all") -> None:
    """`per` turns the seconds into those of `unit`, such as a million observations."""
    verdict = "reached" if pair.ratio <= goal else "NOT reached"
    print(
        f"\n{title}: {pair.measured * per:.2f} s {unit}; {plain}: {pair.plain * per:.2f} s"
        f"\n  ratio {pair.ratio:.2f}, goal at most {goal:g}: {verdict}"
    )


def tell_memory(goal_mib: int) -> None:
    peak = peak_mib()
    print(f"  peak memory {peak} MiB, goal at most {goal_mib}: {'reached' if peak <= goal_mib else 'NOT reached'}")


def tell_also(plain: str, pair: Pair, *, per: float = 1) -> None:
    """A comparison that no goal stands for."""
    print(f"  beside it, {plain}: {pair.plain * per:.2f} s, ratio {pair.ratio:.2f}")
