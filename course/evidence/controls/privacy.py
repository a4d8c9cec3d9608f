"""Privacy: a data-subject request on synthetic passengers, carried out from the e-mail to the proof."""

import datetime as dt
import json
from collections.abc import Iterator

from course.evidence import passengers, request
from course.evidence.control import Control, Observation
from course.evidence.passengers import Passenger
from course.i18n import _

control = Control(
    id="privacy",
    iso_2013=("A.18.1.4",),
    iso_2022=("5.34",),
    title=_("Privacidade e proteção de dados pessoais"),
    shows=_(
        "O pedido de um titular é atendido até o fim: os dados são achados em tabelas e em versões antigas de"
        " objetos, entregues e apagados; uma busca que lê tudo não acha mais nada; os outros passageiros"
        " ficam como estavam."
    ),
    limits=_(
        "Os passageiros são inventados. Backups sob trava guardam o apagado até vencer: depois de restaurar,"
        " apaga-se de novo pelos ids da trilha. O que o PostgreSQL apagou fica no disco até o VACUUM, e no"
        " WAL até girar. Prazo e base legal de cada uso são decisões que nenhum teste mostra."
    ),
)

_PASSENGERS = 9


@control.evidence
def evidence() -> Iterator[Observation]:
    """The passengers are made for the request, and gone after it."""
    request.expire()  # those of a run that was stopped
    since = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    people = passengers.draw(_PASSENGERS)
    try:
        passengers.board(people)
        yield from _request(people, since)
    finally:
        for one in people:
            request.remove(one)


def _request(people: list[Passenger], since: dt.datetime) -> Iterator[Observation]:
    who, others = request.identify(people[0].email), people[1:]
    found = request.find(who)
    places = [one.where.partition("?")[0] for one in found]
    told = _("em {n} lugares: {places}").format(n=len(found), places=", ".join(sorted(set(places))))
    # Two tables; a ticket in two versions; the list of a flight.
    whole = len(found) == len(places) == 5 and len(set(places)) == 4
    yield Observation(ran=_("achar o titular pelo e-mail"), came_back=told, holds=whole)

    exported = request.export(found)
    same = [one["content"] for one in json.loads(exported)] == [one.content for one in found]
    named = all(text in exported.decode() for text in (who.name, who.email, who.document))
    told = _("JSON de {n} bytes").format(n=len(exported))
    yield Observation(ran=_("exportar"), came_back=told, holds=same and named)

    seen = request.traces(who, since)
    told = _("achou em {n} lugares").format(n=len(seen))
    yield Observation(ran=_("busca em tudo, antes de apagar"), came_back=told, holds=bool(seen))

    before = [_contents(other) for other in others]
    request.erase(who)
    left = [one.where for one in request.find(who)]
    yield Observation(ran=_("apagar, e procurar de novo"), came_back=_listed(left), holds=not left)
    left = request.traces(who, since)
    yield Observation(ran=_("busca em tudo, depois de apagar"), came_back=_listed(left), holds=not left)
    unchanged = [_contents(other) for other in others] == before
    told = _("iguais") if unchanged else _("mudaram")
    ran = _("os dados dos outros {n} passageiros").format(n=len(others))
    yield Observation(ran=ran, came_back=told, holds=unchanged)


def _contents(who: Passenger) -> list[str]:
    """What is held of somebody, wherever; an object written anew has another version."""
    return sorted(json.dumps(one.content, sort_keys=True) for one in request.find(who))


def _listed(places: list[str]) -> str:
    return _("ainda em: {places}").format(places=", ".join(places)) if places else _("nada")
