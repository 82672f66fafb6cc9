"""Public facts: a figure or a statement, each with its date and its source (domain.md §10)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db import models
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import STAFF_ROLES, Role
from crm.common.records import Record, VisibleQuerySet

YI = Decimal(100_000_000)


class FactQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Staff and editors see all of them, everybody else those that are published."""
        if getattr(user, "is_authenticated", False) and user.has_role(Role.EDITOR, *STAFF_ROLES):
            return self
        return self.filter(is_public=True)


class Fact(Record):
    """One fact in both languages, so that the number cannot differ between them.

    A fact without date or source is shown as 待确认, never with a guess.
    """

    class Kind(models.TextChoices):
        FIGURE = "figure", _("Figure")
        TARGET = "target", _("Target of the policy")
        COMPANY = "company", _("Company in the zone")

    class Unit(models.TextChoices):
        YI_YUAN = "yi_yuan", _("100 million yuan")
        WAN_TONNES = "wan_tonnes", _("10 000 tonnes")
        COMPANIES = "companies", _("companies")
        PROJECTS = "projects", _("projects")
        PERCENT = "percent", _("per cent")
        MEASURES = "measures", _("measures")

    class Precision(models.TextChoices):
        YEAR = "year", _("Year")
        MONTH = "month", _("Month")
        DAY = "day", _("Day")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.FIGURE)
    label = models.CharField(_("label"), max_length=120)
    label_en = models.CharField(_("English label"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, blank=True)
    text = models.CharField(_("statement"), max_length=300, blank=True)
    text_en = models.CharField(_("English statement"), max_length=400, blank=True)
    as_of = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("date is exact to the"), max_length=10, choices=Precision, default=Precision.YEAR)
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_en = models.CharField(_("English source"), max_length=200, blank=True)
    cluster = models.ForeignKey(
        "clusters.Cluster", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cluster")
    )
    park = models.ForeignKey(
        "clusters.Park", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("park")
    )
    segments = models.ManyToManyField(
        "clusters.Segment",
        blank=True,
        related_name="+",
        verbose_name=_("segments of the value chain"),
        help_text=_("Where a company stands in its cluster's chain."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(_("shown on the portal"), default=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["figure", "target", "company"]), name="cms_fact_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | ~models.Q(unit=""), name="cms_fact_value_has_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.figure}）" if self.value is not None else self.label

    @property
    def number(self) -> str:
        """The value as the language counts: 248.11 (亿元) is 24.81 (billion yuan) in English; two decimals at most."""
        return "" if self.value is None else grouped(self.value * self._scale)

    @property
    def unit_word(self) -> str:
        return unit_word(self.unit)

    @property
    def figure(self) -> str:
        return f"{self.number} {self.unit_word}".strip()

    @property
    def exact(self) -> str:
        """The whole amount, for whoever points at the figure."""
        if self.value is None or self.unit not in WHOLE:
            return ""
        whole, word = WHOLE[self.unit]
        return f"{grouped(self.value * whole)} {word()}"

    @property
    def dated(self) -> str:
        if self.as_of is None:
            return ""
        pattern = {"year": pgettext("date", "Y"), "month": pgettext("date", "F Y")}.get(
            self.precision, pgettext("date", "j F Y")
        )
        return formats.date_format(self.as_of, pattern)

    @property
    def _scale(self) -> Decimal:
        return ENGLISH_SCALE.get(self.unit, Decimal(1)) if get_language() == "en" else Decimal(1)


# 亿 and 万 are units that English does not have.
ENGLISH_SCALE = {Fact.Unit.YI_YUAN.value: Decimal("0.1"), Fact.Unit.WAN_TONNES.value: Decimal(10_000)}
WHOLE = {
    Fact.Unit.YI_YUAN.value: (YI, lambda: pgettext("unit", "yuan")),
    Fact.Unit.WAN_TONNES.value: (Decimal(10_000), lambda: pgettext("unit", "tonnes")),
}


def unit_word(unit: str) -> str:
    """The word beside a number, already scaled for the language."""
    return {
        "yi_yuan": pgettext("unit", "billion yuan"),
        "wan_tonnes": pgettext("unit of tens of thousands", "tonnes"),
        "companies": pgettext("unit", "companies"),
        "projects": pgettext("unit", "projects"),
        "percent": "%",
        "measures": pgettext("unit", "measures"),
    }.get(unit, "")


def grouped(number: Decimal) -> str:
    """With thousands separators and no idle zeros, two decimals half up."""
    text = f"{number.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,}"
    return text.rstrip("0").rstrip(".")
