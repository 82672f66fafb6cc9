"""Which rules of a version an observation belongs to (domain §6, rule 14)."""

from .agreement import Mode, Rule, Version


class RuleBook:
    """Per category, indicator and tax code: for each book the rules that could hold, in the version's order.

    A rule that names the project's category goes before one that names none. Where several remain, their years decide
    (the version was refused if those could overlap).
    """

    def __init__(self, version: Version) -> None:
        self._rules = tuple(rule for rule in version.rules if rule.mode is not Mode.LUMP_SUM)
        self._found: dict[tuple[str, str, str], tuple[tuple[Rule, ...], ...]] = {}

    def find(self, category: str, indicator: str, tax_code: str) -> tuple[tuple[Rule, ...], ...]:
        key = (category, indicator, tax_code)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._search(category, indicator, tax_code)
        return found

    def holds(self, rule: Rule, category: str, tax_code: str) -> bool:
        return any(rule in rules for rules in self.find(category, rule.indicator, tax_code))

    def _search(self, category: str, indicator: str, tax_code: str) -> tuple[tuple[Rule, ...], ...]:
        books: dict[str, list[Rule]] = {}
        for rule in self._rules:
            named = not rule.tax_codes or tax_code in rule.tax_codes
            if rule.indicator == indicator and named and rule.category in ("", category):
                books.setdefault(rule.book, []).append(rule)
        return tuple(_explicit_first(rules) for rules in books.values())


def _explicit_first(rules: list[Rule]) -> tuple[Rule, ...]:
    explicit = tuple(rule for rule in rules if rule.category)
    return explicit or tuple(rules)
