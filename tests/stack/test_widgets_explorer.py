"""The warehouse explorer on the live warehouse, and in a real browser."""

import threading
from typing import Any

import pytest

from course.pipeline import catalog, dag_run
from course.pipeline.days import yesterday
from course.pipeline.explore import MAX_CHARACTERS, MAX_ROWS, Query
from course.pipeline.reading import READERS
from course.pipeline.refusal import Refused
from course.services import postgres
from tests.stack.conftest import eventually
from tests.stack.lab import Lab, Notebook

OPEN = "from course.widgets.warehouse_explorer import WarehouseExplorer\nWarehouseExplorer()"
# The stack is not stopped: the kernel alone looks for PostgreSQL where nobody listens.
AWAY = """
from course.settings import settings
there = settings.postgres_port
settings.__dict__["postgres_port"] = 1
"""
BACK = "settings.__dict__['postgres_port'] = there"


@pytest.fixture(scope="module", autouse=True)
def a_loaded_day() -> None:
    """More flights than the explorer fetches, or at least a day of them."""
    with postgres.connect("analyst") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mart.flight")
        [(flights,)] = cursor.fetchall()
    if not flights:
        assert dag_run.follow(dag_run.trigger(yesterday()).run_id, lambda tasks: None, 300).state == "success"


def refused(text: str, role: postgres.Role = "analyst") -> Refused:
    with pytest.raises(Refused) as error:
        Query(text, role).run()
    return error.value


def test_values_are_what_postgresql_writes() -> None:
    result = Query(
        """SELECT 0.10::numeric, 9007199254740993, true, NULL, timestamptz '2026-11-24 06:00-03',
                  ARRAY[1, 2], '{"a": 1}'::jsonb""",
        "analyst",
    ).run()
    assert result.rows == [
        ("0.10", "9007199254740993", "t", None, "2026-11-24 09:00:00+00", "{1,2}", '{"a": 1}')
    ]
    assert [column.number for column in result.columns] == [True, True, False, False, False, False, False]
    assert result.complete


@pytest.mark.parametrize(
    "text", ["EXPLAIN SELECT 1", "SHOW timezone", "VALUES (1)", "SELECT '%' -- 100 %\n;"]
)
def test_whatever_returns_rows_can_be_asked(text: str) -> None:
    assert len(Query(text, "analyst").run().rows) == 1


def test_no_more_rows_are_fetched_than_a_person_reads() -> None:
    result = Query("SELECT generate_series(1, 1000000000)", "analyst").run()
    assert [len(result.rows), result.complete] == [MAX_ROWS, False]
    wide = Query("SELECT repeat('x', 100000) FROM generate_series(1, 100)", "analyst").run()
    assert [100_000 * len(wide.rows), wide.complete] == [MAX_CHARACTERS, False]


def test_a_denial_is_in_postgresqls_own_words_and_says_who_was_granted_what() -> None:
    schema = refused("SELECT * FROM quality.score")
    assert schema.message == "permission denied for schema quality"
    assert "auditor: USAGE; etl: USAGE" in schema.next_step
    assert schema.position == 15
    table = refused("SELECT * FROM audit.event", "etl")
    assert table.message == "permission denied for table event"
    assert "auditor: SELECT; etl: INSERT" in table.next_step


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("etl", "DELETE FROM mart.flight"),
        ("student", "CREATE TABLE sandbox.mine (n integer)"),
        ("etl", "INSERT INTO mart.airline VALUES ('ZZ', 'Nobody')"),
    ],
)
def test_nobody_writes_through_the_explorer_not_even_who_may(role: postgres.Role, text: str) -> None:
    error = refused(text, role)
    assert "in a read-only transaction" in error.message
    assert "READ ONLY" in error.next_step


def test_one_statement_at_a_time_so_that_none_leaves_the_transaction() -> None:
    assert "multiple commands" in refused("COMMIT; DELETE FROM sandbox.mine", "student").message


@pytest.mark.parametrize("text", ["SET work_mem = '4MB'", "COPY mart.date TO STDOUT", "-- nothing", "COMMIT"])
def test_what_returns_no_rows_is_refused_with_what_can_be_asked(text: str) -> None:
    assert "SELECT, WITH" in refused(text).next_step


def test_a_query_is_cancelled_from_another_thread() -> None:
    query = Query("SELECT pg_sleep(15)", "analyst")
    runs = "SELECT FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(15)' AND state = 'active'"

    def cancel() -> None:
        eventually(lambda: Query(runs, "monitor").run().rows, "it runs")
        query.cancel()

    other = threading.Thread(target=cancel)
    other.start()
    with pytest.raises(Refused, match="canceling statement due to user request"):
        query.run()
    other.join()


def test_the_tree_carries_the_comments_of_the_sql() -> None:
    schema = catalog.schemas()["mart"]
    assert schema.comment
    assert len(schema.tables) == 7
    for table in schema.tables.values():
        assert table.comment
        assert all(column.comment and column.type for column in table.columns)


def test_the_tree_knows_what_each_role_may_read() -> None:
    for role in READERS:
        for schema in catalog.schemas(role).values():
            for table in schema.tables.values():
                asked = Query(f"SELECT * FROM {schema.name}.{table.name} LIMIT 0", role)  # noqa: S608  # names as the catalog quotes them
                if table.readable:
                    asked.run()
                else:
                    with pytest.raises(Refused, match="permission denied"):
                        asked.run()


# --- in a browser ----------------------------------------------------------------------------


def explorer(notebook: Notebook, n: int = 0) -> Any:
    """The cell's explorer, after the query that it begins with was answered."""
    notebook.run(n)
    notebook.output(n).locator(".rows td").first.wait_for()
    return notebook.output(n)


def ask(notebook: Notebook, shown: Any, text: str) -> None:
    """As a person does who does not leave the keyboard."""
    shown.get_by_label("Consulta SQL").fill(text)
    notebook.page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_query_is_run_paged_through_and_drawn(lab: Lab, theme: str) -> None:
    notebook = lab.open(OPEN, theme=theme)
    shown = explorer(notebook)
    ask(notebook, shown, "SELECT n, n * n AS square FROM generate_series(1, 45) AS n")
    shown.get_by_text("45 linhas").wait_for()
    rows = shown.locator(".rows tbody tr")
    assert rows.first.inner_text().split() == ["1", "1"]
    for seen in ("21–40 de 45", "41–45 de 45"):
        shown.get_by_role("button", name="Próxima").click()
        shown.get_by_text(seen).wait_for()
    assert rows.last.inner_text().split() == ["45", "2025"]
    assert shown.get_by_role("button", name="Próxima").is_disabled()
    shown.get_by_role("button", name="Gráfico").click()
    shown.get_by_label("Valor").select_option("square")
    assert shown.locator(".chart rect").count() == 30
    shown.get_by_label("Tipo").select_option("line")
    assert shown.locator(".chart circle").count() == 45
    shown.get_by_role("button", name="Tabela").click()
    shown.get_by_text("1–20 de 45").wait_for()
    assert notebook.wrong == []


def test_another_role_sees_the_denial_and_why(lab: Lab) -> None:
    notebook = lab.open(OPEN)
    shown = explorer(notebook)
    shown.get_by_label("Papel").select_option("auditor")
    alert = shown.get_by_role("alert")
    alert.wait_for()
    assert "permission denied for schema mart" in alert.inner_text()
    assert "analyst: USAGE" in alert.inner_text()
    assert "Linha 2, coluna 6" in alert.inner_text()
    shown.get_by_text("auditor não pode ler").first.wait_for()
    ask(notebook, shown, "SELECT count(*) FROM quality.score")
    shown.locator(".rows td").wait_for()
    assert alert.count() == 0


def test_a_table_of_the_tree_is_looked_into_and_its_columns_go_into_the_query(lab: Lab) -> None:
    notebook = lab.open(OPEN)
    shown = explorer(notebook)
    tree = shown.get_by_role("navigation", name="Esquemas e tabelas")
    tree.locator("summary", has_text="weather").click()
    assert "Degrees Fahrenheit" in tree.inner_text()
    tree.get_by_role("button", name="Ver linhas: mart.weather").click()
    shown.locator(".rows th", has_text="dew_point_f").wait_for()
    box = shown.get_by_label("Consulta SQL")
    box.fill("SELECT ")
    tree.get_by_role("button", name="visibility_miles").click()
    assert box.input_value() == "SELECT visibility_miles"


def test_a_slow_query_is_cancelled_and_leaves_the_kernel_free(lab: Lab) -> None:
    notebook = lab.open(OPEN, "40 + 2")
    shown = explorer(notebook)
    ask(notebook, shown, "SELECT pg_sleep(19)")
    shown.get_by_text("Consultando").wait_for()
    notebook.run(1)
    assert "42" in notebook.text(1)
    assert shown.get_by_role("alert").count() == 0
    shown.get_by_role("button", name="Cancelar").click()
    shown.get_by_text("canceling statement due to user request").wait_for(timeout=10_000)


def test_a_new_query_does_not_wait_for_the_one_before_nor_for_a_cell_that_runs(lab: Lab) -> None:
    notebook = lab.open(OPEN, "import time\ntime.sleep(60)\nprint('slept')")
    shown = explorer(notebook)
    notebook.run(1, wait=False)
    ask(notebook, shown, "SELECT pg_sleep(19)")
    shown.get_by_text("Consultando").wait_for()
    ask(notebook, shown, "SELECT 'at once'")
    shown.get_by_role("cell", name="at once").wait_for(timeout=10_000)
    assert "slept" not in notebook.text(1)


def test_the_warehouse_may_go_and_come_back(lab: Lab) -> None:
    notebook = lab.open(OPEN, AWAY, BACK)
    shown = explorer(notebook)
    notebook.run(1)
    ask(notebook, shown, "SELECT 1")
    alert = shown.get_by_role("alert")
    alert.wait_for()
    assert "make up" in alert.inner_text()
    notebook.run(2)
    ask(notebook, shown, "SELECT 'back'")
    shown.get_by_role("cell", name="back").wait_for()
    assert alert.count() == 0
