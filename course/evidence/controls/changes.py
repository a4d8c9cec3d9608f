"""Change management: what runs is what was reviewed, committed and locked."""

from collections.abc import Iterator

from course import bootstrap
from course.evidence.checkout import git
from course.evidence.control import Control, Observation, few
from course.i18n import _
from course.services import postgres
from course.services.migrations import digests

control = Control(
    id="changes",
    iso_2013=("A.12.1.2",),
    iso_2022=("8.32",),
    title=_("Gestão de mudanças"),
    shows=_(
        "O código que roda está num commit, o banco só mudou pelas migrações do repositório, e o ambiente"
        " Python é o do arquivo de travas."
    ),
    limits=_(
        "Não mostra que alguém revisou o commit: isso é do servidor de git. O roteiro chama o A.12.1.2 de"
        " controle de software malicioso; em 2013 esse número é gestão de mudanças, e malware é o A.12.2.1."
    ),
)

# What decides how the platform behaves. Notebooks are not among it: students write in theirs.
_CODE = ("course", "infra", "pipeline/dags", "Makefile", "docker-compose.yml", "pyproject.toml", "*.lock")


@control.evidence
def evidence() -> Iterator[Observation]:
    """The checkout, the database, the environment."""
    yield _committed()
    yield _migrations()
    ready = bootstrap.ready()
    came_back = _("feito deste arquivo") if ready else _("feito de outro arquivo, ou mudado depois")
    yield Observation(ran=_("ambiente Python e requirements.lock"), came_back=came_back, holds=ready)


def _committed() -> Observation:
    status = git("status", "--porcelain", "--", *_CODE)
    if status is None:
        return Observation(ran="git status", came_back=_("sem repositório git aqui"), holds=None)
    last = git("log", "-1", "--format=%h %cI %an: %s")
    changed = [line[3:] for line in status.splitlines()]
    told = _("fora de commit: {files}").format(files=few(changed)) if changed else str(last)
    return Observation(ran=f"git status -- {' '.join(_CODE)}", came_back=told, holds=not changed)


def _migrations() -> Observation:
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, sha256 FROM ops.migration")
        applied = dict(cursor.fetchall())
    files = digests(postgres.MIGRATIONS)
    differing = sorted(name for name in files.keys() | applied.keys() if files.get(name) != applied.get(name))
    told = _("aplicadas: {n}; diferentes do arquivo: {names}").format(
        n=len(applied), names=", ".join(differing) or "–"
    )
    ran = _("sha256 de cada migração, no repositório e em ops.migration")
    return Observation(ran=ran, came_back=told, holds=not differing)
