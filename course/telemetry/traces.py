"""The id of a run's trace."""

import hashlib


def traceparent(run_id: str) -> str:
    """A W3C `traceparent` whose trace id is made from the DAG run's id: the same for all its tasks.

    https://www.w3.org/TR/trace-context/#traceparent-header, version 00, sampled.
    """
    digest = hashlib.sha256(run_id.encode()).hexdigest()
    return f"00-{digest[:32]}-{digest[32:48]}-01"
