"""Worked tables of a page of the docs: what stands after `<!-- table: name -->`."""

from pathlib import Path


def read_table(page: Path, name: str) -> list[dict[str, str]]:
    lines = page.read_text(encoding="utf-8").split(f"<!-- table: {name} -->\n", 1)[1].splitlines()
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    header, _, *body = rows
    return [dict(zip(header, cells, strict=True)) for cells in body]
