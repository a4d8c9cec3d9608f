"""The promtool tests notice a mistake in a rule: rules are changed on purpose, and a test has to fail."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from tests.alerts.mutants import Mutant, mutants
from tests.alerts.rules import FILES, alerts_from, failed, promtool, suite_of

WANTED = 0.9
# Processor-bound programs side by side; this machine's size, roughly.
_AT_ONCE = 2


def _written(mutant: Mutant, folder: Path) -> list[Path]:
    """The mutant's file of rules in the folder, with the tests that are to notice it; returns these.

    Of its file's other alerts, which those tests do not look at, promtool is spared the evaluation.
    """
    folder.mkdir()
    content = deepcopy(FILES[mutant.rule.file])
    group, place = mutant.rule.place
    content["groups"][group]["rules"][place] = mutant.body
    alerts = alerts_from(mutant.rule)
    for one in content["groups"]:
        one["rules"] = [rule for rule in one["rules"] if rule.get("alert", alerts[0]) in alerts]
    (folder / mutant.rule.file).write_text(yaml.safe_dump(content))
    files = []
    for alert in alerts:
        files.append(folder / f"test-{alert}.yml")
        files[-1].write_text(yaml.safe_dump(suite_of(alert) | {"rule_files": [mutant.rule.file]}))
    return files


def test_nine_in_ten_mistakes_in_a_rule_fail_a_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = mutants()
    tests = {mutant: _written(mutant, tmp_path / str(n)) for n, mutant in enumerate(made)}
    rules_only = [path for path in tmp_path.glob("*/*.yml") if not path.name.startswith("test-")]
    accepted = promtool("check", "rules", "--lint=none", *rules_only)
    assert accepted.returncode == 0, f"a mutant is no rule at all: {accepted.stdout}"

    files = [file for of_mutant in tests.values() for file in of_mutant]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        parts = [files[n :: _AT_ONCE * 8] for n in range(_AT_ONCE * 8)]
        noticed = set().union(*pool.map(failed, parts))
    survivors = [mutant for mutant, of_mutant in tests.items() if not noticed.intersection(of_mutant)]
    score = 1 - len(survivors) / len(made)
    with capsys.disabled():
        print(f"\n{len(made)} mutants, {score:.1%} noticed; survivors:", *survivors, sep="\n  ")
    assert score >= WANTED
