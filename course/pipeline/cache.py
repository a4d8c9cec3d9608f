"""The cache of query results in Redis: cache-aside, with a time to live, counted.

A load makes all of it stale at once by raising the generation, after its commit. The generation is
part of every key, so what a reader computed before the commit and writes after it is never read.
Should a load die between commit and that, the time to live bounds how long readers see old rows.
"""

import hashlib
import json
import logging
import random
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError

from course.services import redis
from course.telemetry import traces

_log = logging.getLogger(__name__)
_GENERATION = "course:cache:generation"
# Keys written together must not expire together: each lives between this part of its time and all of it.
_SHORTEST = 0.8


def through(key: str, ttl: int, compute: Callable[[], bytes]) -> bytes:
    """The cached bytes of `key`, else those of `compute`, which are then kept for at most `ttl` seconds.

    Counts hits and misses in Redis. Without Redis every call computes, with a warning in the log.
    """
    try:
        name = f"course:cache:{redis.client().get(_GENERATION)!s}:{key}"
        kept: Any = redis.client(text=False).get(name)
        redis.client().incr(redis.CACHE_HITS if kept is not None else redis.CACHE_MISSES)
    except RedisError as error:
        _log.warning("Redis does not answer, every query goes to the warehouse: %s", error)
        return compute()
    if kept is not None:
        return bytes(kept)
    computed = compute()
    lifetime = max(1, round(ttl * random.uniform(_SHORTEST, 1)))  # noqa: S311  # no secret
    try:
        redis.client(text=False).set(name, computed, ex=lifetime)
    except RedisError as error:
        _log.warning("Redis did not keep a result: %s", error)
    return computed


def key(*parts: Any) -> str:
    """A key for what is wholly determined by `parts`, which JSON or str() can tell apart."""
    text = json.dumps(parts, sort_keys=True, default=lambda value: [type(value).__name__, str(value)])
    return hashlib.sha256(text.encode()).hexdigest()


def invalidate() -> None:
    """Makes everything cached so far stale. Without Redis there is a warning, and the time to live."""
    try:
        with traces.span("INCR", "redis"):
            redis.client().incr(_GENERATION)
    except RedisError as error:
        _log.warning("Redis does not answer, readers may see old rows until they expire: %s", error)
