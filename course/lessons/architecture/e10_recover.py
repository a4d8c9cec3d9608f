"""A deleted object comes back, in the live object store."""

import datetime as dt
import hashlib
import random
from types import SimpleNamespace
from typing import Any

import urllib3
from minio.error import S3Error

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.architecture import throwaway

_ID = "02.10-recover-object"


def _scene() -> dict[str, Any]:
    """An object that was written, corrected, and deleted."""
    name = f"{throwaway.scene_prefix(_ID)}flights.csv"
    flights, today = random.randrange(500, 999), dt.date.today().isoformat()  # noqa: DTZ011  # any day will do
    draft = f"day,flights\n{today},{flights // 10}\n".encode()
    corrected = f"day,flights\n{today},{flights}\n".encode()
    for body in (draft, corrected):
        throwaway.put(name, body)
    throwaway.delete(name)
    return {"bucket": throwaway.BUCKET, "name": name, "was": _sha256(corrected), "draft": _sha256(draft)}


def _where_to_look(scene: SimpleNamespace | None) -> str:
    general = _("Liste tudo o que existe sob esse nome: `list_objects` com `include_version=True`.")
    try:
        found = throwaway.versions(scene.name) if scene else []
    except (S3Error, urllib3.exceptions.HTTPError):
        return general
    markers = sum(bool(one.is_delete_marker) for one in found)
    now = _("Agora há ali: versões com bytes, {versions}; marcadores de exclusão, {markers}.").format(
        versions=len(found) - markers, markers=markers
    )
    return f"{general} {now}" if scene else general


exercise = Exercise(
    id=_ID,
    title=_("Recuperar um objeto apagado"),
    answer="",
    needs=("minio",),
    scene=_scene,
    starter=f"""\
from course.notebook import scene
from course.services import minio

s = scene("{_ID}")  # s.bucket, s.name: corrected, then deleted
s3 = minio.client()
""",
    solution=f"""\
from course.notebook import scene
from course.services import minio

s = scene("{_ID}")  # s.bucket, s.name: corrected, then deleted
s3 = minio.client()
versions = s3.list_objects(s.bucket, prefix=s.name, include_version=True)
marker = next(one for one in versions if one.is_delete_marker)
s3.remove_object(s.bucket, s.name, version_id=marker.version_id)
""",
    explains=_(
        "Apagar sem dizer a versão só põe um **marcador de exclusão** por cima; tirá-lo, pelo id dele,"
        " desfaz a exclusão. O outro caminho é copiar a versão boa para o topo (`copy_object` com"
        " `CopySource(..., version_id=...)`): o objeto volta e o histórico continua contando que houve uma"
        " exclusão, o que uma auditoria prefere. Apagar **com** o id da versão é para sempre. Fonte:"
        " [MinIO, Object"
        " Deletion](https://min.io/docs/minio/linux/administration/object-management/object-delete.html)."
    ),
    hints=(
        _where_to_look,
        _(
            "O objeto não sumiu: por cima das versões há um marcador, também ele com id. `remove_object`"
            " aceita `version_id`, e então tira exatamente o que esse id nomeia, para sempre. O que é que"
            " se quer tirar?"
        ),
        _(
            "```python\n"
            "versions = s3.list_objects(s.bucket, prefix=s.name, include_version=True)\n"
            "marker = next(one for one in versions if one.____)  # o que encobre o objeto\n"
            "s3.remove_object(s.bucket, s.name, version_id=marker.version_id)\n"
            "```"
        ),
    ),
    wrong={
        "destroyed": Wrong(
            f"""\
from course.notebook import scene
from course.services import minio

s = scene("{_ID}")
s3 = minio.client()
versions = list(s3.list_objects(s.bucket, prefix=s.name, include_version=True))
s3.remove_object(s.bucket, s.name, version_id=versions[0].version_id)
""",
            _(
                "A versão que se procurava foi apagada pelo id, e isso não tem volta. Versões com bytes que"
                " restam sob esse nome: {left}, nenhuma com o conteúdo corrigido. Execute a célula de novo:"
                " a cena recomeça."
            ),
        ),
        "draft": Wrong(
            f"""\
from minio.commonconfig import CopySource
from course.notebook import scene
from course.services import minio

s = scene("{_ID}")
s3 = minio.client()
versions = s3.list_objects(s.bucket, prefix=s.name, include_version=True)
first = min(versions, key=lambda one: one.last_modified)
s3.copy_object(s.bucket, s.name, CopySource(s.bucket, s.name, version_id=first.version_id))
""",
            _(
                "O objeto voltou, com o conteúdo errado: `{text}` é o rascunho, de antes da correção."
                " Voltar no tempo demais também é perder dados."
            ),
        ),
        "written_anew": Wrong(
            f"""\
import io
from course.notebook import scene
from course.services import minio

s = scene("{_ID}")
s3 = minio.client()
s3.put_object(s.bucket, s.name, io.BytesIO(b""), 0)
""",
            _(
                "Há de novo um objeto com esse nome, de {bytes} byte(s), mas o conteúdo não é o de antes."
                " Gravar outro por cima não recupera: o que foi apagado ainda está guardado, abaixo."
            ),
        ),
    },
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """What a reader gets now, whichever way it came back."""
    if scene is None:
        return not_tried(_("Execute a célula do exercício: ela grava, corrige e apaga um objeto só seu."))
    body = throwaway.content(scene.name)
    if body is None:
        return _still_away(scene)
    if _sha256(body) == scene.was:
        return _back(scene)
    if _sha256(body) == scene.draft:
        return mistake("draft", text=body.decode().split()[-1])
    return mistake("written_anew", bytes=len(body))


def _still_away(scene: SimpleNamespace) -> Verdict:
    found = throwaway.versions(scene.name)
    bodies = [throwaway.content(scene.name, one.version_id) for one in found if not one.is_delete_marker]
    kept = {_sha256(body) for body in bodies if body is not None}
    if scene.was not in kept:
        return mistake("destroyed", left=len(kept))
    if scene.draft not in kept:
        return not_yet(
            _("O objeto continua apagado, e o rascunho sumiu de vez. A versão corrigida ainda está lá.")
        )
    return not_tried(
        _("Quem lê o objeto ainda recebe 404: nada mudou desde a cena, ou ele foi apagado outra vez.")
    )


def _back(scene: SimpleNamespace) -> Verdict:
    if any(one.is_delete_marker for one in throwaway.versions(scene.name)):
        return right(
            _("O conteúdo corrigido está de volta, e o histórico ainda conta que houve uma exclusão.")
        )
    return right(
        _("O conteúdo corrigido está de volta. Do histórico sumiu o marcador: ninguém vê que foi apagado.")
    )


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
