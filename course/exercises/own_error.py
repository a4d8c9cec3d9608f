"""The student's own errors, told shortly and pointing at their line."""

import linecache
import traceback

from course.i18n import _


def frames(error: BaseException) -> list[tuple[int, str]]:
    """The line numbers and texts of the student's own code in the error's traceback, outermost first."""
    found = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_globals.get("__name__") == "__main__":
            found.append((line, linecache.getline(frame.f_code.co_filename, line).strip()))
    return found


def told(error: BaseException) -> str:
    """What happened and where, in Markdown, without a traceback."""
    what = "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]
    if isinstance(error, SyntaxError):
        line, text = error.lineno or 0, (error.text or "").strip()
    elif found := frames(error):
        line, text = found[-1]
    else:
        return _("Seu código parou com um erro:\n\n`{what}`").format(what=what)
    return _("Seu código parou na linha {line}, `{text}`:\n\n`{what}`").format(
        line=line, text=text, what=what
    )
