"""What each role may do to the industrial base at all; which rows is `visible_to`'s answer."""

from crm.accounts.roles import STAFF_ROLES, Role, grant

# Who changes what, on pages as in the API.
COMPANY_EDITORS = PROJECT_EDITORS = (Role.PROMOTER, Role.MANAGER)
SITE_EDITORS = CHAIN_EDITORS = (Role.MANAGER,)
FACT_EDITORS = (Role.FINANCE,)
EVALUATION_READERS = (Role.FINANCE, Role.MANAGER, Role.LEADER)
EVALUATION_EDITORS = (Role.FINANCE, Role.MANAGER)
# Who reads the reference data.
READERS = (*STAFF_ROLES, Role.DEPARTMENT, Role.EDITOR)

READ = dict.fromkeys(STAFF_ROLES, "view")
# Public reference data: the office's other roles look things up in it too.
EVERYBODY = dict.fromkeys((*READERS, Role.PARTNER), "view")
REFERENCE = ("cluster", "segment", "segmentlink", "park", "division", "indicator", "tax", "measure")
SITES = ("parcel", "building", "costrate", "opportunity")

grant("clusters.provision", EVERYBODY)
grant("clusters.provision", dict.fromkeys(CHAIN_EDITORS, "add change"))
for name in REFERENCE:
    grant(f"clusters.{name}", EVERYBODY)
for name in (*SITES, "company", "project", "capitalincrease", "milestone", "observation"):
    grant(f"clusters.{name}", READ)
for name in SITES:
    grant(f"clusters.{name}", dict.fromkeys(SITE_EDITORS, "add change"))
for name in ("cluster", "segment", "park"):
    grant(f"clusters.{name}", dict.fromkeys(CHAIN_EDITORS, "change"))
for name in ("company", "project", "capitalincrease"):
    grant(f"clusters.{name}", dict.fromkeys(COMPANY_EDITORS, "add change"))
for name in ("milestone", "observation"):
    grant(f"clusters.{name}", dict.fromkeys(FACT_EDITORS, "add change"))
for name in ("evaluationscheme", "evaluationcriterion", "evaluationexemption"):
    grant(f"clusters.{name}", dict.fromkeys(EVALUATION_READERS, "view"))
    grant(f"clusters.{name}", dict.fromkeys(EVALUATION_EDITORS, "add change"))
