"""A zone after years of work: staff in teams, companies, leads at all stages, activities; written by the thousand."""

import os
import random
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection, models

from clusters.models import Cluster, Company
from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.common.names import normalise_company_name, sound_of_company
from leads.models import Activity, Contact, Lead, LeadSource, LeadStage
from tests.factories.accounts import TeamFactory, person

LEADS = int(os.environ.get("LISTS_BENCH_LEADS", "100000"))
ACTIVITIES = int(os.environ.get("LISTS_BENCH_ACTIVITIES", "1000000"))
STAFF = int(os.environ.get("LISTS_BENCH_STAFF", "200"))
CHUNK = 5000


def words(text: str) -> list[str]:
    return text.split()


PLACES = words("楚雄 上海 嘉定 宿迁 苏州 昆明 深圳 杭州 成都 重庆 曲靖 玉溪 大理 保山 红河 文山 普洱 临沧 昭通 丽江")
FIRST, SECOND = "华中天金宏恒瑞盛泰兴永远大新东南西北云彩", "源达通隆科创晶能辉阳光诚信和丰润泽康宁安"
GOODS = words("光伏组件 电子铜箔 单晶硅片 光伏玻璃 再生铜 铜杆 铜板带 线缆 中药饮片 配方颗粒 彝药 原料药 逆变器 支架")
STATUSES = ("active",) * 7 + ("on_hold", "lost", "closed")


def write(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    batch: list[models.Model] = []
    for row in rows:
        batch.append(row)
        if len(batch) == CHUNK:
            model._base_manager.bulk_create(batch)
            batch = []
    model._base_manager.bulk_create(batch)


def staff() -> list[User]:
    """In teams of ten; the first is a manager."""
    people, team = [person(Role.MANAGER)], None
    for number in range(STAFF - 1):
        team = TeamFactory() if number % 10 == 0 else team
        people.append(person(Role.PROMOTER, team=team))
    return people


def company(number: int, chance: random.Random) -> Company:
    name = f"{chance.choice(PLACES)}{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice(GOODS)}{number}有限公司"
    return Company(name=name, name_key=normalise_company_name(name), name_sound=sound_of_company(name))


def lead(number: int, companies: list[int], people: list[User], kept: dict[str, Any], chance: random.Random) -> Lead:
    owner = chance.choice(people) if number % 20 else None
    day = date(2026, 11, 1) - timedelta(days=chance.randrange(900))
    return Lead(
        code=f"XS-B-{number:06}",
        name=f"年产{number}万套{chance.choice(GOODS)}项目",
        company_id=chance.choice(companies),
        cluster=chance.choice(kept["clusters"]),
        source=chance.choice(kept["sources"]),
        stage=chance.choice(LeadStage.values),
        status=chance.choice(STATUSES),
        owner=owner,
        team_id=owner.team_id if owner else None,
        first_contact_on=day - timedelta(days=30),
        progressed_on=day,
        investment_fen=chance.randrange(1, 10**6) * 10**6,
        land_sqm=chance.randrange(1, 10**6),
        is_confidential=number % 500 == 7,
    )


def build() -> list[User]:
    """Returns the people, the manager first."""
    chance = random.Random(2023)
    people = staff()
    write(Company, (company(number, chance) for number in range(max(1, LEADS * 2 // 3))))
    companies = list(Company.objects.values_list("pk", flat=True))
    kept = {"clusters": list(Cluster.objects.all()), "sources": list(LeadSource.objects.all())}
    write(Lead, (lead(number, companies, people, kept, chance) for number in range(LEADS)))
    keys = list(Lead.objects.order_by("pk").values_list("pk", "company_id"))
    write(
        Contact,
        (
            Contact(lead_id=pk, company_id=owned_by, name=f"联系人{number}", phone=f"139{number:08}")
            for number, (pk, owned_by) in enumerate(keys)
        ),
    )
    write(Activity, (activity(number, chance.choice(keys)[0], people, chance) for number in range(ACTIVITIES)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people


def activity(number: int, key: int, people: list[User], chance: random.Random) -> Activity:
    day = date(2026, 11, 1) - timedelta(days=chance.randrange(900))
    return Activity(
        lead_id=key, kind="call", happened_on=day, text=f"第{number}次沟通", by=people[number % len(people)]
    )
