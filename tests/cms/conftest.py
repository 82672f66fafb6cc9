"""A portal as the setup makes it, and what one needs to send an enquiry."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from cms import guards
from cms.setup import create_portal

ENQUIRY = {
    "company": "示例硅业（上海）有限公司",
    "credit_code": "",
    "country": "中国",
    "contact_name": "王 芳",
    "phone": "",
    "email": "wang@example.com",
    "cluster": "photovoltaic",
    "investment": "约3.5",
    "investment_unit": "亿元",
    "land": "120",
    "land_unit": "亩",
    "message": "  我们想建 5GW 硅片项目 🌞，需要 110kV 供电。\n何时可以来考察？",
    "consent": "on",
}


@pytest.fixture
def portal(db: None) -> None:
    cache.clear()
    create_portal()


@pytest.fixture
def enquiry(settings: Any) -> Callable[..., dict[str, Any]]:
    """`enquiry(phone="…")`: what a person posts who took the time that it takes."""
    settings.ENQUIRY_SECONDS_AT_LEAST = 0

    def filled(**changed: Any) -> dict[str, Any]:
        return {**ENQUIRY, guards.STAMP: guards.stamp(), **changed}

    return filled
