"""The on-call service as a program: `uvicorn course.incidents.oncall.app:app`."""

import secrets
import time
from threading import Thread
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from course.errors import Unavailable
from course.i18n import _
from course.incidents.oncall import page, warehouse
from course.incidents.oncall.exporter import Exporter
from course.incidents.oncall.notification import WATCHDOG, Notification
from course.incidents.oncall.spool import Spool
from course.settings import settings


class Heartbeat:
    """When Watchdog was last delivered, by a clock that nobody sets."""

    def __init__(self) -> None:
        self._at: float | None = None

    def beat(self) -> None:
        """It has just come."""
        self._at = time.monotonic()

    @property
    def age_seconds(self) -> float | None:
        """None before the first."""
        return None if self._at is None else time.monotonic() - self._at


def from_alertmanager(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
) -> None:
    """Lets only who has the secret of .env in."""
    expected = settings.oncall_webhook_secret.get_secret_value()
    if not secrets.compare_digest((given.credentials if given else "").encode(), expected.encode()):
        raise HTTPException(401, _("Segredo errado ou ausente: ONCALL_WEBHOOK_SECRET de .env."))


app = FastAPI(title="oncall", docs_url=None, redoc_url=None, openapi_url=None)
_spool = Spool(warehouse.record)
_heartbeat = Heartbeat()
_registry = CollectorRegistry()
_registry.register(Exporter())


@app.post("/alerts", dependencies=[Depends(from_alertmanager)])
def alerts(notification: Notification) -> dict[str, int]:
    """Takes a notification: on disk when this answers, in the warehouse as soon as it is there."""
    if any(alert.name == WATCHDOG and alert.status == "firing" for alert in notification.alerts):
        _heartbeat.beat()
    _spool.take(notification)
    _spool.drain(patience=1)
    return {"waiting": len(_spool.waiting())}


@app.get("/heartbeat")
def heartbeat() -> dict[str, float | None]:
    """How old the newest heartbeat is."""
    return {"age_seconds": _heartbeat.age_seconds}


@app.get("/healthz")
def healthz() -> JSONResponse:
    """How many alerts are open; 503 while the warehouse cannot be asked."""
    try:
        [(number,)] = warehouse.rows(warehouse.sql("open"))
    except Unavailable as error:
        return JSONResponse({"detail": str(error), "waiting": len(_spool.waiting())}, 503)
    return JSONResponse({"open": number, "waiting": len(_spool.waiting())})


@app.get("/metrics")
def metrics() -> Response:
    """What the collectors find. Prometheus comes every few seconds: what waits on disk gets its turn too.

    On a thread of its own: the warehouse may keep it waiting for longer than Prometheus waits for this.
    """
    Thread(target=_spool.drain, name="drain", daemon=True).start()
    return Response(generate_latest(_registry), media_type=CONTENT_TYPE_LATEST)


@app.get("/")
def present() -> HTMLResponse:
    """What fires now."""
    return HTMLResponse(page.present())


@app.get("/runbooks/{name}")
def runbook(name: str) -> HTMLResponse:
    """What to do about an alert."""
    found = page.runbook(name)
    if found is None:
        raise HTTPException(404, _("Não há runbook {name!r}.").format(name=name))
    return HTMLResponse(found)
