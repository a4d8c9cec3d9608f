"""How readers ask the warehouse, through the cache, on the live stack."""

import datetime as dt
import logging

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.errors import CourseError, Unavailable
from course.pipeline import cache, extract, load, transform
from course.pipeline.warehouse import _engine, read
from course.services import postgres, redis
from course.settings import settings
from tests.stack.conftest import eventually

DAY = dt.date(2016, 5, 5)
FLIGHTS = """
SELECT *, now() AS asked_at, distance_miles * 1.5 AS figure
FROM mart.flight WHERE flight_date = %(day)s ORDER BY carrier, flight, origin
"""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    extract.extract(DAY)
    transform.transform(DAY)
    load.load(DAY)


@pytest.fixture(autouse=True)
def cold() -> None:
    cache.invalidate()


def counted() -> tuple[int, int]:
    hits, misses = redis.client().mget(redis.CACHE_HITS, redis.CACHE_MISSES)  # type: ignore[misc]
    return int(hits or 0), int(misses or 0)


def test_the_second_reader_gets_the_first_one_s_answer_from_redis() -> None:
    hits, misses = counted()
    first, second = read(FLIGHTS, {"day": DAY}), read(FLIGHTS, {"day": DAY})
    assert_frame_equal(first, second)  # with the moment at which it was asked, and every type
    assert counted()[0] >= hits + 1
    assert counted()[1] >= misses + 1


def test_an_answer_has_usable_types() -> None:
    frame = read(FLIGHTS, {"day": DAY})
    assert len(frame) > 800
    assert isinstance(frame["scheduled_departure"].dtype, pd.DatetimeTZDtype)
    assert str(frame["scheduled_departure"].dtype.tz) == "UTC"
    assert frame["figure"].dtype == "float64"
    assert frame["cancelled"].dtype == "bool"


def test_another_question_or_another_role_is_asked_itself() -> None:
    sql = "SELECT current_user AS who, now() AS asked_at"
    assert read(sql)["who"].item() == "analyst"
    assert read(sql, role="student")["who"].item() == "student"


def test_an_answer_expires_within_its_time_to_live() -> None:
    sql, kept = "SELECT clock_timestamp() AS asked_at", redis.client()
    before = set(kept.scan_iter("course:cache:*:*"))
    first = read(sql, ttl=30)["asked_at"].item()
    [name] = set(kept.scan_iter("course:cache:*:*")) - before
    assert 0 < kept.pttl(name) <= 30_000
    eventually(lambda: not kept.exists(name), "the key has expired")
    assert read(sql, ttl=30)["asked_at"].item() > first


def test_every_key_has_an_end_and_not_all_the_same() -> None:
    for n in range(30):
        read("SELECT %(n)s AS n", {"n": n}, ttl=1000)
    lives = [redis.client().ttl(key) for key in redis.client().scan_iter("course:cache:*:*")]
    ours = [life for life in lives if life > 700]
    assert -1 not in lives
    assert len(set(ours)) > 5
    assert max(ours) <= 1000


def test_without_a_time_to_live_the_warehouse_is_asked() -> None:
    sql = "SELECT clock_timestamp() AS asked_at"
    before = counted()
    assert read(sql, ttl=0)["asked_at"].item() < read(sql, ttl=0)["asked_at"].item()
    assert counted() == before


def test_a_load_makes_every_answer_stale() -> None:
    first = read(FLIGHTS, {"day": DAY}, ttl=600)
    load.load(DAY)
    assert (read(FLIGHTS, {"day": DAY}, ttl=600)["asked_at"] > first["asked_at"]).all()


def test_an_answer_from_before_a_load_that_is_written_after_it_is_not_read() -> None:
    def slow() -> bytes:
        cache.invalidate()  # the load commits while this reader still computes
        return b"old"

    assert cache.through("slow", 60, slow) == b"old"
    assert cache.through("slow", 60, lambda: b"new") == b"new"


def test_without_redis_the_warehouse_answers_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redis, "settings", settings.model_copy(update={"redis_port": 1}))
    redis.client.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert len(read("SELECT 1 AS n")) == 1
            cache.invalidate()
    finally:
        redis.client.cache_clear()
    assert len([record for record in caplog.records if "Redis" in record.message]) == 2


def test_a_query_that_is_refused_says_so_and_is_not_kept() -> None:
    for _ in range(2):
        with pytest.raises(CourseError, match="student"):
            read("SELECT * FROM quality.result", role="student")
    with pytest.raises(CourseError, match="nonsense"):
        read("SELECT nonsense")


def test_without_the_warehouse_there_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "settings", settings.model_copy(update={"postgres_port": 1}))
    _engine.cache_clear()
    try:
        with pytest.raises(Unavailable) as failed:
            read("SELECT 2 AS n")
    finally:
        _engine.cache_clear()
    assert failed.value.next_step
    assert settings.analyst_password.get_secret_value() not in str(failed.value)


def test_a_per_cent_sign_is_a_per_cent_sign_without_parameters() -> None:
    assert read("SELECT 'LGA' LIKE 'L%' AS yes")["yes"].item()
