"""A link that opens one object, to read, for ten minutes."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import requests

from course.exercises.exercise import Exercise, Wrong
from course.exercises.numbers import shown
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.lessons.architecture import throwaway
from course.settings import settings

_SECONDS = 600
_WEEK = 7 * 24 * 3600  # the library's default, and the most that signature version 4 allows

exercise = Exercise(
    id="02.11-presigned-link",
    title=_("Um link que vence"),
    answer="link_to",
    needs=("minio",),
    starter='''\
from course.services import minio


def link_to(bucket, name):
    """A link with which anybody can read this object, and nothing else, for 10 minutes."""
    ...
''',
    solution="""\
from datetime import timedelta

from course.services import minio


def link_to(bucket, name):
    return minio.client().presigned_get_object(bucket, name, expires=timedelta(minutes=10))
""",
    explains=_(
        "O link é assinado com a sua chave, sem contê-la: método, servidor, caminho, data e prazo entram na"
        " assinatura, e mudar um deles a invalida. Quem o tem lê, sem login, até vencer, e não se recolhe"
        " um link sozinho: só tirando a permissão ou a chave de quem o assinou, ou o próprio objeto. Por isso"
        " o prazo é curto. O máximo da"
        " assinatura V4 são 7 dias. Fonte: [AWS, presigned"
        " URLs](https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html)."
    ),
    hints=(
        _(
            "Compare o que a sua função devolve com a tabela acima: o link tem `X-Amz-Signature`? Quanto diz"
            " `X-Amz-Expires`, em segundos?"
        ),
        _(
            "Não se abre o bucket nem se entrega a senha: quem tem a chave assina um pedido, e o link"
            " carrega a assinatura. A biblioteca tem um método para assinar leituras e outro para"
            " gravações. O prazo é um `timedelta`; sem ele vale o padrão da biblioteca, que é o mais longo."
        ),
        _(
            "```python\n"
            "from datetime import timedelta\n"
            "\n"
            "s3 = minio.client()\n"
            "ten = timedelta(minutes=10)      # o prazo entra na assinatura\n"
            "return s3.____(bucket, name, expires=ten)\n"
            "```"
        ),
    ),
    wrong={
        "default_week": Wrong(
            """\
from course.services import minio


def link_to(bucket, name):
    return minio.client().presigned_get_object(bucket, name)
""",
            _(
                "O link abre o objeto certo, por {given} ({days} dias): é o padrão da biblioteca."
                " Encaminhado num e-mail, continua aberto na semana que vem."
            ),
        ),
        "unsigned": Wrong(
            """\
from course.services import minio


def link_to(bucket, name):
    return f"http://{minio.endpoint()}/{bucket}/{name}"
""",
            _(
                "É o endereço do objeto, sem assinatura: quem o abre sem login recebe HTTP {status}. O"
                " bucket é privado, e deve continuar."
            ),
        ),
        "console": Wrong(
            """\
from course.services import minio


def link_to(bucket, name):
    return minio.object_page(bucket, name)
""",
            _(
                "Esse é o endereço da página do console: quem o abre recebe um formulário de login, não os"
                " bytes. Para entrar, a pessoa precisaria da sua senha."
            ),
        ),
        "writes": Wrong(
            """\
from datetime import timedelta

from course.services import minio


def link_to(bucket, name):
    return minio.client().presigned_put_object(bucket, name, expires=timedelta(minutes=10))
""",
            _(
                "A leitura responde HTTP {status}, e com o mesmo link eu acabei de gravar por cima do objeto"
                " (HTTP {put}). O método faz parte da assinatura, e este assina o outro."
            ),
        ),
    },
)


@exercise.check
def check(link_to: Callable[[str, str], Any]) -> Verdict:
    """With an object made for it: whether plain HTTP reads it, for how long, and nothing else."""
    if not callable(link_to):
        return not_yet(_("A resposta não é uma função, é {kind}.").format(kind=type(link_to).__name__))
    with throwaway.objects() as prefix:
        name, other, body = f"{prefix}report.csv", f"{prefix}other.csv", secrets.token_bytes(200)
        for one in (name, other):
            throwaway.put(one, body if one == name else b"secret")
        link = link_to(throwaway.BUCKET, name)
        if not isinstance(link, str) or not link.startswith("http"):
            return not_yet(
                _("Sua função devolveu `{given}`; o link começa com http.").format(given=repr(link)[:80])
            )
        return _opened(link, name, other, body)


def _opened(link: str, name: str, other: str, body: bytes) -> Verdict:
    address, signed = urlsplit(link), parse_qs(urlsplit(link).query)
    if address.port == settings.minio_console_port:
        return mistake("console")
    answer = requests.get(link, timeout=5)
    if "X-Amz-Signature" not in signed:
        return mistake("unsigned", status=answer.status_code)
    if not answer.ok:
        written = requests.put(link, data=b"overwritten", timeout=5)
        if written.ok:
            return mistake("writes", status=answer.status_code, put=written.status_code)
        return not_yet(_("Abri o link e recebi HTTP {status}.").format(status=answer.status_code))
    if answer.content != body:
        return not_yet(_("O link abre outra coisa, de {n} bytes.").format(n=len(answer.content)))
    seconds = int(signed["X-Amz-Expires"][0])
    if seconds == _WEEK:
        return mistake("default_week", given=shown(seconds, "seconds"), days=seconds // (24 * 3600))
    if seconds != _SECONDS:
        return not_yet(
            _("O link vale por {given}; o pedido são 10 minutos.").format(given=shown(seconds, "seconds"))
        )
    tries = [
        (_("ler este objeto"), answer.status_code),
        (
            _("ler outro, com a mesma assinatura"),
            requests.get(link.replace(name, other), timeout=5).status_code,
        ),
        (_("gravar, com a mesma assinatura"), requests.put(link, data=b"x", timeout=5).status_code),
    ]
    return right(
        _("Sem login nenhum, por {given}:").format(given=shown(seconds, "seconds")),
        rows=pd.DataFrame(tries, columns=[_("pedido"), "HTTP"]),
    )
