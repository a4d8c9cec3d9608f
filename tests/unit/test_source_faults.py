"""Each fault of the flights API does what it says, where it was told to, and stops when cleared."""

from itertools import pairwise

import pytest
from fastapi.testclient import TestClient

from course.settings import settings
from course.source.app import create_app
from course.source.faults import Faults
from course.source.limits import TokenBucket

FLIGHTS = "/v1/flights?date=2026-01-15"


@pytest.fixture
def client():
    key = {"X-API-Key": settings.source_api_key.get_secret_value()}
    return TestClient(create_app(TokenBucket(burst=10_000)), headers=key)


def switch(client, **faults):
    response = client.put("/v1/faults", json=faults)
    assert response.status_code == 200, response.text


def html(response):
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")


def cut(response):
    return response.status_code == 200 and not response.text.endswith("}") and response.text.startswith("{")


# The fault, how it is switched on, how its answer is recognised.
FAULTS = [
    ("server_error", {}, lambda response: response.status_code == 503),
    ("too_many", {"retry_after": 3}, lambda response: response.headers.get("Retry-After") == "3"),
    ("rubbish", {}, html),
    ("rubbish", {"form": "truncated"}, cut),
    ("rubbish", {"form": "empty"}, lambda response: response.json() == {}),
    ("missing_page", {}, lambda response: response.status_code == 404),
    ("slow", {"seconds": 0.15}, lambda response: response.elapsed.total_seconds() >= 0.15),
]


def rows(response):
    return response.json()["rows"]


# The same for those that change rows; on the second page, whose rows tell all of them apart.
ROW_FAULTS = [
    ("late_data", {}, lambda page: page["total"] < 500),
    ("duplicates", {}, lambda page: page["total"] > 900 and has_twice(page["rows"])),
    ("null_keys", {}, lambda page: any(row["carrier"] is None for row in page["rows"])),
    ("impossible_values", {}, lambda page: any(row["distance"] == -9999 for row in page["rows"])),
    ("unit_change", {}, lambda page: max(row["distance"] for row in page["rows"]) > 3900),
    (
        "unit_change",
        {"column": "delay"},
        lambda page: max(row["dep_delay"] or 0 for row in page["rows"]) > 600,
    ),
    ("encoding_damage", {"dataset": "airlines"}, lambda page: "Ã" in str(page["rows"])),
    ("schema_drift", {}, lambda page: all("departure_delay" in row for row in page["rows"])),
    ("schema_drift", {"rename": {}, "drop": ["dest"]}, lambda page: "dest" not in page["rows"][0]),
    ("schema_drift", {"add": {"gate": "B2"}}, lambda page: page["rows"][0]["gate"] == "B2"),
    ("lost_page", {}, lambda page: page["rows"] == [] and page["total"] > 800),
]


def has_twice(rows):
    return any(one == other for one, other in pairwise(rows))


def test_every_fault_is_tried_here():
    assert {name for name, _, _ in FAULTS + ROW_FAULTS} == set(Faults.model_fields)


@pytest.mark.parametrize(("name", "how", "struck"), ROW_FAULTS)
def test_spoilt_rows_are_another_version_with_pages_that_add_up_until_they_are_cleared(
    client, name, how, struck
):
    path = "/v1/airlines" if how.get("dataset") == "airlines" else f"{FLIGHTS}&page=2"
    well, version = client.get(path), client.get("/v1/version").json()["version"]
    switch(client, **{name: how})
    page = client.get(path).json()
    assert struck(page)
    assert page["rows"] != rows(well)
    assert page == client.get(path).json()
    assert page["version"] == client.get("/v1/version").json()["version"] != version
    assert client.get(path).headers["ETag"] != well.headers["ETag"]
    if name != "lost_page":
        path = path.removesuffix("&page=2")
        first = path if "?" in path else f"{path}?"
        pages = [client.get(f"{first}&page={n + 1}").json() for n in range(page["pages"])]
        assert sum(len(p["rows"]) for p in pages) == page["total"]
    switch(client)
    assert client.get(path).json()["version"] == version
    assert client.get("/v1/version").json()["version"] == version


def test_spoilt_rows_keep_to_their_dataset_and_day(client):
    others = ("/v1/flights?date=2026-01-16", "/v1/weather?date=2026-01-15", "/v1/airlines")
    well = [rows(client.get(path)) for path in (*others, FLIGHTS)]
    switch(client, null_keys={"dataset": "flights", "date": "2026-01-15"})
    spoilt = [rows(client.get(path)) for path in (*others, FLIGHTS)]
    assert spoilt[:-1] == well[:-1]
    assert spoilt[-1] != well[-1]


@pytest.mark.parametrize(("name", "how", "struck"), FAULTS)
def test_a_fault_strikes_until_it_is_cleared(client, name, how, struck):
    well = client.get(FLIGHTS).content
    switch(client, **{name: how})
    assert name in client.get("/v1/faults").json()
    assert all(struck(client.get(FLIGHTS)) for _ in range(2))
    assert client.delete("/v1/faults").status_code == 204
    assert client.get("/v1/faults").json() == {}
    assert client.get(FLIGHTS).content == well


@pytest.mark.parametrize(("name", "how", "struck"), FAULTS)
def test_a_fault_goes_off_after_its_times(client, name, how, struck):
    well = client.get(FLIGHTS).content
    switch(client, **{name: how | {"times": 2}})
    assert all(struck(client.get(FLIGHTS)) for _ in range(2))
    assert client.get(FLIGHTS).content == well
    assert client.get("/v1/faults").json() == {}


def test_a_fault_keeps_to_its_dataset_day_and_page(client):
    switch(client, server_error={"dataset": "flights", "date": "2026-01-15", "page": 2})
    assert client.get(f"{FLIGHTS}&page=2").status_code == 503
    for path in (
        FLIGHTS,
        "/v1/flights?date=2026-01-16&page=2",
        "/v1/weather?date=2026-01-15",
        "/v1/planes?page=2",
    ):
        assert client.get(path).status_code == 200


def test_a_share_of_the_answers_is_struck_the_same_ones_each_time(client):
    runs = []
    for _ in range(2):
        switch(client, server_error={"ratio": 0.3})
        runs.append([client.get("/v1/airlines").status_code for _ in range(100)])
    assert runs[0] == runs[1]
    assert 15 <= runs[0].count(503) <= 45


def test_a_stale_copy_is_not_confirmed_while_a_fault_is_on(client):
    etag = client.get(FLIGHTS).headers["ETag"]
    switch(client, rubbish={"times": 1})
    assert html(client.get(FLIGHTS, headers={"If-None-Match": etag}))
    assert client.get(FLIGHTS, headers={"If-None-Match": etag}).status_code == 304


def test_switching_replaces_what_was_on(client):
    switch(client, server_error={})
    switch(client, slow={"seconds": 0.1})
    assert list(client.get("/v1/faults").json()) == ["slow"]


@pytest.mark.parametrize(
    "faults",
    [{"unknown": {}}, {"slow": {"seconds": -1}}, {"rubbish": {"ratio": 2}}, {"slow": {"dataset": "users"}}],
)
def test_a_wrong_fault_is_refused_and_changes_nothing(client, faults):
    switch(client, too_many={})
    response = client.put("/v1/faults", json=faults)
    assert response.status_code == 422
    assert next(iter(faults)) in response.json()["detail"]
    assert list(client.get("/v1/faults").json()) == ["too_many"]


def test_the_switch_needs_the_key_and_is_not_limited():
    key = {"X-API-Key": settings.source_api_key.get_secret_value()}
    app = create_app(TokenBucket(burst=1, per_second=0.001))
    assert TestClient(app).put("/v1/faults", json={}).status_code == 401
    client = TestClient(app, headers=key)
    assert [client.get("/v1/version").status_code for _ in range(2)] == [200, 429]
    assert client.delete("/v1/faults").status_code == 204
