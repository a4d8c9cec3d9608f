"""The flights API keeps its contract, over the real data."""

import datetime as dt
import math

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from course.settings import settings
from course.source.app import create_app
from course.source.catalog import DATA
from course.source.contract import DATASETS, Page
from course.source.limits import BURST, TokenBucket

KEY = {"X-API-Key": settings.source_api_key.get_secret_value()}
DATED = [dataset.name for dataset in DATASETS if dataset.dated]
# The busiest day, the quietest, a leap day, a day without weather.
DAYS = ("2025-11-27", "2025-11-28", "2024-02-29", "2025-12-31")


@pytest.fixture
def client():
    return TestClient(create_app(TokenBucket(burst=10_000)), headers=KEY)


def pages(client, dataset, **query):
    """Every page's document, the first one saying how many there are."""
    first = client.get(f"/v1/{dataset.name}", params=query).json()
    rest = (
        client.get(f"/v1/{dataset.name}", params=query | {"page": n}) for n in range(2, first["pages"] + 1)
    )
    return [first, *(response.json() for response in rest)]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("day", DAYS)
def test_pages_add_up_to_the_total_and_keep_the_contract(client, dataset, day):
    query = {"date": day} if dataset.dated else {}
    documents = pages(client, dataset, **query)
    for number, document in enumerate(documents, start=1):
        Page[dataset.row].model_validate(document)
        assert (document["dataset"], document["page"]) == (dataset.name, number)
        assert document["date"] == (day if dataset.dated else None)
        assert all(list(row) == dataset.columns for row in document["rows"])
    total, rows = documents[0]["total"], sum(len(document["rows"]) for document in documents)
    assert total == rows
    assert len(documents) == max(1, math.ceil(total / dataset.page_size))


@pytest.mark.parametrize("name", DATED)
@pytest.mark.parametrize(("day", "of_2013"), [("2026-07-04", (7, 4)), ("2024-02-29", (2, 28))])
def test_a_day_is_that_of_2013_with_its_date_rewritten(client, name, day, of_2013):
    dataset = next(d for d in DATASETS if d.name == name)
    served = [row for document in pages(client, dataset, date=day) for row in document["rows"]]
    table = pq.read_table(DATA / f"{name}.parquet", columns=dataset.columns)
    month, day_of_month = of_2013
    mask = pc.and_(pc.equal(table["month"], month), pc.equal(table["day"], day_of_month))
    date = dt.date.fromisoformat(day)
    rewritten = {"year": date.year, "month": date.month, "day": date.day}
    assert served == [row | rewritten for row in table.filter(mask).to_pylist()]
    assert served


def test_missing_values_are_null_and_integers_stay_integers(client):
    rows = client.get("/v1/flights", params={"date": "2025-01-01"}).json()["rows"]
    cancelled = [row for row in rows if row["dep_time"] is None]
    assert cancelled
    assert all(type(row["dep_time"]) is int for row in rows if row["dep_time"] is not None)
    assert b"NaN" not in client.get("/v1/planes").content


def test_the_same_request_gives_the_same_bytes_from_another_server(client):
    other = TestClient(create_app(), headers=KEY)
    for path in ("/v1/flights?date=2026-01-15&page=2", "/v1/weather?date=2026-01-15", "/v1/airports?page=2"):
        assert client.get(path).content == other.get(path).content


def test_what_the_client_has_is_not_sent_again(client):
    first = client.get("/v1/planes")
    again = client.get("/v1/planes", headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (
        client.get("/v1/planes?page=2", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    )


def test_the_version_is_in_every_answer(client):
    version = client.get("/v1/version").json()["version"]
    response = client.get("/v1/airlines")
    assert response.headers["X-Source-Version"] == response.json()["version"] == version


def test_the_days_go_from_2013_to_yesterday(client):
    yesterday = dt.datetime.now(settings.course_timezone).date() - dt.timedelta(days=1)
    version = client.get("/v1/version").json()
    assert (version["first_day"], version["last_day"]) == ("2013-01-01", yesterday.isoformat())
    for day in (version["first_day"], version["last_day"]):
        assert client.get("/v1/flights", params={"date": day}).status_code == 200
    for day in ("2012-12-31", (yesterday + dt.timedelta(days=1)).isoformat()):
        response = client.get("/v1/flights", params={"date": day})
        assert response.status_code == 404
        assert day in response.json()["detail"]


@pytest.mark.parametrize(
    "day", ["", "ontem", "2026-2-3", "20260203", "2026-02-30", "2026-W05-2", "1700000000"]
)
def test_what_is_not_a_day_is_refused(client, day):
    response = client.get("/v1/flights", params={"date": day})
    assert response.status_code == 422
    assert f"{day!r} não é um dia" in response.json()["detail"]


@pytest.mark.parametrize(
    "query", [{}, {"date": "2026-01-01", "page": "0"}, {"date": "2026-01-01", "page": "x"}]
)
def test_a_wrong_parameter_is_named(client, query):
    response = client.get("/v1/flights", params=query)
    assert response.status_code == 422
    assert ("query.page" if query else "query.date: falta") in response.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/flights?date=2026-01-01&page=9", "/v1/weather?date=2025-12-31&page=2"])
def test_a_page_beyond_the_last_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("key", [{}, {"X-API-Key": "wrong"}, {"X-API-Key": "ç"}])
@pytest.mark.parametrize("path", ["/v1/version", "/v1/flights?date=nonsense", "/v1/airlines", "/v1/faults"])
def test_without_the_key_nothing_is_told(client, path, key):
    headers = {name: value.encode() for name, value in key.items()}
    response = TestClient(client.app).get(path, headers=headers)
    assert response.status_code == 401
    assert "X-API-Key" in response.json()["detail"]


def test_a_greedy_loop_is_slowed_down_and_a_patient_client_goes_on():
    now = [0.0]
    client = TestClient(create_app(TokenBucket(burst=5, per_second=0.5, clock=lambda: now[0])), headers=KEY)
    assert [client.get("/v1/airlines").status_code for _ in range(6)] == [200] * 5 + [429]
    refused = client.get("/v1/airlines")
    assert refused.json()["detail"].endswith(f"{refused.headers['Retry-After']} s.")
    now[0] += int(refused.headers["Retry-After"])
    assert client.get("/v1/airlines").status_code == 200


def test_a_stranger_cannot_spend_the_limit_of_the_key():
    client = TestClient(create_app(TokenBucket(burst=1, per_second=0.001)), headers=KEY)
    for _ in range(3):
        assert TestClient(client.app).get("/v1/airlines").status_code == 401
    assert client.get("/v1/airlines").status_code == 200


def test_the_limit_leaves_room_for_several_days_at_once(client):
    requests = sum(len(pages(client, d, **({"date": DAYS[0]} if d.dated else {}))) for d in DATASETS)
    assert requests * 5 < BURST


def test_metrics_count_by_path_template_and_share_one_label_for_unknown_paths(client):
    for path in ("/v1/airports?page=2", "/nowhere", "/.env", "/v1/flights?date=2026-01-01"):
        client.get(path)
    text = TestClient(client.app).get("/metrics").text
    assert 'course_source_requests_total{path="/v1/flights",status="200"}' in text
    assert 'course_source_request_duration_seconds_count{path="/v1/airports"}' in text
    assert 'course_source_requests_total{path="other",status="404"}' in text
    assert "course_source_rate_limited_total" in text
    assert "nowhere" not in text


def test_health_needs_no_key(client):
    assert TestClient(client.app).get("/healthz").json() == {"status": "ok"}


def test_the_documentation_describes_every_column(client):
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for dataset in DATASETS:
        properties = schemas[dataset.row.__name__]["properties"]
        assert all(properties[column]["description"] for column in dataset.columns)
