"""What every live widget is made of, in a real kernel: questions, answers, an end."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest
from nbclient import NotebookClient

from course.settings import ROOT
from course.widgets.live import javascript
from tests.kernel import Kernel, opened, running, shown
from tests.stack.conftest import eventually

WIDGET = "application/vnd.jupyter.widget-view+json"
PROBE = dedent("""
    import gc, threading
    import ipywidgets
    from comm import get_comm_manager
    from course.errors import UsageError
    from course.widgets.live import Live

    class Probe(Live):
        _esm = "export default {}"
        begun, gate, answered = threading.Event(), threading.Event(), threading.Event()

        def answer(self, about, question):
            if about == "wait":
                self.begun.set()
                assert self.gate.wait(30)
            elif about == "refuse":
                raise UsageError("não há", "tente outro")
            elif about == "break":
                1 / 0
            elif about == "file":
                return b"bytes"
            self.answered.set()
            return {"about": about, "question": question, "thread": threading.current_thread().name}

        def still(self):
            return "<p>as it was</p>"

    def living():
        gc.collect()
        probes = [one for one in ipywidgets.widgets.widget._instances.values() if isinstance(one, Probe)]
        threads = [one for one in threading.enumerate() if one.name.startswith("Probe")]
        everything = len(ipywidgets.widgets.widget._instances), len(get_comm_manager().comms)
        return len(probes), len(threads), *everything

    def shown_by_probes():
        outputs = get_ipython().history_manager.outputs.values()
        return sum("as it was" in str(one.bundle) for kept in outputs for one in kept)

    def kept_probes():
        gc.collect()
        return sum(isinstance(one, Probe) for one in gc.get_objects())
""")


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    with running() as kernel:
        kernel.run(PROBE)
        yield kernel


@pytest.fixture
def probe(kernel: Kernel) -> str:
    """The id of a widget that is made anew."""
    kernel.run("for event in (Probe.begun, Probe.gate, Probe.answered): event.clear()")
    [comm_id] = opened(kernel.run("Probe()", "cell of the probe"))
    return comm_id


def test_a_question_is_answered_on_the_widgets_own_thread(kernel: Kernel, probe: str) -> None:
    kernel.ask(probe, "tick", {"range": "1h"}, view="a", id_=7)
    told = kernel.answered(probe)
    assert (told["view"], told["id"]) == ("a", 7)
    assert told["answer"] == {"about": "tick", "question": {"range": "1h"}, "thread": "Probe_0"}


def test_bytes_arrive_as_bytes(kernel: Kernel, probe: str) -> None:
    kernel.ask(probe, "file")
    told = kernel.answered(probe)
    assert [bytes(one) for one in told["buffers"]] == [b"bytes"]
    assert "answer" not in told


def test_a_cell_that_runs_delays_no_answer(kernel: Kernel, probe: str) -> None:
    request = kernel.start("print(Probe.answered.wait(30))")
    kernel.ask(probe, "tick")
    said = kernel.until_done(request)
    printed = [one["content"]["text"] for one in said if one["msg_type"] == "stream"]
    assert "".join(printed) == "True\n"  # a busy kernel may send it in two pieces


def test_the_latest_question_about_a_thing_wins_and_others_are_kept(kernel: Kernel, probe: str) -> None:
    kernel.ask(probe, "wait", id_=1)
    kernel.run("assert Probe.begun.wait(30)")
    kernel.ask(probe, "tick", id_=2)
    kernel.ask(probe, "click", id_=3)
    kernel.ask(probe, "tick", id_=4)
    kernel.ask(probe, "tick", id_=5, view="another")
    kernel.ask(probe, "wait", id_=6)
    kernel.run("Probe.gate.set()", after_questions=True)
    assert [kernel.answered(probe)["id"] for _ in range(4)] == [4, 3, 5, 6]


def test_an_error_of_ours_is_told_in_its_words_and_others_by_their_name(kernel: Kernel, probe: str) -> None:
    begin = len(kernel.seen)
    kernel.ask(probe, "refuse")
    assert kernel.answered(probe)["error"] == "não há tente outro"
    kernel.ask(probe, "break")
    assert kernel.answered(probe)["error"] == "ZeroDivisionError: division by zero"
    assert [one for one in kernel.seen[begin:] if one["msg_type"] in ("stream", "error")] == []
    kernel.ask(probe, "tick")
    assert "answer" in kernel.answered(probe)


def test_a_widget_ends_when_its_cell_is_run_again_whatever_it_says_now(kernel: Kernel, probe: str) -> None:
    kernel.ask(probe, "tick")
    kernel.answered(probe)
    eventually(lambda: kernel.value("living()[:2]") == (1, 1), "one widget, one thread")
    said = kernel.run("1 + 1", "cell of the probe")
    assert probe in [one["content"]["comm_id"] for one in said if one["msg_type"] == "comm_close"]
    eventually(lambda: kernel.value("living()[:2]") == (0, 0), "widget and thread are gone")


def test_widgets_of_other_cells_stay(kernel: Kernel, probe: str) -> None:
    kernel.run("Probe()", "another cell")
    kernel.run("1 + 1", "cell of the probe")
    assert kernel.value("living()[0]") == 1
    kernel.run("1 + 1", "another cell")


def test_a_cell_run_a_hundred_times_leaves_one_widget_one_thread_and_as_many_comms(kernel: Kernel) -> None:
    kernel.run("Probe()", "again")
    before = kernel.value("living()")
    assert before[0] == 1
    for _ in range(100):
        [comm_id] = opened(kernel.run("Probe()", "again"))
        kernel.ask(comm_id, "tick")
        kernel.answered(comm_id)
    eventually(lambda: kernel.value("living()") == (1, 1, *before[2:]), "one of each is left")
    assert kernel.value("shown_by_probes()") == 1, "IPython keeps what replaced outputs showed"
    last_three_results = 3  # _, __ and ___
    assert kernel.value("kept_probes()") <= 1 + last_three_results, "IPython keeps replaced widgets"
    kernel.run("1 + 1", "again")


def test_its_output_is_the_widget_and_the_still_picture_for_whoever_exports_the_notebook(
    kernel: Kernel,
) -> None:
    output = shown(kernel.run("Probe()", "shown"))
    assert output["text/html"] == "<p>as it was</p>"
    assert output[WIDGET]["model_id"]
    kernel.run("1 + 1", "shown")


def test_run_by_a_program_it_opens_nothing_and_shows_the_still_picture(kernel: Kernel) -> None:
    said = kernel.run("Probe()", "by a program", person=False)
    assert [one for one in said if one["msg_type"] == "comm_open"] == []
    assert set(shown(said)) == {"text/plain", "text/html"}
    eventually(lambda: kernel.value("living()[:2]") == (0, 0), "nothing lives, here or left")


def test_a_notebook_run_by_nbclient_keeps_the_picture_and_no_widget_state() -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in (PROBE, "Probe()")]
    )
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    [output] = notebook.cells[1].outputs
    assert output.data["text/html"] == "<p>as it was</p>"
    assert WIDGET not in output.data
    assert "widgets" not in notebook.metadata


def test_the_javascript_is_one_module_with_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/one.js").write_text("export function one() {}\n")
    (tmp_path / "two.js").write_text(
        'import { one } from "./deep/one.js";\nexport function two() { one(); }\n'
    )
    (tmp_path / "main.js").write_text(
        'import { one } from "./deep/one.js";\nimport { two } from "./two.js";\nexport default { two };\n'
    )
    module = javascript(tmp_path / "main.js")
    assert "import" not in module
    assert [module.count(name) for name in ("function one", "function two", "export default")] == [1, 1, 1]
    assert module.index("function one") < module.index("function two") < module.index("export default")
