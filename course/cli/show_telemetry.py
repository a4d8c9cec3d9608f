"""How log lines and traces look in a terminal."""

from collections import defaultdict
from itertools import groupby

from rich.markup import escape
from rich.tree import Tree

from course.cli.show import table_of
from course.i18n import _
from course.pipeline import run_trace
from course.pipeline.run_trace import RunTrace
from course.stack.progress import console
from course.telemetry.lines import Line
from course.telemetry.spans import Edge, Node, Segment

_MANY = 3


def log(lines: list[Line]) -> None:
    """One line of text each: when (UTC), who, how grave, what."""
    width = max((len(line.service) for line in lines), default=0)
    for line in lines:
        moment = line.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        more = " ".join(f"{key}={value}" for key, value in line.more.items() if value != "")
        print(f"{moment} {line.service:<{width}} {line.level:<7} {line.message} {more}".rstrip())


def trace(found: RunTrace) -> None:
    """The tree with its durations, the critical path marked and summed up, and who called whom."""
    critical: dict[str, float] = defaultdict(float)
    for segment in found.critical_path:
        critical[segment.span.id] += segment.seconds
    for root in found.roots:
        tree = Tree(_label(root, critical))
        _grow(tree, root, critical)
        console.print(tree)
    console.print(
        _("★ no caminho crítico, com o tempo que é só dele. No Jaeger: {page}").format(
            page=run_trace.page(found.run_id)
        )
    )
    _path(found.critical_path)
    _map(found.dependencies)


def _grow(tree: Tree, node: Node, critical: dict[str, float]) -> None:
    for _key, group in groupby(node.children, key=lambda child: (child.span.name, not child.children)):
        alike = list(group)
        if len(alike) > _MANY and not alike[0].children:
            tree.add(_together(alike, critical))
            continue
        for child in alike:
            _grow(tree.add(_label(child, critical)), child, critical)


def _label(node: Node, critical: dict[str, float]) -> str:
    span = node.span
    name = escape(span.name) + (f" → {span.peer}" if span.peer else "")
    failed = _(" [red]falhou[/]") if span.failed else ""
    return f"{name}  [bold]{_seconds(span.seconds)}[/]{failed}{_mark(critical.get(span.id))}"


def _together(alike: list[Node], critical: dict[str, float]) -> str:
    first = alike[0].span
    name = escape(first.name) + (f" → {first.peer}" if first.peer else "")
    total = sum(node.span.seconds for node in alike)
    share = sum(critical.get(node.span.id, 0) for node in alike)
    return f"{name} × {len(alike)}  [bold]{_seconds(total)}[/]{_mark(share or None)}"


def _mark(share: float | None) -> str:
    return "" if share is None else f" [yellow]★ {_seconds(share)}[/]"


def _path(path: list[Segment]) -> None:
    shares: dict[str, float] = defaultdict(float)
    for segment in path:
        shares[f"{segment.span.service}: {segment.span.name}"] += segment.seconds
    total = sum(shares.values()) or 1
    table = table_of(_("Caminho crítico"), _("Segundos"), _("Parte"))
    for name, seconds in sorted(shares.items(), key=lambda item: item[1], reverse=True)[:10]:
        table.add_row(escape(name), f"{seconds:.2f}", f"{seconds / total:.0%}")
    console.print(table)


def _map(edges: list[Edge]) -> None:
    table = table_of(_("Quem chama quem"), _("Chamadas"), _("Falhas"), _("Mediana"), _("p95"), _("Ao todo"))
    for edge in edges:
        times = (_seconds(edge.median), _seconds(edge.p95), _seconds(edge.total))
        table.add_row(f"{edge.caller} → {edge.callee}", str(edge.calls), str(edge.failed), *times)
    console.print(table)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.1f} ms"
