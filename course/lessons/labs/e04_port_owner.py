"""Whose port it is: of all processes that a port is named with, the one that listens."""

import os
from types import SimpleNamespace
from typing import Any

import psutil

from course.exercises.exercise import Exercise, Wrong
from course.exercises.verdict import Verdict, mistake, not_tried, not_yet, right
from course.i18n import _
from course.lessons.labs import port_holders
from course.lessons.labs.port_holders import CALL, LISTEN

_STARTER = """\
import psutil

from course.notebook import scene

s = scene("lab1.04-port-owner")
print(s.port)
"""


def _scene() -> dict[str, Any]:
    return {"port": port_holders.start(), "kernel": os.getpid()}


def _where(scene: Any) -> str:
    if not isinstance(scene, SimpleNamespace):
        return _("Execute primeiro a célula: ela ocupa uma porta e a guarda em `s.port`.")
    return _(
        "Abra um terminal do JupyterLab e rode `ss -tnp | grep {port}` e `ss -ltnp | grep {port}`. Quantos"
        " processos cada um mostra, e em que estado? Só um deles **ocupa** a porta {port}."
    ).format(port=scene.port)


exercise = Exercise(
    id="lab1.04-port-owner",
    title=_("A porta ocupada"),
    answer="",
    starter=_STARTER,
    solution=_STARTER
    + """\
for connection in psutil.net_connections("tcp"):
    if connection.status == psutil.CONN_LISTEN and connection.laddr.port == s.port:
        psutil.Process(connection.pid).terminate()
""",
    explains=_(
        "Uma conexão TCP tem duas pontas, e as duas trazem o número da porta. **Dono** é quem está em"
        " `LISTEN` com a porta como endereço **local**; o cliente a tem como endereço remoto. É a busca que"
        " `make doctor` faz em `course/stack/ports.py`. No terminal: `ss -ltnp` ou `lsof -iTCP:PORTA"
        " -sTCP:LISTEN`, depois `kill PID`, que pede com SIGTERM; `kill -9` fica para quem não atende."
    ),
    hints=(
        _where,
        _(
            '`psutil.net_connections("tcp")` lista todas as conexões da máquina, com `status`, `laddr` (a'
            " ponta de cá), `raddr` (a de lá) e `pid`. Um servidor que espera por clientes tem o status"
            " `psutil.CONN_LISTEN`. Ache o dele e peça que termine, com `psutil.Process(pid).terminate()`. Os"
            " outros processos que falam com a porta são clientes: não têm culpa."
        ),
        _(
            "```python\n"
            'for connection in psutil.net_connections("tcp"):\n'
            "    # a ponta local é a nossa porta, e ela espera por clientes\n"
            "    if connection.laddr.port == s.port and connection.status == ____:\n"
            "        psutil.Process(connection.pid).terminate()\n"
            "```"
        ),
    ),
    wrong={
        "the_client": Wrong(
            _STARTER
            + """\
for connection in psutil.net_connections("tcp"):
    if connection.raddr and connection.raddr.port == s.port:
        psutil.Process(connection.pid).terminate()
""",
            _(
                "A porta {port} continua ocupada, e quem terminou foi um **cliente** dela. Ele tinha a porta"
                " como endereço remoto (`raddr`): numa plataforma de verdade você teria derrubado o worker,"
                " não o banco. Execute a célula de novo: ela refaz o cenário."
            ),
        ),
        "everybody": Wrong(
            _STARTER
            + """\
for connection in psutil.net_connections("tcp"):
    if s.port in (connection.laddr.port, connection.raddr and connection.raddr.port):
        if connection.pid and psutil.pid_exists(connection.pid):
            psutil.Process(connection.pid).kill()
""",
            _(
                "A porta {port} está livre, mas um cliente morreu junto. É o que acontece com `lsof -ti"
                " :PORTA | xargs kill`: a lista traz as duas pontas de cada conexão. Execute a célula de novo"
                " e termine só quem ocupa a porta."
            ),
        ),
        "suspended": Wrong(
            _STARTER
            + """\
for connection in psutil.net_connections("tcp"):
    if connection.status == psutil.CONN_LISTEN and connection.laddr.port == s.port:
        psutil.Process(connection.pid).suspend()
""",
            _(
                "Você achou o processo certo, mas ele está **parado**, não terminado: como depois de um"
                " Ctrl+Z, segue dono da porta {port} e não atende mais ninguém. É o pior dos dois mundos."
            ),
        ),
    },
    scene=_scene,
)


@exercise.check
def check(scene: SimpleNamespace | None) -> Verdict:
    """The listener has ended, the client has not."""
    if scene is None:
        return not_tried(
            _("Execute a célula: ela ocupa uma porta desta máquina e guarda o número em `s.port`.")
        )
    if scene.kernel != os.getpid():
        return not_tried(_("O kernel foi reiniciado, e o cenário acabou com ele. Execute a célula de novo."))
    listener, client = (port_holders.state(scene.port, part) for part in (LISTEN, CALL))
    if listener and client:
        if listener == psutil.STATUS_STOPPED:
            return mistake("suspended", port=scene.port)
        return not_tried(_("A porta {port} está ocupada como no começo.").format(port=scene.port))
    if not listener and not client:
        return mistake("everybody", port=scene.port)
    if listener:
        return mistake("the_client", port=scene.port)
    if any(
        c.laddr and c.laddr.port == scene.port for c in psutil.net_connections("tcp") if c.status == "LISTEN"
    ):
        return not_yet(_("Outro processo já ocupou a porta {port}.").format(port=scene.port))
    return right(
        _("A porta {port} está livre e o cliente segue vivo: você terminou o dono, e só ele.").format(
            port=scene.port
        )
    )
