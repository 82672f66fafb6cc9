"""Lighthouse, run as a program: its answer for one page, on the profile of a middling phone."""

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

from tests.suite import machine

SECONDS = 120
# What Lighthouse says of a browser whose trace did not begin: nothing about the page, so it is asked again.
NOT_THE_PAGE = ("NO_NAVSTART", "NO_TRACING_STARTED")
TIMES = 3
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
CATEGORIES = ("accessibility", "best-practices", "seo", "performance")


@dataclass(frozen=True)
class Report:
    """Scores from 0 to 100, the audits that cost points, and what was loaded: (address, bytes, type)."""

    scores: dict[str, int]
    failed: list[str]
    requests: list[dict[str, Any]]


def look_at(url: str, categories: tuple[str, ...] = CATEGORIES[:3]) -> Report:
    for _time in range(TIMES):
        answer = answer_for(url, categories)
        if answer.get("runtimeError", {}).get("code") not in NOT_THE_PAGE:
            break
    return report_of(answer)


def answer_for(url: str, categories: tuple[str, ...]) -> dict[str, Any]:
    command = ["node", str(machine.lighthouse()), url, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(categories)}", "--only-audits=network-requests"]
    command += ["--form-factor=mobile", "--locale=en"]
    environment = {**os.environ, "CHROME_PATH": machine.chromium(), "CI": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS, check=False
    )
    if not done.stdout:
        raise RuntimeError(f"lighthouse failed on {url}:\n{done.stderr.decode()[-3000:]}")
    return json.loads(done.stdout)


def report_of(answer: dict[str, Any]) -> Report:
    if error := answer.get("runtimeError"):
        raise RuntimeError(f"{answer['requestedUrl']}: {error['message']}")
    scores = {name: round(100 * (part["score"] or 0)) for name, part in answer["categories"].items()}
    loaded = answer["audits"].get("network-requests", {}).get("details", {}).get("items", [])
    return Report(scores, list(failures(answer)), loaded)


def failures(answer: dict[str, Any]) -> list[str]:
    counted = {ref["id"] for part in answer["categories"].values() for ref in part["auditRefs"] if ref["weight"]}
    audits = (answer["audits"][name] for name in sorted(counted))
    return [
        f"{audit['id']}: {audit['title']} {json.dumps(audit.get('details', {}).get('items', []))[:500]}"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]
