"""A party's statement on paper: what stands on it, as a PDF and as a workbook."""

from clusters.enclaves.papers.pdf import statement_pdf
from clusters.enclaves.papers.workbook import statement_sheets, statement_workbook

__all__ = ["statement_pdf", "statement_sheets", "statement_workbook"]
