"""JupyterLab: where the course is read and worked through."""

import os
import sys
from pathlib import Path

from course.i18n import SOURCE_LANGUAGE, _
from course.services.base import Local, Program, Purpose, Service
from course.services.http import get
from course.settings import ROOT, settings

_STATE = settings.state_dir / "jupyter"


def home(language: str) -> Path:
    """Where the notebooks of a language are, below the checkout: the source's own place, or its edition's."""
    return Path() if language == SOURCE_LANGUAGE else Path("editions") / language


_LESSONS = home(settings.course_lang) / "modules"


def ping() -> str:
    """List the lessons with the token, as the browser does."""
    token = {"Authorization": f"token {settings.jupyter_token.get_secret_value()}"}
    content = get("jupyter", f"/api/contents/{_LESSONS}", headers=token).json()["content"]
    return _("listou {folder}/ ({n})").format(folder=_LESSONS, n=len(content))


service = Service(
    name="jupyter",
    title="JupyterLab",
    purpose=Purpose(
        function=_("Cada aula é um notebook que conversa com a plataforma ligada."),
        dataops=_("O notebook que se explora é o mesmo que o pipeline executa, com parâmetros."),
        observability=_("Notebooks executados ficam guardados, com as saídas de cada execução."),
        value=_("Da pergunta ao número em minutos, e o caminho fica escrito."),
    ),
    ports=("jupyter_port",),
    page=f"http://localhost:{settings.jupyter_port}",
    login=_("token {token}").format(token=settings.jupyter_token.get_secret_value()),
    ping=ping,
    probe="/login",
    local=Local(
        prepare=lambda: _STATE.mkdir(parents=True, exist_ok=True),
        programs=(
            Program(
                "jupyter",
                (
                    *(sys.executable, "-m", "jupyterlab"),
                    f"--config={ROOT}/infra/jupyter/jupyter_server_config.py",
                    *(f"--ServerApp.ip={settings.bind_address}", f"--ServerApp.port={settings.jupyter_port}"),
                    f"--ServerApp.root_dir={ROOT}",
                    f"--LabApp.default_url=/lab/tree/{_LESSONS}/README.ipynb",
                    *(("--allow-root",) if os.geteuid() == 0 else ()),
                ),
                env={
                    "JUPYTER_TOKEN": settings.jupyter_token.get_secret_value(),
                    "JUPYTER_CONFIG_DIR": str(_STATE / "config"),
                    "JUPYTER_CONFIG_PATH": str(ROOT / "infra/jupyter"),
                    "JUPYTER_DATA_DIR": str(_STATE),
                    "JUPYTER_RUNTIME_DIR": str(_STATE / "runtime"),
                },
            ),
        ),
    ),
)
