"""How the doctor's findings look. Needs no settings: those may be what is wrong."""

import json

from rich.markup import escape

from course.i18n import _
from course.stack.findings import Finding
from course.stack.progress import console


def show(findings: list[Finding], *, as_json: bool) -> None:
    """One line when all is well, else two a finding; or one JSON object with the list `findings`."""
    if as_json:
        print(json.dumps({"findings": [vars(finding) for finding in findings]}, ensure_ascii=False, indent=2))
        return
    if not findings:
        console.print(_("[green]✓[/] Tudo certo com esta máquina."))
    for finding in findings:
        mark = "[red]✗[/]" if finding.level == "failed" else "[yellow]![/]"
        console.print(f"{mark} {escape(finding.what)}\n  → {escape(finding.mend)}")


def exit_code(findings: list[Finding]) -> int:
    """0 well, 1 when something failed, 2 when there are warnings alone."""
    levels = {finding.level for finding in findings}
    return 1 if "failed" in levels else 2 if levels else 0
