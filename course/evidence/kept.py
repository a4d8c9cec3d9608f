"""A signed report in the bucket `audit`, and whether one is still what was signed."""

from dataclasses import dataclass

from course.errors import UsageError
from course.evidence import archive, page, signing
from course.evidence.report import Report
from course.i18n import _
from course.services.minio import AUDIT

_PREFIX = "evidence/"
_FILES = {"report.json": "application/json", "report.html": "text/html; charset=utf-8"}
_PUBLIC_KEY = "signing.pub"


@dataclass(frozen=True)
class Verified:
    """A report that was checked. name: its folder in the bucket.

    altered: its files that are not what was signed. ours: whether this installation's key signed it.
    """

    name: str
    altered: list[str]
    ours: bool

    @property
    def genuine(self) -> bool:
        """Whether every file is what this installation signed."""
        return self.ours and not self.altered


def keep(report: Report) -> str:
    """Signs the report as JSON and as a page, puts all under lock for a year, returns the folder's name.

    Beside each file lies its signature, and the public key beside both. Raises `UsageError` without a key.
    """
    name = f"{_PREFIX}{report.taken_at:%Y-%m-%dT%H%M%SZ}"
    bodies = {"report.json": report.json_bytes(), "report.html": page.html(report, name).encode()}
    for file, body in bodies.items():
        archive.put(f"{name}/{file}", body, _FILES[file])
        archive.put(f"{name}/{file}.sig", signing.sign(body))
    archive.put(f"{name}/{_PUBLIC_KEY}", signing.public_key(), "application/x-pem-file")
    return name


def newest() -> str:
    """The folder of the report that was kept last; raises `UsageError` when none was."""
    reports = [str(one.object_name) for one in archive.names(_PREFIX)]
    whole = [name.rpartition("/")[0] for name in reports if name.endswith(f"/{_PUBLIC_KEY}")]
    if not whole:
        raise UsageError(
            _("Ainda não há relatório em {bucket}.").format(bucket=AUDIT), _("Rode `make evidence`.")
        )
    return max(whole)


def load(name: str) -> Report:
    """The report of that folder, as it was kept."""
    return Report.model_validate_json(archive.read(f"{name}/report.json"))


def verify(name: str) -> Verified:
    """Checks both files against their signatures, with the key of this installation.

    Raises `UsageError` when there is no such report.
    """
    theirs = archive.read(f"{name}/{_PUBLIC_KEY}")
    altered = [
        file
        for file in _FILES
        if not signing.genuine(archive.read(f"{name}/{file}"), archive.read(f"{name}/{file}.sig"), theirs)
    ]
    return Verified(name, altered, ours=theirs == signing.public_key())
