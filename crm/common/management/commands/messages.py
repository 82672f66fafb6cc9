"""`manage.py messages APP_DIR`: collect the texts of one app into its Chinese catalogue, compile it, say what lacks."""

import re
import subprocess
from argparse import ArgumentParser
from contextlib import chdir
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import makemessages

LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale", LANGUAGE, "LC_MESSAGES", "django.po")
HEADER = f"""msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
VARYING = re.compile(r'"(POT-Creation-Date|Project-Id-Version|Report-Msgid-Bugs-To):.*"\n')
# A package without texts of its own: those of crm/common are in crm's catalogue, beside the shell's.
CARRIED_BY_PARENT = "common"


def nested_apps(app_dir: Path) -> list[Path]:
    """The folders of apps inside an app, relative to it, that keep their own texts: clusters/enclaves in clusters."""
    folders = (path.parent.relative_to(app_dir) for path in app_dir.rglob("apps.py"))
    return sorted(folder for folder in folders if folder.parts and folder.parts[0] != CARRIED_BY_PARENT)


class Command(makemessages.Command):
    help = __doc__
    # An app's texts go to the app, whatever LOCALE_PATHS says.
    settings_available = False
    # A guess at a translation is worse than none: what is missing is seen, what is guessed is not.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("app_dir", type=Path, help="the app's folder, such as leads or clusters/enclaves")

    def handle(self, *args: Any, **options: Any) -> None:
        app_dir: Path = options["app_dir"]
        if not (app_dir / "__init__.py").exists():
            raise CommandError(f"{app_dir} is not the folder of an app.")
        ignored = ["migrations", "static", *map(str, nested_apps(app_dir))]
        with chdir(app_dir):
            CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
            if not CATALOGUE.exists():
                CATALOGUE.write_text(HEADER, encoding="utf-8")
            super().handle(**self._options(ignored, options["verbosity"]))
            self._drop_date()
            self._compile()
            if options["verbosity"]:
                self._report()

    @staticmethod
    def _options(ignored: list[str], verbosity: int) -> dict[str, Any]:
        return {
            "locale": [LANGUAGE],
            "exclude": [],
            "domain": "django",
            "all": False,
            "extensions": [],
            "symlinks": False,
            "ignore_patterns": ignored,
            "use_default_ignore_patterns": True,
            # No line numbers and no folding: a change of one text is a change of one line.
            "no_wrap": True,
            "no_location": False,
            "add_location": "file",
            "no_obsolete": True,
            "keep_pot": False,
            "verbosity": min(verbosity, 0) if verbosity < 2 else verbosity,
        }

    @staticmethod
    def _drop_date() -> None:
        """Take out the time of making, which would differ at each run."""
        text = CATALOGUE.read_text(encoding="utf-8")
        CATALOGUE.write_text(VARYING.sub("", text), encoding="utf-8")

    @staticmethod
    def _compile() -> None:
        command = ["msgfmt", "--check-format", "-o", str(CATALOGUE.with_suffix(".mo")), str(CATALOGUE)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(f"msgfmt refuses the catalogue:\n{done.stderr}")

    def _report(self) -> None:
        for kind in ("untranslated", "only-fuzzy"):
            command = ["msgattrib", f"--{kind}", "--no-obsolete", "--no-wrap", str(CATALOGUE)]
            found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            for entry in found.split("\n\n")[1:]:
                self.stdout.write(f"{kind}:\n{entry.strip()}")
