"""Companies that an enquiry may come from, by the domain of its address: proposed to staff, never taken as sure."""

from typing import Any
from urllib.parse import urlsplit

from clusters.models import Company
from leads.models import Contact, Enquiry

# Anybody has an address there: they say nothing about a company.
FREE_MAIL_NAMES = """
qq.com foxmail.com vip.qq.com 163.com vip.163.com 126.com yeah.net 188.com sina.com sina.cn vip.sina.com
sohu.com 139.com 189.cn wo.cn 21cn.com tom.com aliyun.com gmail.com googlemail.com outlook.com hotmail.com
live.com live.cn msn.com yahoo.com yahoo.com.cn yahoo.co.jp ymail.com icloud.com me.com mac.com aol.com gmx.com
gmx.de gmx.net web.de t-online.de mail.com mail.ru yandex.ru yandex.com protonmail.com proton.me zoho.com
naver.com hanmail.net daum.net orange.fr laposte.net free.fr libero.it
"""
FREE_MAIL = frozenset(FREE_MAIL_NAMES.split())
SHOWN = 5


def domain_of_mail(address: str) -> str:
    """Empty for what is no address, and for those of free-mail providers."""
    _name, at, domain = address.strip().lower().rpartition("@")
    domain = domain.strip(".")
    return domain if at and "." in domain and domain not in FREE_MAIL else ""


def domain_of_site(website: str) -> str:
    text = website.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:  # no address at all
        return ""
    return host.removeprefix("www.")


def companies_by_domain(enquiry: Enquiry, user: Any) -> list[Company]:
    """Companies that the person sees whose website or whose contacts' addresses have the enquiry's domain."""
    domain = domain_of_mail(str(enquiry.sent.get("email") or ""))
    if not domain:
        return []
    seen = Company.objects.visible_to(user).filter(merged_into=None)
    if enquiry.lead_id:
        seen = seen.exclude(pk=enquiry.lead.company_id)
    by_site = [row for row in seen.filter(website__icontains=domain)[:50] if domain_of_site(row.website) == domain]
    contacts = Contact.objects.visible_to(user).filter(email__iendswith=f"@{domain}")
    by_mail = seen.filter(pk__in=contacts.values("company_id")).order_by("name")
    return list(dict.fromkeys([*by_site, *by_mail[:SHOWN]]))[:SHOWN]
