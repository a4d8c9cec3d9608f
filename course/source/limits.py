"""How often the API may be asked."""

import math
import time
from collections.abc import Callable

# A day takes some 15 requests; a loop without pause spends the burst in under a second.
BURST = 100
PER_SECOND = 20.0


class TokenBucket:
    """Lets `burst` requests through at once and `per_second` in the long run.

    https://en.wikipedia.org/wiki/Token_bucket. `clock` gives seconds and never goes back.
    """

    def __init__(
        self, burst: int = BURST, per_second: float = PER_SECOND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._tokens, self._updated = float(burst), clock()

    def take(self) -> int:
        """Takes a token and returns 0, or returns the whole seconds until there is one."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._updated) * self._per_second)
        self._updated = now
        if self._tokens < 1:
            return math.ceil((1 - self._tokens) / self._per_second)
        self._tokens -= 1
        return 0
