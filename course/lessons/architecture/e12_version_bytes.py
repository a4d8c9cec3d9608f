"""The bytes that a versioned bucket really holds."""

import random
import secrets
from collections.abc import Callable
from typing import Any

from minio import Minio

from course.exercises.exercise import Exercise, Wrong
from course.exercises.numbers import readings, shown
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.architecture import throwaway
from course.services import minio

Count = Callable[[Minio, str, str], Any]

exercise = Exercise(
    id="02.12-version-bytes",
    title=_("Os bytes que as versões guardam"),
    answer="stored_bytes",
    needs=("minio",),
    starter='''\
def stored_bytes(s3, bucket, prefix):
    """The bytes that all objects below `prefix` take on disk, with every version of each."""
    ...
''',
    solution="""\
def stored_bytes(s3, bucket, prefix):
    found = s3.list_objects(bucket, prefix=prefix, recursive=True, include_version=True)
    return sum(one.size or 0 for one in found)
""",
    explains=_(
        "Cada versão é uma **cópia inteira**, não uma diferença, e apagar só acrescenta um marcador de zero"
        " byte: um bucket versionado só cresce. O que o faz parar é uma regra de ciclo de vida que expira"
        " as versões que já não são a atual. Fontes: [MinIO,"
        " versionamento](https://github.com/minio/docs/blob/main/source/administration/object-management/object-versioning.rst),"
        " [S3 Lifecycle](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html)."
    ),
    hints=(
        _(
            "Faça a conta para um prefixo do bucket `notebooks` com e sem `include_version=True` e compare os"
            " dois números com a tabela de buckets no começo."
        ),
        _(
            "A listagem simples mostra o que um leitor veria: só a versão atual, só o que não foi apagado,"
            " e só um nível de pastas. O disco guarda mais. Peça à listagem versões e todos os níveis,"
            " somando o tamanho de cada linha. Um marcador de exclusão não tem bytes."
        ),
        _(
            "```python\n"
            "found = s3.list_objects(\n"
            "    bucket, prefix=prefix,\n"
            "    recursive=True,  # todos os níveis\n"
            "    ____,            # tudo o que o disco guarda\n"
            ")\n"
            "return sum(one.size or 0 for one in found)\n"
            "```"
        ),
    ),
    wrong={
        "current_only": Wrong(
            """\
def stored_bytes(s3, bucket, prefix):
    return sum(one.size for one in s3.list_objects(bucket, prefix=prefix, recursive=True))
""",
            _(
                "Você contou {given}; no disco há {wanted}. Sua listagem é a do leitor: as versões antigas"
                " e o objeto apagado não aparecem nela, e ocupam lugar."
            ),
        ),
        "skips_deleted": Wrong(
            """\
def stored_bytes(s3, bucket, prefix):
    found = list(s3.list_objects(bucket, prefix=prefix, recursive=True, include_version=True))
    gone = {one.object_name for one in found if one.is_delete_marker}
    return sum(one.size for one in found if one.object_name not in gone)
""",
            _(
                "Você contou {given} de {wanted}: todas as versões, menos as de um objeto apagado. O"
                " `DELETE` pôs um marcador por cima e não liberou byte nenhum."
            ),
        ),
        "largest_only": Wrong(
            """\
def stored_bytes(s3, bucket, prefix):
    sizes = {}
    for one in s3.list_objects(bucket, prefix=prefix, recursive=True, include_version=True):
        sizes[one.object_name] = max(sizes.get(one.object_name, 0), one.size or 0)
    return sum(sizes.values())
""",
            _(
                "Você contou {given} de {wanted}: um tamanho por objeto, como se as versões guardassem só a"
                " diferença. Cada uma é uma cópia inteira."
            ),
        ),
        "one_level": Wrong(
            """\
def stored_bytes(s3, bucket, prefix):
    found = s3.list_objects(bucket, prefix=prefix, include_version=True)
    return sum(one.size or 0 for one in found)
""",
            _(
                "Você contou {given} de {wanted}: só o que está no primeiro nível. O que está em pastas"
                " mais abaixo veio como uma linha por pasta, sem tamanho."
            ),
        ),
    },
)


@exercise.check
def check(stored_bytes: Count) -> Verdict:
    """On objects of chance sizes: on two levels, with several versions, one of them deleted."""
    if not callable(stored_bytes):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(stored_bytes).__name__))
    with throwaway.objects() as prefix:
        sizes = _write(prefix)
        given = stored_bytes(minio.client(), throwaway.BUCKET, prefix)
        wanted = sum(sizes)
        figures: dict[str, Any] = {"wanted": shown(wanted), "given": _told(given), "n": len(sizes)}
        if _is(given, wanted):
            return right(
                _("{n} versões de três objetos, um deles apagado: {wanted} bytes no disco.").format(**figures)
            )
        for cause, wrong in _MISTAKES.items():
            if _is(given, wrong(minio.client(), throwaway.BUCKET, prefix)):
                return mistake(cause, **figures)
    return not_yet(_("Gravei {wanted} bytes em {n} versões; sua função devolveu {given}.").format(**figures))


def _write(prefix: str) -> list[int]:
    """Three objects with two or three versions each, the last one deleted; the sizes written."""
    sizes = []
    for name in ("report.csv", "day=1/page.json", "day=2/page.json"):
        for _version in range(random.choice((2, 3))):
            sizes.append(random.randrange(1000, 9000))
            throwaway.put(f"{prefix}{name}", secrets.token_bytes(sizes[-1]))
    throwaway.delete(f"{prefix}day=2/page.json")
    return sizes


def _current_only(s3: Minio, bucket: str, prefix: str) -> int:
    return sum(one.size or 0 for one in s3.list_objects(bucket, prefix=prefix, recursive=True))


def _skips_deleted(s3: Minio, bucket: str, prefix: str) -> int:
    found = list(s3.list_objects(bucket, prefix=prefix, recursive=True, include_version=True))
    gone = {one.object_name for one in found if one.is_delete_marker}
    return sum(one.size or 0 for one in found if one.object_name not in gone)


def _largest_only(s3: Minio, bucket: str, prefix: str) -> int:
    sizes: dict[str | None, int] = {}
    for one in s3.list_objects(bucket, prefix=prefix, recursive=True, include_version=True):
        sizes[one.object_name] = max(sizes.get(one.object_name, 0), one.size or 0)
    return sum(sizes.values())


def _one_level(s3: Minio, bucket: str, prefix: str) -> int:
    return sum(one.size or 0 for one in s3.list_objects(bucket, prefix=prefix, include_version=True))


_MISTAKES: dict[str, Callable[[Minio, str, str], int]] = {
    "current_only": _current_only,
    "skips_deleted": _skips_deleted,
    "largest_only": _largest_only,
    "one_level": _one_level,
}


def _is(given: Any, wanted: int) -> bool:
    return any(one.value == wanted for one in readings(given))


def _told(given: Any) -> str:
    return shown(given) if isinstance(given, (int, float)) else f"`{given!r}`"
