"""What each role may do to agreements and settlements; which rows is `visible_to`'s answer."""

from crm.accounts.roles import Role, grant

READ = {Role.MANAGER: "view", Role.LEADER: "view"}
RULES = ("agreement", "party", "agreementversion", "sharingrule", "floorrule", "enrolment")
FACTS = ("contribution", "shareholding", "outlay", "incentive", "retainedrate", "taxtotal", "returnrules")
RESULTS = (
    "settlement",
    "settlementline",
    "statement",
    "lineanswer",
    "objection",
    "reopening",
    "transfer",
    "figuresubmission",
    "sealedconfirmation",
)
SIMULATIONS = ("simulation", "simulationparty")
PARTNER_READS = (
    "agreement",
    "party",
    "agreementversion",
    "sharingrule",
    "floorrule",
    "enrolment",
    "contribution",
    "shareholding",
    "outlay",
    "settlement",
    "settlementline",
    "statement",
    "lineanswer",
    "objection",
    "transfer",
    *SIMULATIONS,
    "figuresubmission",
    "sealedconfirmation",
)


def grant_all() -> None:
    for model in RULES + FACTS:
        grant(f"enclaves.{model}", {**READ, Role.FINANCE: "view add change"})
    for model in RESULTS:
        grant(f"enclaves.{model}", {**READ, Role.FINANCE: "view add change"})
    for model in SIMULATIONS:
        grant(
            f"enclaves.{model}", {Role.LEADER: "view", Role.MANAGER: "view add change", Role.FINANCE: "view add change"}
        )
    for model in PARTNER_READS:
        grant(f"enclaves.{model}", {Role.PARTNER: "view"})
    grant("enclaves.lineanswer", {Role.PARTNER: "add"})
    grant("enclaves.figuresubmission", {Role.PARTNER: "add change"})
