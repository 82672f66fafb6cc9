"""What each role may do to the industrial base at all; which rows is `visible_to`'s answer."""

from crm.accounts.roles import STAFF_ROLES, Role, grant

READ = dict.fromkeys(STAFF_ROLES, "view")
# Public reference data: the office's other roles look things up in it too.
EVERYBODY = dict.fromkeys((*STAFF_ROLES, Role.DEPARTMENT, Role.EDITOR, Role.PARTNER), "view")
REFERENCE = ("cluster", "segment", "segmentlink", "park", "division", "indicator", "tax", "measure")
SITES = ("parcel", "building", "opportunity")

for name in REFERENCE:
    grant(f"clusters.{name}", EVERYBODY)
for name in (*SITES, "company", "project", "milestone", "observation"):
    grant(f"clusters.{name}", READ)
for name in SITES:
    grant(f"clusters.{name}", {Role.MANAGER: "add change"})
for name in ("cluster", "segment", "park"):
    grant(f"clusters.{name}", {Role.MANAGER: "change"})
for name in ("company", "project"):
    grant(f"clusters.{name}", {Role.PROMOTER: "add change", Role.MANAGER: "add change"})
for name in ("milestone", "observation"):
    grant(f"clusters.{name}", {Role.FINANCE: "add change"})
