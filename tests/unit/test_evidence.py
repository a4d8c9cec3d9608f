"""The controls' declarations, how what came back is judged, and the signed report."""

import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from minio.commonconfig import COMPLIANCE, GOVERNANCE
from minio.datatypes import Object
from minio.error import S3Error
from minio.retention import Retention

from course.errors import UsageError
from course.evidence import archive, forbidden, page, report, request, signing, trail
from course.evidence.assets import asset_of
from course.evidence.control import Control, Observation, Status, judge
from course.evidence.controls import backup, control, controls, immutable_logs
from course.lessons.concepts.controls import PLAN
from course.recovery import vault
from course.recovery.manifest import Database, File, Manifest
from course.services import airflow, minio, postgres
from course.settings import ROOT, settings

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


def test_every_control_that_the_docs_run_is_one() -> None:
    texts = [path.read_text() for path in (ROOT / "Makefile", *(ROOT / "docs").glob("*.md"))]
    named = {name for text in texts for name in re.findall(r"CONTROL=([\w-]+)", text)}
    assert named
    assert named <= set(controls())


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


TAKEN, RESTORED = "2026-01-31T12:00:00+00:00", "2026-01-31T14:00:00.5+00:00"


def event(number: int, happened_at: str, action: str = "note", **detail: str) -> str:
    told = {"id": number, "happened_at": happened_at, "action": action, "detail": detail}
    return json.dumps(told, separators=(",", ":"))


BEFORE = event(1, "2026-01-31T11:00:00.123+00:00")
LOST = event(2, "2026-01-31T13:00:00.12345+00:00")
RESTORE = event(2, RESTORED, "restore", taken_at=TAKEN)
AFTER = event(3, "2026-01-31T15:00:00+00:00")


def test_what_a_restore_took_back_is_told_apart_from_what_was_changed() -> None:
    found = trail.compare([BEFORE, LOST], [RESTORE])
    assert (found.kept, found.undone, found.changed) == (2, [2], [1])


def test_without_a_restore_on_record_what_is_gone_was_changed() -> None:
    assert trail.compare([BEFORE, LOST], [BEFORE]).changed == [2]
    assert trail.compare([BEFORE, LOST], [BEFORE, LOST]).changed == []


def test_another_event_under_the_same_id_does_not_stand_for_the_one_that_is_kept() -> None:
    forged = event(3, "2026-01-31T15:00:00+00:00", "forged")
    assert trail.compare([BEFORE, RESTORE, AFTER], [BEFORE, RESTORE, forged]).changed == [3]
    again = event(3, "2026-01-31T13:30:00+00:00")  # as it was before the restore
    found = trail.compare([BEFORE, RESTORE, again, AFTER], [BEFORE, RESTORE])
    assert (found.undone, found.changed) == ([3], [3])


class Bucket:
    """The part of an S3 client that the archive uses; versions are listed as S3 does, the newest first."""

    def __init__(self) -> None:
        self.versions: list[tuple[Object, bytes]] = []

    def put_object(
        self, bucket: str, name: str, body: io.BytesIO, _size: int = 0, **_more: object
    ) -> SimpleNamespace:
        return self._add(bucket, name, body.read())

    def remove_object(self, bucket: str, name: str) -> None:
        self._add(bucket, name, b"", marker=True)

    def _add(self, bucket: str, name: str, body: bytes, *, marker: bool = False) -> SimpleNamespace:
        version = f"v{len(self.versions)}"
        at = dt.datetime(2026, 1, 31, tzinfo=dt.UTC) + dt.timedelta(seconds=len(self.versions) // 2)
        one = Object(bucket, name, last_modified=at, version_id=version, is_delete_marker=marker)
        self.versions.insert(0, (one, body))
        return SimpleNamespace(version_id=version)

    def list_objects(
        self, _bucket: str, prefix: str, *, include_version: bool = False, **_more: object
    ) -> list[Object]:
        found = [one for one, _body in self.versions if str(one.object_name).startswith(prefix)]
        if not include_version:
            newest = {one.object_name: one for one in reversed(found)}.values()
            found = [one for one in newest if not one.is_delete_marker]
        return sorted(found, key=lambda one: str(one.object_name))

    def read(self, _bucket: str, name: str, version: str) -> bytes:
        return next(
            body
            for one, body in self.versions
            if (one.object_name, one.version_id) == (name, version) and not one.is_delete_marker
        )


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    made = Bucket()
    monkeypatch.setattr(minio, "client", lambda: made)
    monkeypatch.setattr(minio, "read", made.read)
    monkeypatch.setattr(postgres, "connect", lambda *_a: nullcontext(SimpleNamespace(cursor=nullcontext)))
    monkeypatch.setattr(trail, "note", lambda *_a: None)
    return made


def in_the_database(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(trail, "_now", lambda: list(lines))


def test_a_copy_that_is_written_over_or_hidden_is_read_as_it_was_first_written(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_database(monkeypatch, BEFORE, LOST)
    name = trail.keep()
    in_the_database(monkeypatch, BEFORE)
    for _within_a_second_and_later in range(2):
        bucket.put_object(minio.AUDIT, name, io.BytesIO(BEFORE.encode()))
        assert trail.differences().changed == [2]
    for hidden in (name, "trail/never-written"):
        bucket.remove_object(minio.AUDIT, hidden)
        assert trail.differences().changed == [2]


def test_after_a_restore_events_with_ids_that_are_kept_are_copied_too(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_database(monkeypatch, BEFORE, LOST)
    first = trail.keep()
    in_the_database(monkeypatch, BEFORE, RESTORE)
    second = trail.keep()
    assert first < second
    assert trail.differences() == trail.Compared(3, undone=[2], changed=[])
    assert trail.keep() == second, "another one has copied it all"
    assert len(bucket.versions) == 2


def test_a_line_ends_where_the_event_does(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """U+2028 and U+0085 end a line for str.splitlines, and PostgreSQL writes them as they are."""
    odd = AFTER.replace("note", "a\u2028b\u0085c")
    in_the_database(monkeypatch, odd)
    trail.keep()
    assert trail.differences() == trail.Compared(1, undone=[], changed=[])
    assert bucket.versions


@pytest.mark.parametrize(
    ("mode", "days", "holds"),
    [(COMPLIANCE, 365, True), (COMPLIANCE, 364, False), (GOVERNANCE, 365, False)],
)
def test_a_lock_holds_for_a_year_from_when_the_object_was_written(mode: str, days: int, holds: bool) -> None:
    written = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
    assert immutable_logs._locked("x", written, (mode, written + dt.timedelta(days=days))).holds is holds
    assert immutable_logs._locked("x", written, None).holds is False


def test_the_year_is_whole_even_when_writing_takes_its_time(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Retention] = []
    monkeypatch.setattr(
        bucket,
        "put_object",
        lambda *_a, retention, **_more: asked.append(retention) or SimpleNamespace(version_id="v"),
    )
    archive.put("x", b"")
    there = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    assert asked[0].retain_until_date - there >= archive.KEPT_FOR
