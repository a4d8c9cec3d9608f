"""A real kernel, and what a front end sends it: cells with their ids, a widget's messages over a subshell."""

import queue
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

Message = dict[str, Any]
_PATIENCE = 60


class Kernel:
    """Speaks as JupyterLab does; `seen` holds every message of the kernel's output channel."""

    def __init__(self, client: BlockingKernelClient) -> None:
        self.client = client
        self.seen: list[Message] = []
        self._told: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._subshell = self._create_subshell()

    def run(
        self, code: str, cell_id: str = "", *, person: bool = True, after_questions: bool = False
    ) -> list[Message]:
        """Runs a cell, for a person or for a program; the messages that came until it was done.

        `after_questions` runs it on the widgets' subshell, hence after what was asked before.
        """
        return self.until_done(self.start(code, cell_id, person=person, after_questions=after_questions))

    def start(
        self, code: str, cell_id: str = "", *, person: bool = True, after_questions: bool = False
    ) -> str:
        """Begins to run a cell; gives back what `until_done` wants."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": person}
        message = self.client.session.msg("execute_request", content, metadata={"cellId": cell_id})
        return self._send(message, subshell=after_questions)

    def until_done(self, request: str) -> list[Message]:
        """All that a cell put out; raises `AssertionError` with the traceback when it failed."""
        begin = len(self.seen)
        self.wait(lambda said: _is_idle(said) and said["parent_header"].get("msg_id") == request)
        mine = [one for one in self.seen[begin:] if one["parent_header"].get("msg_id") == request]
        for one in mine:
            assert one["msg_type"] != "error", "\n".join(one["content"]["traceback"])
        return mine

    def value(self, expression: str) -> Any:
        """What an expression of literals is in the kernel."""
        said = self.run(f"print(repr({expression}))")
        return eval("".join(one["content"]["text"] for one in said if one["msg_type"] == "stream"))  # noqa: S307

    def ask(
        self, comm_id: str, about: str, question: Any = None, *, view: str = "view", id_: int = 1
    ) -> None:
        """Sends a widget's question as notebook.js does, over JupyterLab's subshell for widgets."""
        custom = {"view": view, "id": id_, "about": about, "question": question}
        data = {"method": "custom", "content": custom}
        self._send(self.client.session.msg("comm_msg", {"comm_id": comm_id, "data": data}), subshell=True)

    def answered(self, comm_id: str) -> Message:
        """The next answer of a widget: `view`, `id` and `answer` or `error`; `buffers` when there are any."""
        while not self._told[comm_id]:
            self.wait(lambda said: said["msg_type"] == "comm_msg")
        said = self._told[comm_id].popleft()
        content: Message = said["content"]["data"]["content"]
        return {**content, "buffers": said["buffers"]} if said["buffers"] else content

    def wait(self, wanted: Any) -> Message:
        """The next message that is wanted; raises `TimeoutError`."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                said: Message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            self.seen.append(said)
            if said["msg_type"] == "comm_msg":
                self._told[said["content"]["comm_id"]].append(said)
            if wanted(said):
                return said
        raise TimeoutError(f"not within {_PATIENCE} s")

    def _send(self, message: Message, *, subshell: bool) -> str:
        if subshell:
            message["header"]["subshell_id"] = self._subshell
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def _create_subshell(self) -> str:
        message = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(message)
        reply = self.client.control_channel.get_msg(timeout=_PATIENCE)
        return str(reply["content"]["subshell_id"])


def _is_idle(said: Message) -> bool:
    return said["msg_type"] == "status" and said["content"]["execution_state"] == "idle"


def opened(messages: list[Message]) -> list[str]:
    """The ids of the anywidgets that a cell opened."""
    states = [
        (one["content"], one["content"]["data"]["state"])
        for one in messages
        if one["msg_type"] == "comm_open"
    ]
    return [content["comm_id"] for content, state in states if state["_model_module"] == "anywidget"]


def shown(messages: list[Message]) -> dict[str, Any]:
    """What the cell's last output holds, by MIME type."""
    data: dict[str, Any] = [one for one in messages if one["msg_type"] == "execute_result"][-1]["content"][
        "data"
    ]
    return data


@contextmanager
def running() -> Iterator[Kernel]:
    """A kernel of this environment; it ends with the block."""
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
