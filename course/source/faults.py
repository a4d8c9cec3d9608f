"""How the API misbehaves when told to, for tests and drills.

A fault is a class with `strike`, which turns an answer into a worse one, and a field of
`Faults`. Its parameters, its switch at /v1/faults and its text in /docs come from these two.
Those that change rows are in `row_faults`.
"""

import datetime as dt
import random
from dataclasses import replace
from typing import Literal

from pydantic import Field

from course.i18n import _
from course.source.contract import Model
from course.source.reply import Reply
from course.source.row_faults import A_DATASET, RowFaults


class Fault(Model):
    """Which answers are struck; without any of these, all of them until the fault is cleared."""

    ratio: float = Field(1, gt=0, le=1, description=_("Parte das respostas atingidas, de 0 a 1."))
    times: int | None = Field(None, ge=1, description=_("Quantas ainda atingir; nulo: até desligar."))
    dataset: str | None = Field(None, pattern=A_DATASET, description=_("Só este conjunto de dados."))
    date: dt.date | None = Field(None, description=_("Só este dia lógico."))
    page: int | None = Field(None, ge=1, description=_("Só esta página."))

    def concerns(self, reply: Reply) -> bool:
        """Whether the answer is of the dataset, date and page that the fault is limited to."""
        asked = reply.document
        wanted = {"dataset": self.dataset, "date": self.date and self.date.isoformat(), "page": self.page}
        return all(value in (None, asked[name]) for name, value in wanted.items())

    def strike(self, reply: Reply) -> Reply:
        """The answer as the fault leaves it."""
        raise NotImplementedError


class Slow(Fault):
    seconds: float = Field(2, gt=0, le=60, description=_("Segundos de espera antes da resposta."))

    def strike(self, reply: Reply) -> Reply:
        return replace(reply, delay_seconds=self.seconds)


class Rubbish(Fault):
    form: Literal["html", "truncated", "empty"] = Field(
        "html", description=_("Página HTML, JSON cortado no meio ou objeto JSON vazio.")
    )

    def strike(self, reply: Reply) -> Reply:
        if self.form == "html":
            return replace(
                reply, body=b"<html><body><h1>It works!</h1></body></html>", media_type="text/html"
            )
        return replace(
            reply, body=b"{}" if self.form == "empty" else reply.content[: len(reply.content) // 2]
        )


class MissingPage(Fault):
    def strike(self, reply: Reply) -> Reply:
        return reply.refused(404, _("Página não encontrada."))


class TooMany(Fault):
    retry_after: int = Field(1, ge=0, le=60, description=_("Segundos no cabeçalho Retry-After."))

    def strike(self, reply: Reply) -> Reply:
        return reply.refused(429, _("Chamadas demais."), **{"Retry-After": str(self.retry_after)})


class ServerError(Fault):
    def strike(self, reply: Reply) -> Reply:
        return reply.refused(503, _("Serviço indisponível."))


class Faults(RowFaults):
    """The faults that are switched on: rows are spoilt first, then answers struck in this order."""

    slow: Slow | None = Field(default=None, description=_("Responde devagar."))
    rubbish: Rubbish | None = Field(
        default=None, description=_("Responde 200 com um corpo fora do contrato.")
    )
    missing_page: MissingPage | None = Field(
        default=None, description=_("Responde 404 a uma página que existe.")
    )
    too_many: TooMany | None = Field(
        default=None, description=_("Responde 429, como se o limite tivesse estourado.")
    )
    server_error: ServerError | None = Field(default=None, description=_("Responde 503."))


class Switches:
    """The state of the faults of one server."""

    def __init__(self) -> None:
        self.switch(Faults())

    def switch(self, faults: Faults) -> None:
        """Puts these in place of those that were on."""
        self.on = faults
        self._dice = random.Random(0)  # noqa: S311  # a drill has to go the same way each time

    def strike(self, reply: Reply) -> Reply:
        """The answer as the faults that are on leave it; one that has struck its `times` goes off."""
        struck = reply
        for name in Faults.model_fields:
            fault = getattr(self.on, name)
            if not isinstance(fault, Fault) or not fault.concerns(reply):
                continue
            if self._dice.random() >= fault.ratio:
                continue
            struck = fault.strike(struck)
            if fault.times is not None:
                left = fault.times - 1
                setattr(self.on, name, fault.model_copy(update={"times": left}) if left else None)
        return struck
