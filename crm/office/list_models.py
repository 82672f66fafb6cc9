"""What people keep of lists: named views, and how each likes a list to look."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import OFFICE_ROLES
from crm.common.records import Record, VisibleQuerySet


def works_in_office(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and user.has_role(*OFFICE_ROLES)


class SavedViewQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, those shared with one's team, those shared with all of the office.

        A view is a question, never its answer: whoever opens it is shown the rows that he may see.
        """
        if not works_in_office(user):
            return self.none()
        shared = Q(sharing=SavedView.Sharing.ALL)
        if user.team_id:
            shared |= Q(sharing=SavedView.Sharing.TEAM, owner__team_id=user.team_id)
        return self.filter(Q(owner=user) | shared)


class SavedView(Record):
    """A list as somebody asked for it: filters, columns and order as the address says them, and the layout."""

    class Sharing(models.TextChoices):
        MINE = "mine", _("Only me")
        TEAM = "team", _("My team")
        ALL = "all", _("Everybody in the office")

    page = models.CharField(_("list"), max_length=100)
    url_name = models.CharField(_("layout"), max_length=100)
    query = models.TextField(_("filters, columns and order"), max_length=4000, blank=True)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    sharing = models.CharField(_("shared with"), max_length=10, choices=Sharing, default=Sharing.MINE)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_named_once"),
            models.CheckConstraint(condition=Q(sharing__in=["mine", "team", "all"]), name="saved_view_sharing_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as it was saved; `view` says that it is this view."""
        try:
            path = reverse(self.url_name)
        except NoReverseMatch:  # a list that is no more
            return "/office/"
        return f"{path}?{self.query}{'&' if self.query else ''}view={self.pk}"


class ListPreferenceQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user) if getattr(user, "is_authenticated", False) else self.none()


class ListPreference(Record):
    """How one person likes one list: columns in order, their widths in pixels, pinned views, the view it opens with."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(_("list"), max_length=100)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    widths = models.JSONField(_("widths of columns"), default=dict, blank=True)
    pinned = models.JSONField(_("pinned views"), default=list, blank=True)
    opens_with = models.ForeignKey(
        SavedView, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opens with")
    )

    objects = ListPreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference for a list")
        verbose_name_plural = _("preferences for lists")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="list_preference_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"
