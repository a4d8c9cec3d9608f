"""The backups there are, and finding one by its name."""

import datetime as dt

from pydantic import ValidationError

from course.errors import CourseError, UsageError
from course.i18n import _
from course.recovery import vault
from course.recovery.manifest import Manifest, manifest_name
from course.services.minio import DUMPS

_FORMAT = "%Y-%m-%dT%H%M%SZ"


class Unreadable(CourseError):  # noqa: N818  # what the reader is told, not how it is caught
    """A backup has a manifest that this version of the course does not understand."""


def new_name(moment: dt.datetime) -> str:
    """The name of a backup that begins at that moment, UTC."""
    return moment.strftime(_FORMAT)


def every() -> dict[str, Manifest | Unreadable | None]:
    """By name, the oldest first: the manifest, why it is not read, or None of a backup never finished."""
    found: dict[str, Manifest | Unreadable | None] = {}
    for name in sorted({name.split("/")[1] for name in vault.names(f"{DUMPS}/")}):
        try:
            found[name] = _manifest(name)
        except Unreadable as error:
            found[name] = error
    return found


def newest() -> Manifest:
    """The newest finished backup that can be read; raises `CourseError` when there is none."""
    finished = [manifest for manifest in every().values() if isinstance(manifest, Manifest)]
    if not finished:
        raise CourseError(_("Ainda não há backup terminado."), _("Rode `make backup-data`."))
    return finished[-1]


def find(name: str) -> Manifest:
    """The finished backup of that name; raises `UsageError` for an unknown one, `CourseError` for others."""
    if not vault.names(f"{DUMPS}/{name}/") or "/" in name or not name:
        raise UsageError(
            _("Não há backup {name!r}.").format(name=name), _("`make backups` mostra os que há.")
        )
    manifest = _manifest(name)
    if manifest is None:
        raise CourseError(
            _("O backup {name} não foi terminado: falta o manifesto.").format(name=name),
            _("Nada foi restaurado. `make backups` mostra os outros."),
        )
    return manifest


def _manifest(name: str) -> Manifest | None:
    body = vault.read(manifest_name(name))
    if body is None:
        return None
    try:
        return Manifest.model_validate_json(body)
    except ValidationError as error:
        raise Unreadable(
            _("O manifesto do backup {name} não se lê.").format(name=name),
            _("Ele foi escrito por outra versão do curso, ou alterado."),
        ) from error
