"""What each role may do to leads; which rows is visible_to's answer."""

from crm.accounts.roles import Role, grant

WORKED = (
    "leads.lead",
    "leads.activity",
    "leads.contact",
    "leads.enquiry",
    "leads.stageapproval",
    "leads.contest",
    "leads.mark",
)
READ = ("leads.stagemove", "leads.poolmove", "leads.screening")
HANDED_OVER = ("leads.handover",)
SETTINGS = (
    "leads.gate",
    "leads.leadsource",
    "leads.leadrules",
    "leads.calendarday",
    "leads.criterion",
    "leads.channel",
    "leads.stagesetting",
)

for model in WORKED:
    grant(model, {Role.PROMOTER: "view add change", Role.MANAGER: "view add change", Role.LEADER: "view"})
for model in READ:
    grant(model, {Role.PROMOTER: "view", Role.MANAGER: "view", Role.LEADER: "view"})
for model in SETTINGS:
    grant(
        model,
        {
            Role.PROMOTER: "view",
            Role.MANAGER: "view add change",
            Role.FINANCE: "view",
            Role.LEADER: "view",
        },
    )
grant("leads.screening", {Role.MANAGER: "add"})
grant("leads.merge", {Role.MANAGER: "view add change", Role.LEADER: "view"})
for model in HANDED_OVER:
    grant(model, {Role.PROMOTER: "view", Role.MANAGER: "view add", Role.LEADER: "view"})
