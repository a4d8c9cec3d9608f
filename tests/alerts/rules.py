"""The rules and their promtool tests, and promtool itself."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser
import yaml

from course.services.programs import find
from course.settings import ROOT

FOLDER = ROOT / "infra/prometheus/rules"
TESTS = Path(__file__).parent
FILES = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}


@dataclass(frozen=True)
class Rule:
    """A rule as YAML has it, with the name of its file and its place there (group, rule)."""

    file: str
    place: tuple[int, int]
    body: dict[str, Any]

    @property
    def alert(self) -> str:
        """The alert's name; empty for a recording rule."""
        return str(self.body.get("alert", ""))

    @property
    def name(self) -> str:
        """What it makes."""
        return self.alert or str(self.body["record"])


RULES = [
    Rule(file, (g, r), body)
    for file, content in FILES.items()
    for g, group in enumerate(content["groups"])
    for r, body in enumerate(group["rules"])
]
ALERTS = sorted({rule.alert for rule in RULES if rule.alert})


def suite_of(alert: str) -> dict[str, Any]:
    """The content of the alert's file of promtool tests, all values as text: `0x4` is no number of ours."""
    text = (TESTS / f"{alert}.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # it makes no objects
    return content


def alerts_from(rule: Rule) -> list[str]:
    """The alerts that the rule is part of: itself, or those of its file that read what it records."""
    if rule.alert:
        return [rule.alert]
    readers = [other for other in RULES if rule.name in _selected(other.body["expr"])]
    return sorted({alert for reader in readers for alert in alerts_from(reader)})


def _selected(expression: str) -> set[str]:
    names: set[str] = set()

    def note(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector) and node.name:
            names.add(node.name)

    promql_parser.walk(promql_parser.parse(expression), note)
    return names


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What promtool said; it names a file on one stream and what is wrong with it on the other."""
    command = [find("promtool"), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def failed(files: Iterable[Path]) -> set[Path]:
    """Those of the files of tests that do not pass, all run by one promtool."""
    said = promtool("test", "rules", *files)
    found = re.findall(r"^Unit Testing:\s+(\S+)\n\s+(SUCCESS|FAILED)", said.stdout, re.MULTILINE)
    assert len(found) == len(set(files)), said.stdout
    return {Path(path) for path, outcome in found if outcome == "FAILED"}
