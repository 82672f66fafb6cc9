"""What holds for the project as a whole: layers, sizes, row permission, translations, documents."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crm", "clusters", "leads", "search", "cms")
