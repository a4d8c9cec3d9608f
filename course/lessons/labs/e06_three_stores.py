"""The proof that the three stores keep what they are given: a key, an object and a row."""

import secrets
from types import SimpleNamespace
from typing import Any

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.architecture import throwaway
from course.services import postgres, redis

_ID = "lab1.06-three-stores"
_KEY = "course:lab1:proof-{token}"
_LONGEST_SECONDS = 3600

_STARTER = """\
import io

from course.notebook import scene
from course.services import minio, postgres, redis

s = scene("lab1.06-three-stores")
"""
_KEY_LINE = "redis.client().set(s.key, s.token, ex=600)\n"
_OBJECT_LINE = "minio.client().put_object(s.bucket, s.object, io.BytesIO(s.token.encode()), len(s.token))\n"
_ROW_LINES = """\
with postgres.connect("student") as connection, connection.cursor() as cursor:
    cursor.execute("INSERT INTO sandbox.proof VALUES (%s)", [s.token])
"""
_UNCOMMITTED_LINES = """\
import psycopg2

connection = psycopg2.connect(postgres.url("student", driver="postgresql"))
connection.cursor().execute("INSERT INTO sandbox.proof VALUES (%s)", [s.token])
"""


def _scene() -> dict[str, Any]:
    """What of earlier scenes is left goes; a table to write to, and names that nothing has yet."""
    token = secrets.token_hex(6)
    name = f"{throwaway.scene_prefix(_ID)}{token}.txt"
    with postgres.connect("student") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS sandbox.proof (token text)")
        cursor.execute("DELETE FROM sandbox.proof")
    return {
        "token": token,
        "key": _KEY.format(token=token),
        "bucket": throwaway.BUCKET,
        "object": name,
    }


def _where(scene: Any) -> str:
    if not isinstance(scene, SimpleNamespace):
        return _("Execute primeiro a célula: ela prepara a tabela `sandbox.proof` e sorteia os nomes em `s`.")
    found = _found(scene)
    return _("Do lado de cá vejo: chave {key}, objeto {object}, linha {row}. Comece pelo que falta.").format(
        **{name: _("presente") if value else _("ausente") for name, value in found.items()}
    )


exercise = Exercise(
    id=_ID,
    title=_("Uma chave, um objeto, uma linha"),
    answer="",
    needs=("redis", "minio", "postgres"),
    starter=_STARTER,
    solution=_STARTER + _KEY_LINE + _OBJECT_LINE + _ROW_LINES,
    explains=_(
        "Cada armazenamento tem sua maneira de dizer “está guardado”. O Redis responde ao `SET`, e a validade"
        " veio na mesma chamada. O MinIO responde ao `PUT` com a versão que criou. O PostgreSQL só promete"
        " depois do **COMMIT**, que o bloco `with` dá ao terminar sem erro: antes dele a linha existe para a"
        " sua transação e para mais ninguém."
    ),
    hints=(
        _where,
        _(
            "São três chamadas. No Redis, `set` aceita a validade em segundos (`ex`). No MinIO, `put_object`"
            " quer bucket, nome, um fluxo de bytes e o tamanho. No PostgreSQL, abra com `with"
            ' postgres.connect("student") as connection`: o bloco dá o COMMIT no fim. O valor é sempre'
            " `s.token`."
        ),
        _(
            "```python\n"
            "redis.client().set(s.key, s.token, ex=600)          # some sozinha em dez minutos\n"
            "body = s.token.encode()\n"
            "minio.client().put_object(s.bucket, s.object, io.BytesIO(body), len(body))\n"
            'with postgres.connect("student") as connection, connection.cursor() as cursor:\n'
            '    cursor.execute("____ sandbox.proof VALUES (%s)", [s.token])\n'
            "```"
        ),
    ),
    wrong={
        "not_committed": Wrong(
            _STARTER + _KEY_LINE + _OBJECT_LINE + _UNCOMMITTED_LINES,
            _(
                "A chave e o objeto estão lá; a linha, de outra conexão, não se vê. Há uma transação de"
                " `student` aberta que escreveu em `sandbox.proof` e ainda não deu **COMMIT**: se o notebook"
                " fechar agora, a linha some sem um erro sequer."
            ),
        ),
        "row_missing": Wrong(
            _STARTER + _KEY_LINE + _OBJECT_LINE,
            _(
                "A chave e o objeto estão lá; em `sandbox.proof` não há linha com `{token}`, nem transação a"
                " caminho."
            ),
        ),
        "broker_database": Wrong(
            _STARTER
            + "redis.client(redis.BROKER_DB).set(s.key, s.token, ex=600)\n"
            + _OBJECT_LINE
            + _ROW_LINES,
            _(
                "Gravou no Redis, mas no banco {db}: é o da **fila do Airflow**, onde uma chave alheia não"
                " tem o que fazer. Fila e cache dividem o servidor, não o espaço de chaves."
            ),
        ),
        "no_expiry": Wrong(
            _STARTER + "redis.client().set(s.key, s.token)\n" + _OBJECT_LINE + _ROW_LINES,
            _(
                "A chave `{key}` está lá com `TTL` {ttl}: sem validade. Numa prova que roda todo dia, o Redis"
                " encheria de chaves que ninguém apaga."
            ),
        ),
    },
    scene=_scene,
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """Reads each back over a connection of its own."""
    if scene is None:
        return not_tried(_("Execute a célula: ela sorteia os nomes e os guarda em `s`."))
    found = _found(scene)
    if not found["key"] and redis.client(redis.BROKER_DB).get(scene.key):
        return mistake("broker_database", db=redis.BROKER_DB)
    if not any(found.values()):
        return not_tried(_("Nada foi gravado ainda com o valor `{token}`.").format(token=scene.token))
    return _wrong_content(scene, found) or _without_row(scene, found) or _kept(scene)


def _wrong_content(scene: SimpleNamespace, found: dict[str, str]) -> Verdict | None:
    for name, where in (("key", scene.key), ("object", f"{scene.bucket}/{scene.object}")):
        if not found[name]:
            return not_yet(_("Falta gravar em `{where}`.").format(where=where))
        if found[name] != scene.token:
            told = _("Em `{where}` está `{given}`, não o valor de `s.token`.")
            return not_yet(told.format(where=where, given=found[name]))
    return None


def _without_row(scene: SimpleNamespace, found: dict[str, str]) -> Verdict | None:
    if found["row"]:
        return None
    return mistake("not_committed") if _writing() else mistake("row_missing", token=scene.token)


def _kept(scene: SimpleNamespace) -> Verdict:
    """The last question: that nothing stays for ever."""
    ttl = redis.client().ttl(scene.key)
    if ttl < 0:
        return mistake("no_expiry", key=scene.key, ttl=ttl)
    if ttl > _LONGEST_SECONDS:
        return not_yet(_("A chave dura {ttl} s; o pedido era no máximo uma hora.").format(ttl=ttl))
    return right(
        _(
            "Li os três de volta, cada um por uma conexão nova: `{token}`. A chave some sozinha em {ttl} s."
        ).format(token=scene.token, ttl=ttl)
    )


def _found(scene: SimpleNamespace) -> dict[str, str]:
    """What stands in the key, the object and the table; empty where there is nothing."""
    content = throwaway.content(scene.object) or b""
    with postgres.connect("student") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT token FROM sandbox.proof WHERE token = %s LIMIT 1", (scene.token,))
        row = cursor.fetchone()
    return {
        "key": str(redis.client().get(scene.key) or ""),
        "object": content.decode(errors="replace"),
        "row": row[0] if row else "",
    }


def _writing() -> bool:
    """Whether a session that has not ended its transaction has written to the table."""
    locks = "SELECT count(*) FROM pg_locks WHERE relation = 'sandbox.proof'::regclass AND mode = %s"
    with postgres.connect("student") as connection, connection.cursor() as cursor:
        cursor.execute(locks, ("RowExclusiveLock",))
        [held] = cursor.fetchone() or (0,)
    return bool(held)
