"""The alert rules: promtool accepts and proves them, and none lacks what whoever it wakes needs."""

import gettext
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.i18n import DOMAIN, LANGUAGES, LOCALE_DIR, SOURCE_LANGUAGE
from course.incidents.oncall import runbooks
from course.pipeline.goals import QUALITY
from course.services.registry import services
from course.settings import ROOT
from tests.alerts.rules import ALERTS, FOLDER, RULES, TESTS, Rule, failed, promtool, suite_of
from tests.unit import compose_file as compose

NAMED = [rule for rule in RULES if rule.alert]
CASES = {"fires", "quiet", "boundary", "missing"}
# It has no quiet moment: that is its purpose.
NEVER_QUIET = {"Watchdog"}
# In a process of its own: one speaks one language.
_WRITES_THE_RULES = """
import sys
from pathlib import Path
from course.services.rules import write_rules

write_rules(Path(sys.argv[1]))
"""
# What every runbook answers, in the order in which it is asked.
SECTIONS = 5


def _id(rule: Rule) -> str:
    return f"{rule.alert}-{rule.place[1]}"


def test_promtool_accepts_the_rules_and_the_configuration() -> None:
    checked = promtool("check", "rules", "--lint-fatal", *sorted(FOLDER.glob("*.yml")))
    assert checked.returncode == 0, checked.stdout
    checked = promtool("check", "config", "--syntax-only", ROOT / "infra/prometheus/prometheus.yml")
    assert checked.returncode == 0, checked.stdout


def test_what_an_alert_has_waited_is_known_after_an_outage_as_long_as_its_series_are_kept() -> None:
    """Without it, what waits for days can never fire on a machine that is off at night."""
    options = dict(word.split("=", 1) for word in compose.PROGRAMS["prometheus"].command if "=" in word)
    kept = options["--storage.tsdb.retention.time"]
    assert options.get("--rules.alert.for-outage-tolerance") == kept


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rules_are_handed_to_prometheus_in_the_reader_s_language(lang: str, tmp_path: Path) -> None:
    spoken = {**os.environ, "COURSE_LANG": lang, "ONCALL_PORT": "12345"}
    subprocess.run([sys.executable, "-c", _WRITES_THE_RULES, tmp_path], env=spoken, cwd=ROOT, check=True)
    checked = promtool("check", "rules", "--lint-fatal", *tmp_path.iterdir())
    assert checked.returncode == 0, checked.stdout
    [told] = [
        rule["annotations"]
        for group in yaml.safe_load((tmp_path / "stores.yml").read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
        if rule["alert"] == "DiskFilling"
    ]
    spoken_there = gettext.translation(DOMAIN, LOCALE_DIR, [lang], fallback=lang == SOURCE_LANGUAGE)
    summary = spoken_there.gettext("O disco está enchendo")
    assert (told["summary"], told["runbook"]) == (summary, "http://localhost:12345/runbooks/DiskFilling")


def test_the_alert_on_quality_has_the_goal_that_everybody_else_has() -> None:
    [rule] = [rule for rule in NAMED if rule.alert == "QualityLow"]
    assert rule.body["expr"].endswith(f"< {QUALITY}")
    assert f"{QUALITY:.0%}" in rule.body["annotations"]["description"]


def test_every_promtool_test_passes() -> None:
    files = [TESTS / f"{alert}.yml" for alert in ALERTS]
    wrong = failed(files)
    assert not wrong, promtool("test", "rules", *sorted(wrong)).stdout


def test_a_file_of_promtool_tests_is_an_alert_s() -> None:
    assert {path.stem for path in TESTS.glob("*.yml")} == set(ALERTS)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_is_shown_firing_quiet_at_the_boundary_and_with_its_series_missing(alert: str) -> None:
    expected: dict[str, list[bool]] = {}
    for test in suite_of(alert)["tests"]:
        case = test["name"].partition(":")[0]
        own = [one for one in test["alert_rule_test"] if one["alertname"] == alert]
        assert own, f"tests/alerts/{alert}.yml: {test['name']!r} does not look at {alert}"
        expected.setdefault(case, []).append(any(one.get("exp_alerts") for one in own))
    wanted = CASES - ({"quiet"} if alert in NEVER_QUIET else set())
    assert set(expected) == wanted, f"tests/alerts/{alert}.yml: cases {wanted ^ set(expected)}"
    assert all(expected["fires"]), f"tests/alerts/{alert}.yml: a test named fires expects no alert"
    assert not any(expected.get("quiet", [])), f"tests/alerts/{alert}.yml: a test named quiet expects one"


@pytest.mark.parametrize("rule", NAMED, ids=_id)
def test_an_alert_has_severity_service_texts_figure_and_runbook(rule: Rule) -> None:
    labels, notes = rule.body.get("labels", {}), rule.body.get("annotations", {})
    assert labels.get("severity") in ("page", "ticket", "none"), f"{rule.file}: severity of {rule.alert}"
    # The other alerts get it from the series that they read.
    if "service" in labels:
        assert labels["service"] in services(), f"{rule.file}: {rule.alert} is of no declared service"
    assert set(notes) == {"summary", "description", "runbook"}, f"{rule.file}: annotations of {rule.alert}"
    assert len(notes["summary"]) <= 70, f"{rule.file}: {rule.alert} has a summary too long for a line"
    assert re.search(r"\$value|\d", notes["description"]), f"{rule.file}: {rule.alert} names no figure"
    oncall = f"http://localhost:{compose.EXAMPLE['ONCALL_PORT']}"
    assert notes["runbook"] == f"{oncall}/runbooks/{rule.alert}", f"{rule.file}: runbook of {rule.alert}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_a_runbook_in_every_language(alert: str, lang: str) -> None:
    file = runbooks.path(alert, lang)
    assert file, f"runbooks: {alert} has none in {lang}"
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# {alert}: "), f"{file.name}: its heading is `# {alert}: what it means`"
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == SECTIONS, f"{file.name}: sections"


def test_a_runbook_is_an_alert_s() -> None:
    assert runbooks.names() == ALERTS


def test_the_commands_of_a_runbook_are_the_same_in_every_language() -> None:
    for alert in ALERTS:
        commands = {lang: _commands(alert, lang) for lang in LANGUAGES}
        assert len(set(commands.values())) == 1, f"runbooks/{alert}: {commands}"


def _commands(alert: str, lang: str) -> tuple[str, ...]:
    file = runbooks.path(alert, lang)
    assert file
    blocks = re.findall(r"```\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)
    return tuple(line for block in blocks for line in block.splitlines())


def test_a_command_in_a_runbook_s_table_has_no_pipe_where_the_page_would_cut_it() -> None:
    rows = [
        line
        for file in (ROOT / "runbooks").glob("*.md")
        for line in file.read_text().splitlines()
        if line.startswith("|")
    ]
    assert rows
    assert [row for row in rows if any("|" in code for code in row.split("`")[1::2])] == []


def test_a_make_target_that_a_runbook_calls_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for alert in ALERTS:
        file = runbooks.path(alert, LANGUAGES[0])
        assert file
        called = set(re.findall(r"make (?:-s )?([a-z-]+)", file.read_text(encoding="utf-8")))
        assert called <= targets, f"{file.name} calls {called - targets}"


def test_an_address_in_a_runbook_has_a_port_of_the_example() -> None:
    known = {value for name, value in compose.EXAMPLE.items() if name.endswith("_PORT")}
    for file in runbooks.FOLDER.glob("*.md"):
        ports = set(re.findall(r"localhost:(\d+)", file.read_text(encoding="utf-8")))
        assert ports <= known, f"runbooks/{file.name}: {ports - known}"


def _alertmanager(part: str) -> Any:
    return yaml.safe_load((ROOT / "infra/alertmanager/alertmanager.yml").read_text())[part]


def test_what_alertmanager_silences_are_alerts_that_there_are() -> None:
    matchers = [m for rule in _alertmanager("inhibit_rules") for part in rule.values() for m in part]
    named = {
        name
        for matcher in matchers
        if "alertname" in matcher
        for name in re.split(r"[|]", matcher.split()[-1].strip('"'))
    }
    assert named <= set(ALERTS), f"infra/alertmanager/alertmanager.yml: {named - set(ALERTS)}"
