"""Input series for promtool, drawn at random: 61 values, one every 5 seconds.

https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
"""

from random import randint

# Between two samples, as Prometheus's scrapes fall: a window of 5 s holds one, of 5 min all but the first.
AT = 302
_STEPS = 60


def rising(per_step: int, start: int | None = None) -> str:
    """A counter that grows by `per_step`, on top of a history that is random unless given."""
    return f"{randint(500, 900) if start is None else start}+{per_step}x{_STEPS}"


def restarted(before: int, after: int) -> str:
    """A counter that grows, goes back to zero half way because its program restarts, and grows on."""
    half = _STEPS // 2
    return f"{randint(500, 900)}+{before}x{half} 0+{after}x{half - 1}"


def changed(before: float, after: float) -> str:
    """A gauge that changes its value once."""
    half = _STEPS // 2
    return f"{before}+0x{half} {after}+0x{half - 1}"
