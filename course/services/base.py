"""What a service declares of itself. Everything else loops over the declarations."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from course.settings import settings


@dataclass(frozen=True)
class Purpose:
    """Why the service is here, as the class plan asks it of each tool."""

    function: str
    dataops: str
    observability: str
    value: str


@dataclass(frozen=True)
class Program:
    """One process. Its name is also its service's name in docker-compose.yml.

    The first word of `command` is looked up by `course.services.programs.find`.
    Secrets go into `env`, never into `command`, which every user of the machine can read.
    `reads` gives what it reads of files that `prepare` writes: when that has changed, `up` starts a
    running program anew, as for another command or `env`. One that is `ours` reads every setting anyway.
    """

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    reads: Callable[[], str] = lambda: ""
    run_as: str = ""
    stop_signal: str = "TERM"
    stop_seconds: int = 15

    @property
    def ours(self) -> bool:
        """Whether it runs in the course's Python environment."""
        return self.command[0] == sys.executable


@dataclass(frozen=True)
class Local:
    """How the service runs without containers.

    `packages` are Debian's, `builds` folders of infra/go. `prepare` makes what the
    programs need on disk, is run after the needed services answer, and can be repeated.
    """

    programs: tuple[Program, ...]
    packages: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Scrape:
    """A page of metrics: the compose service that serves it, its port setting and its path."""

    program: str
    port: str
    path: str = "/metrics"


@dataclass(frozen=True)
class Service:
    """A service of the platform.

    name: as in commands and files. title: as people say it.
    ports: names of the settings that hold its ports, its main port first.
    containers: its names in docker-compose.yml, when they run something else than `local` does.
    ping: a real round trip; returns what it saw in a few words, raises when it failed.
    ready: what `up` waits for before `setup`, where `ping` needs what `setup` makes.
    needs: services without which this one does not work: while one is down, its alerts follow from that.
    after: further services that have to answer before this one starts, and that it works without.
    page, login: what a person opens, and how they get in; empty when there is no page.
    setup: makes what it must hold once it answers (roles, buckets); can be repeated.
    scrape: where Prometheus reads it. probe: a path the blackbox exporter asks for instead.
    local: how it runs without containers.
    start_seconds: how long its first answer may take.
    """

    name: str
    title: str
    purpose: Purpose
    ports: tuple[str, ...]
    ping: Callable[[], str]
    local: Local
    containers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    page: str = ""
    login: str = ""
    ready: Callable[[], str] | None = None
    setup: Callable[[], None] = lambda: None
    scrape: Scrape | None = None
    probe: str = ""
    start_seconds: int = 60

    @property
    def port(self) -> int:
        """The main port."""
        return int(getattr(settings, self.ports[0]))

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The services that have to answer before this one starts."""
        return self.needs + self.after

    @property
    def programs(self) -> tuple[str, ...]:
        """The names of its processes, which are those of its containers."""
        return self.containers or tuple(p.name for p in self.local.programs)

    @property
    def in_our_image(self) -> tuple[Program, ...]:
        """Those whose containers are of our own image."""
        local = () if self.containers else self.local.programs
        return tuple(program for program in local if program.ours)
