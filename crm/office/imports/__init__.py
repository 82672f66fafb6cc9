"""Pages of crm.workbooks: a workbook is uploaded, looked at and taken in. They live here, where pages can be built."""
