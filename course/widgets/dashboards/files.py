"""The dashboards as files: written for Grafana to provision, read by our own board.

`python -m course.widgets.dashboards.files` writes them anew.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from course.errors import UsageError
from course.i18n import _
from course.services import jaeger
from course.settings import ROOT, as_here

# How the uid of a service's own dashboard begins.
ONE_SERVICE = "service-"
FOLDER = ROOT / "infra/grafana/dashboards"
_TEXTS = {"title", "description", "text", "legendFormat", "displayName", "noValue"}


def write(folder: Path = FOLDER) -> None:
    """Writes every dashboard of this package as `<uid>.json`, in the language in force.

    A module has one, `dashboard`, or several, `dashboards`.
    """
    from grafana_foundation_sdk.cog.encoder import JSONEncoder  # late: whoever only reads needs no SDK
    from grafana_foundation_sdk.models.dashboard import Dashboard

    import course.widgets.dashboards as package

    folder.mkdir(parents=True, exist_ok=True)
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        for made in getattr(module, "dashboards", [getattr(module, "dashboard", None)]):
            if not isinstance(made, Dashboard):
                continue
            text = json.dumps(made, cls=JSONEncoder, ensure_ascii=False, indent=2, sort_keys=True)
            (folder / f"{made.uid}.json").write_text(text + "\n", encoding="utf-8")


def uids() -> list[str]:
    """The dashboards that there are files of."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read(uid: str) -> dict[str, Any]:
    """One dashboard as Grafana's JSON, its texts in the reader's language, its links to the services of here.

    Raises `UsageError` with the names there are.
    """
    board, pages = _file(uid), {}
    for variable in board.get("templating", {}).get("list", []):
        name = variable["name"]
        here = jaeger.page() if name == jaeger.service.name else as_here(variable["query"])
        pages[f"${{{name}}}"] = here

    def linked(key: str, text: str) -> str:
        for variable, page in pages.items() if key == "url" else ():
            text = text.replace(variable, page)
        return text

    here_linked: dict[str, Any] = _changed(board, linked) if pages else board
    return here_linked


@cache
def _file(uid: str) -> dict[str, Any]:
    if uid not in uids():
        raise UsageError(
            _("Não há painel {uid!r}.").format(uid=uid),
            _("Os nomes: {names}.").format(names=", ".join(uids())),
        )
    text = (FOLDER / f"{uid}.json").read_text(encoding="utf-8")
    board: dict[str, Any] = _changed(json.loads(text), _translated)
    return board


def _translated(key: str, text: str) -> str:
    """The files are Portuguese, which is what the catalogs are keyed by."""
    return _(text) if key in _TEXTS and text else text


def _changed(value: Any, change: Callable[[str, str], str], key: str = "") -> Any:
    """A copy in which each text is what `change` makes of it and of the key that it stands under.

    Columns are renamed by a table of their names: what stands in it counts as `text`.
    """
    if isinstance(value, dict):
        return {
            name: _changed(item, change, "text" if key == "renameByName" else name)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_changed(item, change, key) for item in value]
    return change(key, value) if isinstance(value, str) else value


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:]))
