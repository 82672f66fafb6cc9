"""Filters of the administrator's and auditor's lists."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Organisation, User
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.office.models import OutboxMessage


class AccountFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("name or sign-in"), method="search")
    role = django_filters.ChoiceFilter(label=_("role"), choices=Role.choices, field_name="groups__name")
    organisation = django_filters.ModelChoiceFilter(label=_("organisation"), queryset=Organisation.objects.all())
    is_active = django_filters.BooleanFilter(label=_("in use"))

    class Meta:
        model = User
        fields = ["q", "role", "organisation", "is_active"]

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(full_name__icontains=value) | Q(username__icontains=value))


class AccessFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("what"), field_name="subject", lookup_expr="icontains")
    user = django_filters.CharFilter(label=_("who"), field_name="user__full_name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=Access.Kind.choices)
    whose = django_filters.ChoiceFilter(
        label=_("whose"),
        choices=[("mine", _("by me")), ("others", _("by others, with what I held"))],
        method="by_person",
    )
    since = django_filters.DateFilter(label=_("since"), field_name="at", lookup_expr="date__gte")

    class Meta:
        model = Access
        fields = ["q", "user", "kind", "whose", "since"]

    def by_person(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        me = self.request.user
        return rows.filter(user=me) if value == "mine" else rows.filter(holders=me)


class OutboxFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("state"), choices=OutboxMessage.State.choices)

    class Meta:
        model = OutboxMessage
        fields = ["state"]
