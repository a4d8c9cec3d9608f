"""Spans of a trace, read back: as a tree, along their critical path, and as a map of who calls whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles
from typing import Any


@dataclass(frozen=True)
class Span:
    """What a service did. parent: an id, empty for a root. peer: the service that was called, or empty.

    start and end are Unix seconds; attributes go by OpenTelemetry's names.
    """

    id: str
    parent: str
    name: str
    service: str
    peer: str
    start: float
    end: float
    failed: bool
    attributes: dict[str, Any]

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start


@dataclass(frozen=True)
class Node:
    """A span and what happened below it, in the order of the starts."""

    span: Span
    children: tuple["Node", ...]


@dataclass(frozen=True)
class Segment:
    """A stretch of the critical path: what the span itself did between these moments, in Unix seconds."""

    span: Span
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start


@dataclass(frozen=True)
class Edge:
    """Calls of one service to another: how many, how many failed, and their seconds."""

    caller: str
    callee: str
    calls: int
    failed: int
    total: float
    median: float
    p95: float


def parse(found: Iterable[dict[str, Any]]) -> list[Span]:
    """Spans of Jaeger's API (`course.services.jaeger.trace`), in the order of the starts.

    A run that was cleared and ran again left some of its ids twice: the last one counts.
    """
    by_id = {span.id: span for span in sorted(map(_span, found), key=lambda span: span.end)}
    return sorted(by_id.values(), key=lambda span: span.start)


def _span(found: dict[str, Any]) -> Span:
    tags = {tag["key"]: tag["value"] for tag in found["tags"]}
    start = found["startTime"] / 1e6
    return Span(
        id=found["spanID"],
        parent=next((ref["spanID"] for ref in found["references"] if ref["refType"] == "CHILD_OF"), ""),
        name=found["operationName"],
        service=found["process"]["serviceName"],
        peer=str(tags.get("peer.service", "")),
        start=start,
        end=start + found["duration"] / 1e6,
        failed=tags.get("error") is True,
        attributes=tags,
    )


def forest(spans: Iterable[Span]) -> list[Node]:
    """The spans below those without a parent, or whose parent has not been exported (yet)."""
    known = sorted(spans, key=lambda span: span.start)
    ids = {span.id for span in known}
    below: dict[str, list[Span]] = defaultdict(list)
    for span in known:
        below[span.parent if span.parent in ids else ""].append(span)

    def node(span: Span) -> Node:
        return Node(span, tuple(node(child) for child in below[span.id]))

    return [node(span) for span in below[""]]


def critical_path(root: Node) -> list[Segment]:
    """The chain that decided how long `root` took: shorten any of it, and the whole gets shorter.

    From the end backwards: what ended last, before that what ended last before it began, and so on;
    what ran beside them is not on it. The segments follow each other without a gap, so that their
    seconds add up to those of the root. CRISP (Zhang et al., USENIX ATC 2022), section 3.
    """
    return _backwards(root, root.span.start, root.span.end)[::-1]


def _backwards(node: Node, start: float, end: float) -> list[Segment]:
    path: list[Segment] = []
    cursor = end

    def own_until(moment: float) -> None:
        if moment < cursor:
            path.append(Segment(node.span, moment, cursor))

    for child in sorted(node.children, key=lambda child: child.span.end, reverse=True):
        child_end = min(child.span.end, end)
        child_start = max(child.span.start, start)
        if child_start < child_end <= cursor:
            own_until(child_end)
            path += _backwards(child, child_start, child_end)
            cursor = child_start
    own_until(start)
    return path


def dependencies(spans: Iterable[Span]) -> list[Edge]:
    """Who calls whom, the most seconds first: what a client's span says, else a parent of another service."""
    known = {span.id: span for span in spans}
    calls: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in known.values():
        parent = known.get(span.parent)
        if span.peer:
            calls[span.service, span.peer].append(span)
        elif parent and parent.service != span.service and not parent.peer:
            calls[parent.service, span.service].append(span)
    edges = [_edge(*names, found) for names, found in calls.items()]
    return sorted(edges, key=lambda edge: edge.total, reverse=True)


def _edge(caller: str, callee: str, found: list[Span]) -> Edge:
    seconds = [span.seconds for span in found]
    cuts = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else seconds * 19
    failed = sum(span.failed for span in found)
    return Edge(caller, callee, len(found), failed, total=sum(seconds), median=cuts[9], p95=cuts[18])
