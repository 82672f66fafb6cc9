"""A portal as the setup makes it, and what one needs to send an enquiry."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from cms.setup import create_portal

WORDS = {
    "about": {"cluster": "photovoltaic"},
    "project": {
        "investment": "约3.5",
        "investment_unit": "亿元",
        "land": "120",
        "land_unit": "亩",
        "message": "  我们想建 5GW 硅片项目 🌞，需要 110kV 供电。\n何时可以来考察？",
    },
    "contact": {
        "company": "示例硅业（上海）有限公司",
        "credit_code": "",
        "country": "中国",
        "contact_name": "王 芳",
        "phone": "",
        "email": "wang@example.com",
    },
    "check": {"consent": "on"},
}


@pytest.fixture
def portal(db: None) -> None:
    cache.clear()
    create_portal()


@pytest.fixture
def at_once(settings: Any) -> None:
    """Nobody has to wait in tests for what keeps machines out."""
    settings.ENQUIRY_SECONDS_AT_LEAST = 0
    settings.ENQUIRY_STEP_LIMIT = 1000


@pytest.fixture
def step(client: Client, at_once: None) -> Callable[..., HttpResponse]:
    """`step(address, "project", message="…", go="next")`: what the form of that step posts."""

    def post(address: str, name: str, *, browser: Client = client, **changed: Any) -> HttpResponse:
        return browser.post(address, {"go": "next", **WORDS[name], **changed})

    return post


@pytest.fixture
def enquire(step: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`enquire("en", company="…")`: all steps in turn; the last answer, or the first that is no redirect."""

    def send(language: str = "zh-hans", *, query: str = "", **changed: Any) -> HttpResponse:
        address = f"/{language}/enquiry/{query}"
        for name, words in WORDS.items():
            own = {key: value for key, value in changed.items() if key in words or key == name}
            go = {"go": "send"} if name == "check" else {}
            response = step(address, name, **own, **go)
            if response.status_code != 303:
                return response
            address = response.headers["Location"]
        return response

    return send
