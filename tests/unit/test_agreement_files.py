"""Containers start in the order that is declared, and read the files that local mode reads.

Each message names what has drifted and the file to mend.
"""

import re
import subprocess

import pytest

from course.services.registry import services
from course.settings import ROOT
from tests.unit import compose_file as compose
from tests.unit.compose_file import COMPOSE

# The official images of these find their page, or their two files, by themselves.
OWN_FILES = {"postgres", "adminer"}


@pytest.mark.parametrize("name", sorted(compose.declared()))
def test_a_container_waits_for_those_that_its_service_waits_for(name: str) -> None:
    waits = compose.waits_for(name)
    for need in compose.declared()[name].waits_for:
        missing = set(services()[need].programs) - set(waits)
        assert not missing, f"{COMPOSE}: depends_on of {name} lacks {missing}"
        # What the set-up itself waits for cannot wait for it, and wants the program alone.
        before = name in compose.waits_for(compose.ONE_SHOT)
        assert before or compose.sets_nothing_up(services()[need]) or compose.ONE_SHOT in waits, (
            f"{COMPOSE}: {name} wants what the set-up makes in {need}: depends_on lacks {compose.ONE_SHOT}"
        )
    for other, condition in waits.items():
        ready = "service_completed_successfully" if other == compose.ONE_SHOT else "service_healthy"
        assert condition == ready, f"{COMPOSE}: {name} must wait for {other} with {ready}"


def test_the_set_up_waits_for_every_service_that_it_sets_up() -> None:
    wanted = {name for s in services().values() if not compose.sets_nothing_up(s) for name in s.programs}
    wanted |= {program for name in wanted for program in compose.waits_for(name)}
    assert set(compose.waits_for(compose.ONE_SHOT)) == wanted, f"{COMPOSE}: depends_on of {compose.ONE_SHOT}"


@pytest.mark.parametrize("name", compose.NAMES)
def test_what_a_container_mounts_is_there(name: str) -> None:
    for source in compose.mounts(name).values():
        if source in compose.raw["volumes"] or source.startswith((".stack/", "/")):
            continue
        assert (ROOT / source).exists(), f"{COMPOSE}: {name} mounts {source}, which there is not"


def test_what_jupyter_saves_is_saved_to_the_checkout() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.ipynb"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    folders = {line.partition("/")[0] for line in tracked.stdout.splitlines()} | {"editions"}
    lost = folders - set(compose.mounts("jupyter").values())
    assert not lost, f"{COMPOSE}: jupyter does not mount {lost}"


@pytest.mark.parametrize("name", sorted(set(compose.OFFICIAL) - OWN_FILES))
def test_an_official_image_reads_the_files_that_its_program_reads(name: str) -> None:
    wanted = set(re.findall(rf"{re.escape(str(ROOT))}/(infra/\S+)", " ".join(compose.PROGRAMS[name].command)))
    missing = wanted - set(compose.mounts(name).values())
    assert not missing, f"{COMPOSE}: {name} does not mount {missing}"
    command = " ".join(compose.containers[name]["command"])
    for target, source in compose.mounts(name).items():
        assert source not in wanted or target in command, f"{COMPOSE}: {name} does not read {target}"


def test_postgres_reads_our_two_files() -> None:
    mounts = compose.mounts("postgres")
    script = (ROOT / "infra/postgres/container-initdb.sh").read_text()
    for file in ("course.conf", "pg_hba.conf"):
        [target] = [target for target, source in mounts.items() if source == f"infra/postgres/{file}"]
        assert f"'{target}'" in script, f"infra/postgres/container-initdb.sh does not name {target}"
