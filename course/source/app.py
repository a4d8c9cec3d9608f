"""The flights API as a program: `uvicorn course.source.app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from course.i18n import _
from course.source.api import data_router, faults_router
from course.source.catalog import catalog
from course.source.faults import Switches
from course.source.limits import TokenBucket
from course.source.metrics import Measured, start_at_zero
from course.telemetry import traces

_DESCRIPTION = _(
    """Os voos de Nova York de 2013, servidos como se fossem de hoje: o dia lógico D recebe os voos do mesmo
dia e mês de 2013 (29 de fevereiro recebe os do dia 28), com ano, mês e dia trocados pelos de D.

- Toda chamada leva a chave no cabeçalho `X-API-Key`.
- As linhas vêm em páginas: peça da 1 até `pages`.
- A mesma versão dos dados dá os mesmos bytes: mande o `ETag` de antes em `If-None-Match`, e o que não mudou
  responde 304.
- Quem chama rápido demais recebe 429 e, em `Retry-After`, quantos segundos esperar.
- Um erro é sempre `{"detail": "…"}`.
- As falhas de `/v1/faults` servem aos testes e aos exercícios de incidente."""
)


def create_app(bucket: TokenBucket | None = None) -> FastAPI:
    """A server with faults and a rate limit of its own; raises `CourseError` without its data."""
    app = FastAPIOffline(title=_("API de voos"), version="1", description=_DESCRIPTION, lifespan=_traced)
    switches = Switches()
    app.include_router(data_router(catalog(), switches, bucket or TokenBucket()), tags=[_("dados")])
    app.include_router(faults_router(switches), tags=[_("falhas")])
    app.add_middleware(Measured)
    app.add_exception_handler(RequestValidationError, _say_what_is_wrong)

    @app.get("/healthz", summary=_("O serviço está de pé e com os dados na memória"), tags=[_("operação")])
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/metrics", summary=_("Métricas para o Prometheus"), tags=[_("operação")])
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    start_at_zero(route.path for route in app.routes if isinstance(route, APIRoute))
    return app


@asynccontextmanager
async def _traced(_app: FastAPI) -> AsyncIterator[None]:
    """While it serves, and not when it is only imported."""
    traces.start("source")
    yield
    traces.flush()


async def _say_what_is_wrong(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # what it is registered for
    wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {_reason(item)}" for item in error.errors())
    return JSONResponse({"detail": _("Valor errado: {wrong}.").format(wrong=wrong)}, 422)


def _reason(item: dict[str, Any]) -> str:
    in_our_words = {"missing": _("falta"), "int_parsing": _("não é um número inteiro")}
    return in_our_words.get(item["type"]) or str(item.get("ctx", {}).get("error", item["msg"]))


app = create_app()
