"""The verbs. Each is thin: it calls the library and prints. Imports are late, so that each starts fast."""

import typer

from course.cli.refusals import Verbs
from course.cli.verbs import days, governance, platform, recovery, releases, study
from course.i18n import _

app = typer.Typer(
    cls=Verbs, add_completion=False, pretty_exceptions_enable=False, help=_("DataOps na Prática.")
)
for group in (platform, days, releases, recovery, governance, study):
    app.add_typer(group.app)
