"""What every live widget is made of: the browser asks, one worker thread of the widget answers.

A widget is a class of two methods, and its JavaScript:

    class Clock(Live):
        _esm = javascript(HERE / "clock.js")
        _css = stylesheet(HERE / "look.css", HERE / "board/live.css", HERE / "clock.css")

        def answer(self, about, question):        # on the worker thread
            return {"end": time.time()}

        def still(self):                          # on the main thread, once
            return f"<p>{time.ctime()}</p>"

    import { keepAlive } from "./board/live.js";  // refresh, pause, what is said when nobody answers
    import { connect } from "./notebook.js";      // the way to `answer`, the theme

    function render({ model, el }) {
      const kernel = connect(model, el);
      const [bar, time] = ["div", "p"].map((name) => document.createElement(name));
      el.classList.add("course-widget");
      el.append(bar, time);  // the bar is keepAlive's own
      const stop = keepAlive(bar, { texts: model.get("texts"), refresh: 5, watch: el,
        ask: (range, signal) => kernel.ask("tick", {}, signal),
        draw: (data) => { time.textContent = data.end; } });
      return () => { stop(); kernel.close(); };
    }
    export default { render };

Traits hold what never changes (texts, a dashboard); what changes is an answer, which is a message and
never stored with a notebook. The worker prints nothing: ipykernel would show it under some cell.
"""

import gzip
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any

import anywidget
import traitlets

from course.errors import CourseError
from course.i18n import _
from course.widgets import cell
from course.widgets.board.texts import texts

_IMPORT = re.compile(r'^import .+ from "(\.{1,2}/.+)";\n', re.MULTILINE)


class Live(anywidget.AnyWidget):
    """A widget that asks its kernel while somebody looks at it.

    It ends when its cell is run again or `close` is called: the thread, the comm and the model in the
    browser go. Where nobody looks (papermill, nbval, nbconvert) it opens no comm, and its output is the
    still picture alone; elsewhere the still picture goes with it, for whoever exports the notebook.
    """

    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, words: Mapping[str, Any] | None = None, **traits: Any) -> None:
        """`words` are the widget's own texts, added to those that live.js and board.js want."""
        self._waiting: dict[tuple[str, str], dict[str, Any]] = {}
        self._lock = Lock()
        gone = _("O kernel não responde. Se foi reiniciado, rode a célula outra vez.")
        super().__init__(texts={**texts(), "gone": gone, **(words or {})}, **traits)
        self.on_msg(self._take)

    def answer(self, about: str, question: Any) -> Any:
        """What the browser is told: JSON, or `bytes`, which reach it as a DataView.

        `about` says what is asked, `question` is what JavaScript gave. Runs on the worker thread, one
        question at a time; connections that it keeps are its own. Of a view's questions about one thing
        the latest wins: one that waits is replaced, an answer that it overtook is not sent. So what must not
        be lost, like the click of a button, gets an `about` of its own.
        A `CourseError` that it raises is shown to the reader.
        """
        raise NotImplementedError

    def still(self) -> str:
        """The widget as HTML without a kernel, script or style sheet; a `CourseError` is shown instead."""
        raise NotImplementedError

    def open(self) -> None:
        """Called by ipywidgets when the widget is made."""
        if not cell.interactive():
            return
        super().open()
        # ipykernel would route the browser's messages to the shell that opened the comm, where they wait
        # for the running cell; without this they go to the subshell that JupyterLab sends them to.
        self.comm._reply_subshell_for = None
        cell.when_run_again(self.close)

    @cached_property
    def _worker(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix=type(self).__name__)

    def close(self) -> None:
        """Ends the thread after what it does now, the comm, and the model in the browser."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        if self.comm:
            self.layout.close()  # ipywidgets opens a comm for it and leaves it open
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            still = self.still()
        except CourseError as error:
            still = f'<p role="alert">{escape(str(error))}</p>'
        fallback = {"text/plain": repr(self), "text/html": still}
        live, metadata = (super()._repr_mimebundle_(**kwargs) if self.comm else None) or ({}, {})
        return {**live, **fallback}, metadata

    def _take(self, _widget: Any, asked: dict[str, Any], _buffers: Any) -> None:
        with self._lock:
            self._waiting[asked["view"], asked["about"]] = asked
        self._worker.submit(self._answer_next)

    def _answer_next(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # the question was replaced by a later one, which has been answered
            key = next(iter(self._waiting))
            asked = self._waiting.pop(key)
        reply, buffers = self._reply(asked)
        if key not in self._waiting:
            self.send({"view": asked["view"], "id": asked["id"], **reply}, buffers)

    def _reply(self, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        try:
            answer = self.answer(asked["about"], asked["question"])
        except CourseError as error:
            return {"error": str(error)}, []
        except Exception as error:  # a fault of ours; the reader is told, and the next tick asks again
            return {"error": f"{type(error).__name__}: {error}"}, []
        return ({}, [answer]) if isinstance(answer, bytes) else ({"answer": answer}, [])


def javascript(path: Path) -> str:
    """The file and what it imports by relative path, as the one module that anywidget takes."""
    parts: dict[Path, str] = {}

    def read(file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        for name in _IMPORT.findall(text):
            if (wanted := (file.parent / name).resolve()) not in parts:
                read(wanted)
        parts[file] = _IMPORT.sub("", text)

    read(path.resolve())
    return "\n".join(parts.values())


def packed(answer: Any) -> bytes:
    """A long answer in an eighth of its size; JavaScript reads it with `unpack` of notebook.js."""
    return gzip.compress(json.dumps(answer, allow_nan=False).encode(), compresslevel=1)


def stylesheet(*paths: Path) -> str:
    """The files as one."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)
