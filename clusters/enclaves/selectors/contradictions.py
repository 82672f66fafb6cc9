"""What contradicts itself in a version: a sentence for people, and the place in the form where it is mended."""

from dataclasses import dataclass, replace

from clusters.enclaves import sharing
from clusters.enclaves.models import AgreementVersion, FloorRule, SharingRule
from clusters.enclaves.names import names_of_parties
from clusters.enclaves.selectors.rules import sharing_parties, sharing_rule, sharing_version
from clusters.enclaves.sentences import problem_sentence


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`row` is the rule or minimum that it is about, None for the version as a whole."""

    sentence: str
    problem: sharing.Problem
    row: SharingRule | FloorRule | None = None

    @property
    def is_error(self) -> bool:
        return self.problem.severity == sharing.Severity.ERROR

    @property
    def address(self) -> str:
        kind = "rules" if isinstance(self.row, SharingRule) else "floors"
        return f"/office/{kind}/{self.row.pk}/" if self.row else ""


def contradictions_of(version: AgreementVersion) -> list[Contradiction]:
    """Errors and warnings of the version as it is saved."""
    return told(version, sharing_version(version))


def contradictions_with(version: AgreementVersion, rule: SharingRule) -> list[Contradiction]:
    """What the rule would contradict, in itself and with the others, if it were saved like this."""
    said, mine = sharing_version(version), sharing_rule(rule)
    before = next((row.code for row in version.rules.all() if row.pk == rule.pk), None)
    rules = [mine if other.code == before else other for other in said.rules]
    found = told(version, replace(said, rules=tuple(rules if before else [*rules, mine])))
    return [one for one in found if mine.code in (one.problem.rule, one.problem.params.get("other"))]


def told(version: AgreementVersion, said: sharing.Version) -> list[Contradiction]:
    rows = {row.code: row for row in (*version.rules.all(), *version.floors.all())}
    numbers = {rule.code: str(place) for place, rule in enumerate(said.rules, 1)}
    numbers |= {floor.code: str(place) for place, floor in enumerate(said.floors, 1)}
    names = names_of_parties(version.agreement.parties.all())
    problems = sharing.check_version(said.rules, sharing_parties(version.agreement), said.floors)
    return [
        Contradiction(problem_sentence(problem, numbers=numbers, parties=names), problem, rows.get(problem.rule))
        for problem in problems
    ]
