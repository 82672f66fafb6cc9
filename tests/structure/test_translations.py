"""Every text of the code has its Chinese: the catalogues are complete, current, free of guesses, and compiled."""

import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from crm.common.management.commands.messages import CATALOGUE, nested_apps
from tests.structure import PACKAGES, ROOT

pytestmark = pytest.mark.skipif(not shutil.which("xgettext"), reason="there is no gettext (apt-get install gettext)")

APPS = sorted({path.parent for package in PACKAGES for path in (ROOT / package).rglob("apps.py")} | {ROOT / "crm"})
APPS = [app for app in APPS if app != ROOT / "crm" / "common"]


def name(app: Path) -> str:
    return str(app.relative_to(ROOT))


def texts(catalogue: polib.POFile) -> set[tuple]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue if not entry.obsolete}


def translations(catalogue: polib.POFile) -> dict[tuple, object]:
    return {(each.msgctxt, each.msgid): each.msgstr_plural or each.msgstr for each in catalogue if not each.obsolete}


@pytest.fixture(params=APPS, ids=name)
def app(request) -> Path:
    return request.param


def test_the_catalogue_holds_the_texts_of_the_code(app, tmp_path):
    nested = {app / folder for folder in nested_apps(app)}
    copy = tmp_path / app.name
    skipped = shutil.ignore_patterns("static", "migrations", "__pycache__", "node_modules")
    shutil.copytree(
        app,
        copy,
        ignore=lambda folder, names: skipped(folder, names) | {each for each in names if Path(folder, each) in nested},
    )
    call_command("messages", copy, verbosity=0)
    collected, kept = polib.pofile(str(copy / CATALOGUE)), app / CATALOGUE
    committed = texts(polib.pofile(str(kept))) if kept.exists() else set()
    new, gone = texts(collected) - committed, committed - texts(collected)
    assert not new and not gone, f"run manage.py messages {name(app)}: {len(new)} new texts, {len(gone)} gone"


def test_every_text_has_its_chinese(app):
    if not (app / CATALOGUE).exists():
        return
    catalogue = polib.pofile(str(app / CATALOGUE))
    lacking = [entry.msgid for entry in catalogue.untranslated_entries()]
    guessed = [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert not lacking and not guessed, f"untranslated: {lacking}, fuzzy: {guessed}"


def test_the_compiled_catalogue_is_current(app):
    if not (app / CATALOGUE).exists():
        return
    source = polib.pofile(str(app / CATALOGUE))
    compiled = polib.mofile(str((app / CATALOGUE).with_suffix(".mo")))
    assert translations(source) == translations(compiled), f"run: manage.py messages {name(app)}"
