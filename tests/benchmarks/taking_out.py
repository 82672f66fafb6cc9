"""A wide list of companies taken out, as the page does it; alone in a process, to see how much memory it needs:

python -m tests.benchmarks.taking_out NAME_OF_THE_USER
"""

import os
import sys
import tempfile
from typing import Any


def key_of(column: Any) -> str:
    return column if isinstance(column, str) else column.key


def listing_for(user: Any) -> Any:
    """The list of companies with further columns; two hidden ones come to them."""
    from django.test import RequestFactory
    from django.urls import resolve

    from clusters.views.companies import CompanyList

    class Wide(CompanyList):
        columns = (*CompanyList.columns[:11], "name_en", "website", "created_at", "updated_at")

    page, request = Wide(), RequestFactory().get("/", {"columns": ",".join(map(key_of, Wide.columns))})
    request.user, request.resolver_match = user, resolve("/office/companies/")
    page.setup(request)
    return page.get_listings()[0]


def take_out(user: Any) -> int:
    from crm.workbooks.export import write_export

    with tempfile.TemporaryFile() as file:
        return write_export("xlsx", "企业", [listing_for(user)], file)


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    django.setup()
    from crm.accounts.models import User
    from tests.benchmarks.pairs import forget_peak, peak_mib

    user = User.objects.get(username=sys.argv[1])
    forget_peak()
    print(take_out(user), peak_mib())


if __name__ == "__main__":
    main()
