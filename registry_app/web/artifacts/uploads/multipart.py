"""The parts of a form with files (RFC 7578), one after the other, as they come."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

TEXT_BYTES: Final = 8_192
"""Of a field that is no file."""
_MULTIPART: Final = b"multipart/form-data"
# What browsers do to names of files: https://html.spec.whatwg.org/#multipart-form-data.
_ESCAPES: Final = (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"))


class DamagedFormError(Exception):
    """The body is no form with files, or ends in the middle; the message is a sentence."""


@dataclass(frozen=True)
class Part:
    """A field of a form; `file_name` is None unless it is a file.

    `content` is to be read before the next part is asked for; what is not read is skipped.
    """

    name: str
    file_name: str | None
    content: AsyncIterator[bytes]

    async def text(self) -> str:
        """The field's value.

        Raises:
            DamagedFormError: it is too long, or no text.
        """
        value = b""
        async for chunk in self.content:
            value += chunk
            if len(value) > TEXT_BYTES:
                raise DamagedFormError("A field of the form is too long.")
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise DamagedFormError("A field of the form is no text.") from None


class MultipartForm:
    """A form whose body comes in chunks.

    Raises:
        DamagedFormError: the content type is that of no such form.
    """

    def __init__(self, chunks: AsyncIterator[bytes], content_type: str) -> None:
        media_type, options = parse_options_header(content_type)
        if media_type != _MULTIPART or not options.get(b"boundary"):
            raise DamagedFormError("Files are sent as a form of the type multipart/form-data.")
        self._chunks = chunks
        self._events: deque[tuple[str, bytes]] = deque()
        self._has_ended = False
        try:
            self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        except FormParserError:
            raise DamagedFormError("The form has a boundary that is none.") from None

    async def parts(self) -> AsyncIterator[Part]:
        """The fields in their order.

        Raises:
            DamagedFormError: the body is damaged, or ends in the middle.
        """
        while True:
            event, _ = await self._next()
            if event == "end":
                return
            if event == "part_begin":
                name, file_name = await self._head()
                part = Part(name, file_name, self._content())
                yield part
                async for _ in part.content:
                    pass

    async def _head(self) -> tuple[str, str | None]:
        """Name and file name of a part, from its headers."""
        header, disposition = b"", b""
        while (event := await self._next())[0] != "headers_finished":
            if event[0] == "header_field":
                header += event[1]
            elif event[0] == "header_value" and header.lower() == b"content-disposition":
                disposition += event[1]
            elif event[0] == "header_end":
                header = b""
        _, options = parse_options_header(disposition.decode("latin-1"))
        file_name = options.get(b"filename")
        return _text(options.get(b"name", b"")), None if file_name is None else _plain(file_name)

    async def _content(self) -> AsyncIterator[bytes]:
        while (event := await self._next())[0] != "part_end":
            yield event[1]

    async def _next(self) -> tuple[str, bytes]:
        while not self._events:
            if self._has_ended:
                raise DamagedFormError("The form ends in the middle.")
            chunk = await anext(self._chunks, None)
            if chunk is None:
                self._has_ended = True
                continue
            try:
                self._parser.write(chunk)
            except FormParserError:
                raise DamagedFormError("The form is damaged.") from None
        return self._events.popleft()

    def _callbacks(self) -> Any:
        """The parser's events, kept until they are asked for: there is one chunk of them."""

        def kept(name: str) -> Any:
            return lambda: self._events.append((name, b""))

        def kept_data(name: str) -> Any:
            return lambda data, start, end: self._events.append((name, data[start:end]))

        events = ("part_begin", "part_end", "header_end", "headers_finished", "end")
        with_data = ("part_data", "header_field", "header_value")
        return {f"on_{name}": kept(name) for name in events} | {
            f"on_{name}": kept_data(name) for name in with_data
        }


def _plain(file_name: bytes) -> str:
    """The name as the person's system has it."""
    name = _text(file_name)
    for escaped, character in _ESCAPES:
        name = name.replace(escaped, character)
    return name


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
