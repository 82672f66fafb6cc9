"""The pages as they are, and beside them what a list costs in Django at the least: the same rows, count and sums."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from crm import urls
from leads.filters import OPEN
from leads.models import Lead

TEMPLATE = """<!DOCTYPE html><html><body><p>{{ totals.count }} {{ totals.fen }} {{ totals.land }}</p><table>
{% for lead in page %}<tr>
<td><a href="{{ lead.get_absolute_url }}">{{ lead.name }}</a></td><td>{{ lead.company.name }}</td>
<td>{{ lead.get_stage_display }}</td><td>{{ lead.investment_fen }}</td><td>{{ lead.land_sqm }}</td>
<td>{{ lead.owner }}</td><td>{{ lead.cluster }}</td><td>{{ lead.progressed_on }}</td>
<td>{{ lead.next_step }}</td><td>{{ lead.get_status_display }}</td>
</tr>{% endfor %}</table></body></html>"""


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    rows = Lead.objects.visible_to(request.user).filter(status__in=OPEN)
    totals: dict[str, Any] = rows.aggregate(count=Count("pk"), fen=Sum("investment_fen"), land=Sum("land_sqm"))
    shown = rows.select_related("company", "owner", "cluster").order_by("-progressed_on", "-pk")
    paginator = Paginator(shown, 50)
    paginator.count = totals["count"]
    page = paginator.get_page(request.GET.get("page"))
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render({"page": page, "totals": totals}, request))


handler404, handler500 = urls.handler404, urls.handler500
urlpatterns = [path("bare/", bare), *urls.urlpatterns]
