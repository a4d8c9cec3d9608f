"""How the source is asked: its key, its pages, and what is done when it will not answer."""

import datetime as dt
import logging
from types import TracebackType
from urllib.parse import urlencode

import requests
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from course.errors import CourseError, Unavailable
from course.i18n import _
from course.pipeline.contract import ContractError, broken
from course.pipeline.datasets import Dataset
from course.pipeline.storage import Content
from course.services import source
from course.telemetry.traces import headers, span

_log = logging.getLogger(__name__)
ATTEMPTS = 6
_TIMEOUT_SECONDS = (3, 30)
# "Full jitter": a random wait up to a bound that doubles, so that clients do not come back in step.
# https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
_BACKOFF = wait_random_exponential(multiplier=0.25, max=8)
# Asked to wait longer than this, the pipeline gives up and leaves it to Airflow to come back.
_LONGEST_WAIT_SECONDS = 30


class _TryAgain(Unavailable):
    """Worth another try, after the seconds that the source asks for, if it does."""

    after: float = 0


class SourceClient:
    """A session with the source. Every call is tried `ATTEMPTS` times, with growing pauses.

    Tried again: no connection, no answer in time, 429 (after its Retry-After) and 5xx.
    Everything else is final. Raises `Unavailable` when it gave up and `ContractError` for an
    answer that is not what the source promises.
    """

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.headers.update(source.headers())

    def __enter__(self) -> "SourceClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def version(self) -> str:
        """The version of the source's data: the same version, the same bytes."""
        response = self._get("/v1/version", {})
        try:
            return str(response.json()["version"])
        except (ValueError, KeyError, TypeError) as error:
            raise broken("/v1/version", _("não traz a versão")) from error

    def page(self, dataset: Dataset, day: dt.date, number: int) -> Content:
        """The bytes of a page as they came, and their ETag."""
        params = {"date": str(day)} if dataset.daily else {}
        response = self._get(f"/v1/{dataset.name}", params | {"page": str(number)})
        return Content(response.content, response.headers.get("ETag", ""))

    def _get(self, path: str, params: dict[str, str]) -> requests.Response:
        return Retrying(
            retry=retry_if_exception_type(_TryAgain),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            before_sleep=_say,
            reraise=True,
        )(self._once, path, params)

    def _once(self, path: str, params: dict[str, str]) -> requests.Response:
        with span(f"GET {path}", "source", **{"url.query": urlencode(params)}) as call:
            response = self._answer(path, params)
            call.set_attribute("http.response.status_code", response.status_code)
            return response

    def _answer(self, path: str, params: dict[str, str]) -> requests.Response:
        try:
            response = self._session.get(
                source.url(path), params=params, headers=headers(), timeout=_TIMEOUT_SECONDS
            )
        except requests.RequestException as error:
            raise _TryAgain(
                _("A fonte não responde em {url} ({why}).").format(
                    url=source.url(), why=type(error).__name__
                ),
                _("Rode `make status`; com a fonte de pé, repita a etapa."),
            ) from error
        if response.status_code == requests.codes.too_many_requests or response.status_code >= 500:
            raise _later(path, response)
        if not response.ok:
            raise _refused(path, response)
        return response


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    _log.warning("%s, try %s of %s: %s", state.args[0], state.attempt_number, ATTEMPTS, error)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return max(getattr(error, "after", 0), _BACKOFF(state))


def _later(path: str, response: requests.Response) -> Unavailable:
    asked = response.headers.get("Retry-After", "")
    after = float(asked) if asked.isdigit() else 0
    message = _("A fonte respondeu {status} a {path}, por mais que se tentasse.").format(
        status=response.status_code, path=path
    )
    if after > _LONGEST_WAIT_SECONDS:
        return Unavailable(message, _("Ela pede {n:.0f} s de espera: repita depois.").format(n=after))
    error = _TryAgain(message, _("Espere um pouco e repita a etapa: ela continua de onde parou."))
    error.after = after
    return error


def _refused(path: str, response: requests.Response) -> CourseError:
    if response.status_code == requests.codes.unauthorized:
        return Unavailable(
            _("A fonte não aceitou a chave (401)."),
            _("Confira SOURCE_API_KEY em .env e reinicie a fonte: ela lê a chave ao subir."),
        )
    return ContractError(
        _("A fonte recusou {path} com {status}: {why}").format(
            path=path, status=response.status_code, why=response.text.strip()[:200]
        ),
        _("Confira se a fonte é a deste curso e se o dia existe nela."),
    )
