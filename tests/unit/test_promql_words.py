"""Every word of an expression is held against the series: what a test of the dashboards rests on."""

import pytest

from tests.promql_words import by_name, misspellings, wrong_words

SERIES = by_name(
    [
        {"__name__": "requests_total", "path": "/v1/flights", "status": "200", "job": "source"},
        {"__name__": "requests_total", "path": "/v1/faults", "status": "500", "job": "source"},
        {"__name__": "up", "job": "source"},
        {"__name__": "pg_up", "server": "a"},
        {"__name__": "pg_up"},
        {"__name__": "seconds_bucket", "le": "1", "job": "source"},
    ]
)
RIGHT = [
    'sum by (status) (rate(requests_total{path=~"/v1/.*", path!~"/v1/(faults|other).*"}[$__rate_interval]))',
    'max by (job) (label_replace(pg_up, "job", "postgres", "", "") or up)',
    'sum(requests_total{status=~"200|500"}) / on () count(up{job!="source"})',
    "histogram_quantile(0.95, sum by (le, job) (rate(seconds_bucket[5m])))",
    'requests_total{status="500"} > bool 0',
    'sum(pg_up{server!=""})',
]


@pytest.mark.parametrize("expression", RIGHT)
def test_nothing_is_wrong_with_what_is_written_right(expression: str) -> None:
    assert wrong_words(expression, SERIES) == []


@pytest.mark.parametrize("expression", RIGHT)
def test_each_misspelt_word_is_noticed(expression: str) -> None:
    made = list(misspellings(expression))
    assert len(made) == len(set(made)) > 2
    assert [mutant for mutant in made if not wrong_words(mutant, SERIES)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        'requests_total{status="404"}',
        'requests_total{status!="404"}',
        'requests_total{status=~"200|404"}',
        'requests_total{state="200"}',
        'requests_total{state!=""}',
        'requests_total{status="500", path="/v1/flights"}',
        "sum by (state) (requests_total)",
        "request_total or up",
        "sum(",
    ],
)
def test_what_is_about_nothing_is_named(wrong: str) -> None:
    assert wrong_words(wrong, SERIES)
