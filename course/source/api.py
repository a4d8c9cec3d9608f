"""The paths of the API: the data and its version, and the switch of the faults."""

import asyncio
import datetime as dt
import math
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.security import APIKeyHeader
from pydantic import BeforeValidator, Field

from course.i18n import _
from course.settings import settings
from course.source.catalog import Catalog
from course.source.contract import DATASETS, FIRST_DAY, Dataset, Model, Page
from course.source.faults import Faults, Switches
from course.source.limits import TokenBucket
from course.source.published import Published
from course.source.reply import Reply


class Version(Model):
    """What the API can be asked for today."""

    version: str = Field(description=_("Versão dos dados, tirada do seu conteúdo."))
    first_day: dt.date = Field(description=_("Primeiro dia lógico."))
    last_day: dt.date = Field(description=_("Último dia lógico: ontem, no fuso do curso."))


class Problem(Model):
    """Why a request was refused."""

    detail: str


def _iso_day(text: object) -> dt.date:
    try:
        day = dt.date.fromisoformat(str(text))
        if day.isoformat() == text:
            return day
    except ValueError:
        pass
    raise ValueError(_("{text!r} não é um dia no formato AAAA-MM-DD").format(text=text))


Day = Annotated[dt.date, BeforeValidator(_iso_day), Query(description=_("Dia lógico, AAAA-MM-DD."))]
PageNumber = Annotated[int, Query(ge=1, description=_("Número da página, a partir de 1."))]
_Key = Annotated[str | None, Depends(APIKeyHeader(name="X-API-Key", auto_error=False))]


def last_day() -> dt.date:
    """Yesterday in the course's time zone: the last day that is over."""
    return dt.datetime.now(settings.course_timezone).date() - dt.timedelta(days=1)


def require_key(key: _Key) -> None:
    """Lets only the key of .env in, in a time that tells nothing about it."""
    expected = settings.source_api_key.get_secret_value()
    if not secrets.compare_digest((key or "").encode(), expected.encode()):
        detail = _("Chave errada ou ausente: envie o cabeçalho X-API-Key com SOURCE_API_KEY de .env.")
        raise HTTPException(401, detail, {"WWW-Authenticate": "APIKey"})


def data_router(catalog: Catalog, switches: Switches, bucket: TokenBucket) -> APIRouter:
    """The version and every dataset of the contract, behind the key and the rate limit."""
    published = Published(catalog, switches)

    def marks() -> dict[str, str]:
        return {"X-Source-Version": published.version}

    async def limit() -> None:
        if wait := bucket.take():
            detail = _("Chamadas demais; tente de novo em {n} s.").format(n=wait)
            raise HTTPException(429, detail, {"Retry-After": str(wait)})

    async def answer(request: Request, dataset: Dataset, date: dt.date | None, page: int) -> Response:
        document = _document(published, dataset, date, page)
        reply = switches.strike(Reply(document, headers=marks()))
        await asyncio.sleep(reply.delay_seconds)
        return reply.response(request)

    router = APIRouter(
        prefix="/v1",
        dependencies=[Depends(require_key), Depends(limit)],
        responses={status: {"model": Problem} for status in (401, 422, 429)},
    )

    @router.get("/version", summary=_("A versão dos dados e os dias que há"), response_model=Version)
    async def version(request: Request) -> Response:
        now = Version(version=published.version, first_day=FIRST_DAY, last_day=last_day())
        return Reply(now.model_dump(mode="json"), headers=marks()).response(request)

    for dataset in DATASETS:
        router.add_api_route(
            f"/{dataset.name}",
            _endpoint(dataset, answer),
            summary=dataset.summary,
            response_model=Page[dataset.row],  # type: ignore[name-defined]
            responses={304: {"description": _("O cliente já tem estes bytes.")}, 404: {"model": Problem}},
        )
    return router


def faults_router(switches: Switches) -> APIRouter:
    """The switch of the faults; behind the key, and never limited."""
    router = APIRouter(prefix="/v1/faults", dependencies=[Depends(require_key)])

    @router.get("", summary=_("As falhas ligadas"), response_model_exclude_none=True)
    async def show() -> Faults:
        return switches.on

    @router.put("", summary=_("Liga estas falhas e desliga as outras"), response_model_exclude_none=True)
    async def switch(faults: Faults) -> Faults:
        switches.switch(faults)
        return switches.on

    @router.delete("", summary=_("Desliga todas as falhas"), status_code=204)
    async def clear() -> None:
        switches.switch(Faults())

    return router


_Answer = Callable[[Request, Dataset, dt.date | None, int], Awaitable[Response]]


def _endpoint(dataset: Dataset, answer: _Answer) -> Callable[..., Awaitable[Response]]:
    async def dated(request: Request, date: Day, page: PageNumber = 1) -> Response:
        if not FIRST_DAY <= date <= last_day():
            detail = _("Não há dados de {date}: o primeiro dia é {first} e o último, {last}.")
            raise HTTPException(404, detail.format(date=date, first=FIRST_DAY, last=last_day()))
        return await answer(request, dataset, date, page)

    async def whole(request: Request, page: PageNumber = 1) -> Response:
        return await answer(request, dataset, None, page)

    return dated if dataset.dated else whole


def _document(published: Published, dataset: Dataset, date: dt.date | None, number: int) -> dict[str, object]:
    page = published.page(dataset, date, number)
    pages = max(1, math.ceil(page.total / dataset.page_size))
    if number > pages:
        raise HTTPException(
            404, _("Não há página {page}: a última é {pages}.").format(page=number, pages=pages)
        )
    return {
        "dataset": dataset.name,
        "date": date and date.isoformat(),
        "page": number,
        "pages": pages,
        "total": page.total,
        "version": published.version,
        "rows": page.rows,
    }
