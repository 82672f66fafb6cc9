"""States as the pages colour them, each with its word."""

from typing import Any

from django.utils.translation import gettext as _

from clusters.models import Building, Fact, Parcel, Project, Segment
from crm.office.badges import Badge

STRENGTHS = {
    Segment.Strength.STRONG: "green",
    Segment.Strength.WEAK: "yellow",
    Segment.Strength.MISSING: "red",
    Segment.Strength.UNCONFIRMED: "grey",
}
PARCELS = {
    Parcel.Status.AVAILABLE: "green",
    Parcel.Status.RESERVED: "blue",
    Parcel.Status.SUPPLIED: "grey",
    Parcel.Status.LOW_USE: "yellow",
}
BUILDINGS = {Building.Status.VACANT: "green", Building.Status.BOOKED: "blue", Building.Status.LET: "grey"}
PROJECTS = {Project.Status.ACTIVE: "green", Project.Status.ON_HOLD: "yellow", Project.Status.CLOSED: "grey"}
FACTS = {Fact.State.DRAFT: "grey", Fact.State.SUBMITTED: "blue", Fact.State.VERIFIED: "green"}


def strength(segment: Segment) -> Badge:
    return Badge(segment.get_strength_display(), STRENGTHS[segment.strength])


def parcel_status(parcel: Parcel) -> Badge:
    return Badge(parcel.get_status_display(), PARCELS[parcel.status])


def building_status(building: Building) -> Badge:
    return Badge(building.get_status_display(), BUILDINGS[building.status])


def project_status(project: Project) -> Badge:
    return Badge(project.get_status_display(), PROJECTS[project.status])


def fact_state(fact: Any, follower: Any = None) -> Badge:
    """A revision that was corrected or withdrawn says so, whatever its state was."""
    if fact.is_withdrawn:
        return Badge(_("Withdrawn"), "red")
    if follower is not None and follower.is_withdrawn:
        return Badge(_("Withdrawn since"), "grey")
    if not fact.is_current:
        return Badge(_("Corrected since"), "grey")
    return Badge(fact.get_state_display(), FACTS[fact.state])
