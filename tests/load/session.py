"""One tab of Streamlit without a browser: it speaks the page's own protocol over a websocket.

A run is asked for with a `BackMsg` and ends with the `ForwardMsg` that says so; between them come the elements of the
page, from which the widgets are read. What a person has filled in is sent with every run, as the browser does.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

WAIT_S = 30.0
_KEY = re.compile(r"^\$\$ID-[0-9a-f]+-")
_WIDGETS = ("text_area", "text_input", "button", "selectbox", "radio", "checkbox")


class PageBroke(Exception):
    """A page showed an error, did not end well or did not end."""


@dataclass(slots=True)
class Widget:
    """One widget as it stands on the page."""

    id: str
    kind: str
    label: str
    fragment: str
    key: str


@dataclass
class Tab:
    """A session of the workbench. Use as `async with Tab(url) as tab`; times are seconds."""

    url: str
    query: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)  # key -> widget, of the page that is open
    bytes_in: int = 0
    _pages: dict[str, str] = field(default_factory=dict)  # last part of the address -> page hash
    _page: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _wrong: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Tab:
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await connect(address, subprotocols=["streamlit"], max_size=None, proxy=None)  # type: ignore[list-item]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def open(self, page: str, **query: str) -> float:
        """Open a page by the last part of its address; gives the time until it was drawn."""
        self.query = urlencode(query)
        self._states.clear()
        self.widgets.clear()
        message = self._message()
        message.rerun_script.page_script_hash = self._pages.get(page, "")
        message.rerun_script.page_name = "" if page in self._pages else page
        return await self._run(message)

    async def write(self, key: str, text: str) -> float:
        """Leave a field with new text in it; gives the time until the page was drawn with the text kept."""
        one = self.widgets[key]
        self._states[one.id] = WidgetState(id=one.id, string_value=text)
        return await self._run(self._message(one.fragment))

    async def press(self, key: str) -> float:
        """Press a button; gives the time until the page was drawn anew."""
        one = self.widgets[key]
        message = self._message(one.fragment)
        message.rerun_script.widget_states.widgets.append(WidgetState(id=one.id, trigger_value=True))
        if one.fragment:  # what it draws takes the place of what it drew before
            for old in [name for name, widget in self.widgets.items() if widget.fragment == one.fragment]:
                del self.widgets[old]
        return await self._run(message)

    def keys(self, beginning: str) -> list[str]:
        """The keys of the widgets on the page that begin so."""
        return [key for key in self.widgets if key.startswith(beginning)]

    def _message(self, fragment: str = "") -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._page
        state.fragment_id = fragment
        state.context_info.timezone = "Europe/Oslo"
        state.context_info.locale = "nb-NO"
        state.context_info.url = f"{self.url}/"
        state.widget_states.widgets.extend(self._states.values())
        return message

    async def _run(self, message: BackMsg) -> float:
        assert self._socket is not None
        self._wrong.clear()
        begun = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(WAIT_S):
                while not await self._heard():
                    pass
        except TimeoutError as late:
            raise PageBroke(f"no end of the run within {WAIT_S:.0f} s") from late
        took = time.perf_counter() - begun
        if self._wrong:
            raise PageBroke("; ".join(self._wrong))
        return took

    async def _heard(self) -> bool:
        """Take one message; True when it ends the run."""
        assert self._socket is not None
        data = await self._socket.recv()
        assert isinstance(data, bytes)
        self.bytes_in += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._drawn(message)
        elif kind == "navigation":
            self._pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
            self._page = message.navigation.page_script_hash
        elif kind == "page_not_found":
            self._wrong.append("the page was not found")
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                self._wrong.append("the script did not compile")
            return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _drawn(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        one: Any = getattr(element, kind) if kind else None
        if kind == "exception":
            self._wrong.append(f"exception: {one.type}")
        elif kind == "alert" and one.format == one.ERROR:
            self._wrong.append(f"error shown: {one.body[:120]}")
        elif kind in _WIDGETS:
            key = _KEY.sub("", one.id)
            self.widgets[key] = Widget(one.id, kind, one.label, message.delta.fragment_id, key)
