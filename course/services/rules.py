"""The alert rules of infra/prometheus/rules, with their texts in the reader's language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from course.i18n import _
from course.settings import ROOT, as_here

FOLDER = ROOT / "infra/prometheus/rules"
# What a reader of an alert sees. Prometheus fills in the figures, in any language.
_TEXTS = ("summary", "description")


def write_rules(folder: Path) -> None:
    """Writes each file of rules, as `rendered`, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.yml"):
        stale.unlink()  # a rule that is no more
    for name, text in rendered().items():
        (folder / name).write_text(text, encoding="utf-8")


def rendered() -> dict[str, str]:
    """Each file of rules by its name, in the reader's language, with the addresses of here; YAML."""
    found = {}
    for file in sorted(FOLDER.glob("*.yml")):
        rules: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        for texts in _annotations(rules):
            texts |= {name: _(texts[name]) for name in _TEXTS}
            texts["runbook"] = as_here(texts["runbook"])
        found[file.name] = str(yaml.safe_dump(rules, sort_keys=False, allow_unicode=True))
    return found


def extract(
    fileobj: BinaryIO, _keywords: object, _comment_tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts of a file of rules, as messages: an extraction method of Babel's, see babel.cfg."""
    for texts in _annotations(yaml.safe_load(fileobj.read())):
        for name in _TEXTS:
            yield 1, "_", texts[name], []


def _annotations(rules: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Those of each alert; a recording rule has none."""
    for group in rules["groups"]:
        for rule in group["rules"]:
            if "annotations" in rule:
                yield rule["annotations"]
