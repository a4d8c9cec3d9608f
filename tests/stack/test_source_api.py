"""The flights API as it runs in the stack."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from course.services import source
from course.source.limits import TokenBucket
from tests.stack.pipeline_source import own_source

QUIET_DAY = "2013-01-05"  # no other test asks for it, so a fault on it disturbs nobody


def get(path, **kwargs):
    """GET that waits as it is told to when other tests have spent the rate limit."""
    for _ in range(20):
        response = requests.get(source.url(path), headers=source.headers(), timeout=10, **kwargs)
        if response.status_code != 429:
            break
        time.sleep(int(response.headers["Retry-After"]))
    return response


@pytest.fixture
def switch():
    def put(**faults):
        response = requests.put(source.url("/v1/faults"), json=faults, headers=source.headers(), timeout=10)
        response.raise_for_status()

    yield put
    requests.delete(source.url("/v1/faults"), headers=source.headers(), timeout=10).raise_for_status()


def test_the_ping_sees_the_version_that_the_data_has():
    assert get("/v1/airlines").json()["version"] in source.ping()


def test_yesterday_is_there_page_by_page():
    day = get("/v1/version").json()["last_day"]
    first = get("/v1/flights", params={"date": day}).json()
    rows = [
        get("/v1/flights", params={"date": day, "page": n}).json()["rows"]
        for n in range(1, first["pages"] + 1)
    ]
    assert sum(map(len, rows)) == first["total"]
    assert {"{year}-{month:02}-{day:02}".format_map(row) for page in rows for row in page} == {day}


def test_without_the_key_it_gives_nothing():
    assert requests.get(source.url("/v1/airlines"), timeout=10).status_code == 401


def test_a_greedy_client_is_told_when_to_come_back(monkeypatch):
    """By a clock of its own: on a busy machine the stack's bucket fills faster than it is asked."""

    def ask(_):
        return requests.get(source.url("/v1/airlines"), headers=source.headers(), timeout=10)

    now = [0.0]
    bucket = TokenBucket(burst=10, per_second=0.5, clock=lambda: now[0])
    with own_source(monkeypatch, bucket=bucket), ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(ask, range(40)))
        assert Counter(response.status_code for response in responses) == {200: 10, 429: 30}
        [wait] = {int(r.headers["Retry-After"]) for r in responses if r.status_code == 429}
        assert wait >= 1
        now[0] += wait
        assert ask(None).status_code == 200


def test_a_fault_is_seen_and_counted(switch):
    def failures():
        text = requests.get(source.url("/metrics"), timeout=10).text
        wanted = 'course_source_requests_total{path="/v1/flights",status="503"}'
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(wanted))

    before = failures()
    switch(server_error={"times": 2, "date": QUIET_DAY})
    assert [get("/v1/flights", params={"date": QUIET_DAY}).status_code for _ in range(3)] == [503, 503, 200]
    assert failures() == before + 2
