"""The proof that every service answers: what its round trip brought back."""

import re
from collections.abc import Mapping
from typing import Any

from course.errors import Unavailable
from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_yet, right
from course.i18n import _
from course.services import health
from course.services.base import Service
from course.services.registry import services

exercise = Exercise(
    id="lab1.05-all-answer",
    title=_("Todos respondem?"),
    answer="proof",
    needs=tuple(services()),
    starter="""\
from course.services import health

proof = {}
""",
    solution="""\
from course.services import health

proof = {result.service.name: result.saw for result in health.check()}
""",
    explains=_(
        "`make status` pergunta ao sistema operacional se os processos existem; `make check-health` e o seu"
        " `proof` fazem uma **ida e volta**: gravam e leem uma chave, entram no banco, esperam um worker"
        " responder pela fila. Um processo pode existir e não trabalhar; uma ida e volta não tem como fingir."
        " Por isso o Kubernetes não se contenta com o processo: as"
        " [sondas](https://kubernetes.io/docs/concepts/workloads/pods/probes/) perguntam ao serviço,"
        " *liveness* para reiniciar o que travou, *readiness* para só mandar trabalho a quem pode atender."
    ),
    hints=(
        _(
            "`health.check()` devolve uma lista. Olhe um elemento dela: `vars(health.check()[0])`. Qual campo"
            " traz o que voltou do serviço, e qual o nome dele?"
        ),
        _(
            "Cada elemento é um `Health`: `service` (a declaração, com `name` e `title`), `seconds`, `saw` (o"
            " que voltou) e `error` (por que falhou). Percorra todos e guarde, para cada nome, o que voltou."
            " Todos: um serviço sem página também trabalha."
        ),
        _(
            "```python\n"
            "proof = {\n"
            "    result.service.name: ____      # o que a ida e volta trouxe\n"
            "    for result in health.check()   # um por serviço\n"
            "}\n"
            "```"
        ),
    ),
    wrong={
        "only_pages": Wrong(
            """\
from course.services import health

proof = {result.service.name: result.saw for result in health.check() if result.service.page}
""",
            _(
                "Em `proof` faltam: {missing}. Nem todo serviço tem página para abrir: o banco, a fila e os"
                " exporters param do mesmo jeito, e ninguém os veria no navegador."
            ),
        ),
        "port_open": Wrong(
            """\
import socket

from course.services.registry import services

proof = {}
for name, service in services().items():
    with socket.socket() as attempt:
        proof[name] = attempt.connect_ex(("127.0.0.1", service.port)) == 0
""",
            _(
                "`{service}` está como `{given}`: você sabe que alguém escuta na porta. Um banco sem espaço"
                " em disco, um scheduler travado e o programa de outra pessoa também escutam. O que voltou do"
                " serviço?"
            ),
        ),
        "declared": Wrong(
            """\
from course.services.registry import services

proof = {name: service.purpose.function for name, service in services().items()}
""",
            _(
                "`{service}` está como “{given}”: isso está **escrito no código** e seria igual com tudo"
                " desligado. Ninguém perguntou nada a serviço nenhum."
            ),
        ),
        "seconds": Wrong(
            """\
from course.services import health

proof = {result.service.name: result.seconds for result in health.check()}
""",
            _(
                "`{service}` está como `{given}`: é o tempo da ida e volta. Um erro também leva tempo, e uma"
                " conexão recusada é a mais rápida de todas. O tempo não diz o que voltou."
            ),
        ),
    },
)


@exercise.check
def check(proof: Mapping[str, object]) -> Verdict:
    """Every service, with what it answers now; figures in the answer may have moved on."""
    if not isinstance(proof, Mapping):
        return not_yet(_("`proof` é {kind}, não um dicionário.").format(kind=type(proof).__name__))
    results = health.check()
    if down := [result.error for result in results if result.error]:
        raise Unavailable(down[0])  # the engine names them all
    if missing := [result.service.title for result in results if result.service.name not in proof]:
        return mistake("only_pages", missing=", ".join(missing))
    for result in results:
        if verdict := _not_what_came_back(result, proof[result.service.name]):
            return verdict
    slowest = max(results, key=lambda result: result.seconds)
    return right(
        _("Responderam os {n} serviços. O mais demorado foi {service}, {ms:.0f} ms: {saw}.").format(
            n=len(results), service=slowest.service.title, ms=1000 * slowest.seconds, saw=slowest.saw
        )
    )


def _not_what_came_back(result: health.Health, given: object) -> Verdict | None:
    figures: dict[str, Any] = {"service": result.service.title, "given": str(given)[:120]}
    if isinstance(given, bool):
        return mistake("port_open", **figures)
    if isinstance(given, (int, float)):
        return mistake("seconds", **figures)
    if str(given) in _declared(result.service):
        return mistake("declared", **figures)
    if _words(given) != _words(result.saw):
        told = _("`{service}` está como “{given}”; a ida e volta dele trouxe outra coisa.")
        return not_yet(told.format(**figures))
    return None


def _declared(service: Service) -> set[str]:
    return {service.name, service.title, service.page, service.login, *vars(service.purpose).values()}


def _words(text: object) -> str:
    """The text with its figures, dates and versions masked."""
    return re.sub(r"\w*\d[\w.,:-]*", "#", str(text))
