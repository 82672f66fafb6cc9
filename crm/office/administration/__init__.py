"""Pages of the administrator and the auditor: accounts, failed messages, the access log."""
