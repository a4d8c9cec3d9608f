"""The reader's language: Portuguese is written in the code, the others are gettext catalogs.

Only the standard library is used, so that the first command on a bare machine speaks
the reader's language too. `make messages` collects, merges and compiles the catalogs.
"""

import gettext
import os
import re
from pathlib import Path

SOURCE_LANGUAGE = "pt_BR"
LANGUAGES = (SOURCE_LANGUAGE, "en")
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"
DOMAIN = "course"
# As `settings` reads .env: in quotes or not, a comment behind it; the last line counts.
_SAID = re.compile(r"""^[ \t]*(?:export[ \t]+)?COURSE_LANG[ \t]*=[ \t]*["']?([^"'\s#]+)""", re.MULTILINE)


def language() -> str:
    """The language to speak: `COURSE_LANG` from the environment, else from .env, else pt_BR.

    Read here and not in `settings`, because a wrong value in .env has to be reported in
    the right language.
    """
    if value := os.environ.get("COURSE_LANG"):
        return value
    env_file = LOCALE_DIR.parent / ".env"
    readable = env_file.is_file() and os.access(env_file, os.R_OK)
    said = _SAID.findall(env_file.read_text(encoding="utf-8", errors="replace")) if readable else []
    return said[-1] if said else SOURCE_LANGUAGE


_catalog = gettext.translation(DOMAIN, LOCALE_DIR, [language()], fallback=True)
_ = _catalog.gettext
ngettext = _catalog.ngettext
