"""The controls' declarations, how what came back is judged, and the signed report."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from minio.commonconfig import COMPLIANCE
from minio.error import S3Error
from minio.retention import Retention

from course.errors import UsageError
from course.evidence import forbidden, page, report, request, signing
from course.evidence.assets import asset_of
from course.evidence.control import Control, Observation, Status, judge
from course.evidence.controls import backup, control, controls
from course.lessons.concepts.controls import PLAN
from course.recovery import vault
from course.recovery.manifest import Database, File, Manifest
from course.services import airflow, minio, postgres
from course.settings import settings

ALL = list(controls().values())
# How many controls each theme of the 2022 edition has.
THEMES = {"5": 37, "6": 8, "7": 14, "8": 34}


def sample(*held: bool | None, error: Exception | None = None) -> Control:
    """A control whose observations hold so, and which then raises."""
    made = Control(
        id="sample",
        iso_2013=("A.1.1",),
        iso_2022=("5.1",),
        title="Título <b>",
        shows="vale",
        limits="não mostra",
    )

    @made.evidence
    def evidence() -> Iterator[Observation]:
        for one in held:
            yield Observation(ran="SELECT '<i>'", came_back="a & b", holds=one)
        if error:
            raise error

    return made


def made_of(*samples: Control) -> report.Report:
    return report.Report(
        format=report.FORMAT,
        taken_at=dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC),
        language="pt_BR",
        commit="abc",
        results=[report.run_control(one) for one in samples],
    )


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_control_says_what_has_to_hold_what_that_does_not_show_and_its_numbers(one: Control) -> None:
    assert one.shows.endswith(".")
    assert one.limits.endswith(".")
    assert one.iso_2022, "every control is one of the edition in force"
    for number in one.iso_2022:
        theme, _dot, place = number.partition(".")
        assert 1 <= int(place) <= THEMES[theme], number
    for number in one.iso_2013:
        assert re.fullmatch(r"A\.([5-9]|1[0-8])\.\d{1,2}\.\d{1,2}", number), number


def test_every_control_of_the_class_plan_is_run_under_both_its_numbers() -> None:
    for old, moved in PLAN.items():
        assert [one.id for one in ALL if old in one.iso_2013 and moved.number in one.iso_2022], old


def test_malware_and_change_management_are_two_controls() -> None:
    assert {"A.12.2.1", "8.7"} <= {*control("malware").iso_2013, *control("malware").iso_2022}
    assert {"A.12.1.2", "8.32"} <= {*control("changes").iso_2013, *control("changes").iso_2022}


def test_an_unknown_control_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UsageError, match="immutable-logs"):
        control("nothing")


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ((), Status.NOT_SHOWN),
        ((True,), Status.MET),
        ((True, None), Status.NOT_SHOWN),
        ((True, None, False), Status.NOT_MET),
        ((False,), Status.NOT_MET),
    ],
)
def test_one_thing_that_does_not_hold_is_enough_and_what_was_not_seen_is_not_shown(
    held: tuple[bool | None, ...], status: Status
) -> None:
    assert judge(list(sample(*held).gather())) is status


def test_a_control_that_raises_has_failed_and_keeps_what_it_saw_before() -> None:
    result = report.run_control(sample(True, False, error=UsageError("O banco sumiu.", "Suba-o.")))
    assert result.status is Status.FAILED
    assert len(result.observations) == 2
    assert result.error == "O banco sumiu."
    assert "ZeroDivisionError" in report.run_control(sample(error=ZeroDivisionError("x"))).error


def test_every_role_of_the_three_services_is_tried_for_what_it_must_not_do() -> None:
    assert {role for role, _sql in forbidden.SQL} == {*get_args(postgres.Role)} - {"postgres", "airflow"}
    assert {role for role, _base in forbidden.DATABASES} == {*get_args(postgres.Role)} - {"postgres"}
    assert {identity for identity, _action, _bucket in forbidden.S3} == set(minio.LIMITED)
    assert {user for user, _method, _path in forbidden.API} == {*airflow.USERS, ""} - {settings.airflow_user}


def test_every_table_and_bucket_is_in_the_catalogue() -> None:
    made = "\n".join(file.read_text() for file in sorted(postgres.MIGRATIONS.glob("*.sql")))
    tables = re.findall(r"CREATE TABLE (\w+\.\w+)", made)
    assert len(tables) > 12
    assert [table for table in tables if asset_of(table) is None] == []
    assert [bucket for bucket in minio.BUCKETS if asset_of(f"s3://{bucket}/anything") is None] == []


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key of its own for the test."""
    file = tmp_path / "evidence" / "signing.key"
    monkeypatch.setattr(signing, "_KEY", file)
    signing.ensure()
    return file


def test_the_key_is_made_once_and_is_its_owners_alone(key: Path) -> None:
    first = key.read_bytes()
    signing.ensure()
    assert key.read_bytes() == first
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_signature_is_of_exactly_these_bytes_by_exactly_this_key(key: Path) -> None:
    body = made_of(sample(True)).json_bytes()
    signature, public = signing.sign(body), signing.public_key()
    assert signing.genuine(body, signature, public)
    for place in range(0, len(body), 97):
        altered = bytearray(body)
        altered[place] ^= 1
        assert not signing.genuine(bytes(altered), signature, public)
    assert not signing.genuine(body, signature[:-1] + bytes([signature[-1] ^ 1]), public)
    key.unlink()
    signing.ensure()
    assert not signing.genuine(body, signature, signing.public_key())


def test_without_a_key_the_reader_is_told_how_to_make_one(key: Path) -> None:
    key.unlink()
    with pytest.raises(UsageError, match="make dev-setup"):
        signing.sign(b"")


def test_a_report_is_read_back_as_it_was_written() -> None:
    made = made_of(sample(True), sample(False), sample(None), sample(error=ValueError("x")))
    assert report.Report.model_validate_json(made.json_bytes()) == made
    assert set(made.counts().values()) == {1}


class _Page(HTMLParser):
    """Which elements are open at the end, the texts, and the ids that links lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.html: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("meta", "link"):
            self.open.append(tag)
        if tag == "html":
            self.html = given
        self.ids |= {given["id"]} if given.get("id") else set()  # type: ignore[arg-type]
        if str(given.get("href", "")).startswith("#"):
            self.targets.add(str(given["href"])[1:])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_says_everything_as_text_in_well_formed_html_of_its_language() -> None:
    made = made_of(sample(True), sample(False, None), sample(error=ValueError("<u>")))
    shown = _Page(page.html(made, "evidence/x"))
    assert shown.open == []
    assert shown.html["lang"] == "pt-BR"
    assert shown.targets <= shown.ids
    text = "".join(shown.texts)
    for said in ("Título <b>", "SELECT '<i>'", "a & b", "ValueError: <u>", *page.LABELS.values()):
        assert said in text


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "AccessDenied"])
def test_an_object_that_goes_while_traces_are_looked_for_holds_none(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """The health check of the object store writes and removes one every few seconds."""

    def read(bucket: str, name: str, version: str) -> bytes:
        if name == "ping/1":
            raise S3Error(None, code, "", None, None, None)
        return b"a line with a name in it"

    now = dt.datetime.now(dt.UTC)
    listed = [
        SimpleNamespace(object_name=name, version_id="v", is_delete_marker=False, last_modified=now)
        for name in ("ping/1", "kept")
    ]
    store = SimpleNamespace(
        list_buckets=lambda: [SimpleNamespace(name="notebooks")], list_objects=lambda *_, **__: listed
    )
    monkeypatch.setattr(minio, "client", lambda: store)
    monkeypatch.setattr(minio, "read", read)
    found = request._in_objects([b"a name"], now)
    if code == "AccessDenied":
        with pytest.raises(S3Error):
            list(found)
    else:
        assert list(found) == ["s3://notebooks/kept?versionId=v"]


def test_a_backup_is_judged_by_what_was_written_first_and_one_that_is_not_there_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever may write can lay junk over every object; nobody can remove what is below."""
    body = b"a dump"
    dumps = {
        database: File(object=f"dumps/n/{database}.dump", size=6, sha256=hashlib.sha256(body).hexdigest())
        for database in ("warehouse", "airflow")
    }
    manifest = Manifest(
        name="n",
        taken_at=dt.datetime.now(dt.UTC),
        server_version="",
        client_version="",
        listing=None,
        databases={
            name: Database(name=name, owner="", dump=dump, tables=(), grants=(), settings=(), newest_day=None)
            for name, dump in dumps.items()
        },
    )
    stored = {"dumps/n/manifest.json": manifest.model_dump_json().encode(), dumps["warehouse"].object: body}
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    locks = {"first": Retention(COMPLIANCE, until)}
    store = SimpleNamespace(get_object_retention=lambda bucket, name, version=None: locks.get(version))
    monkeypatch.setattr(vault, "names", lambda prefix: [name for name in stored if name.startswith(prefix)])
    monkeypatch.setattr(vault, "read", stored.get)
    monkeypatch.setattr(vault, "first_version", lambda name: "first")
    monkeypatch.setattr(minio, "client", lambda: store)
    assert [one.holds for one in backup._stored("n")] == [True, True, False]
    [unknown] = backup._stored("m")
    assert (unknown.ran, unknown.holds) == ("GetObject backups/dumps/m/manifest.json", False)
