"""Many cases in one stream: newline-delimited JSON in, one line out for each line in, in order, memory bounded."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from pinprick.case_checks import parse_case
from pinprick.errors import PinprickError
from pinprick.interfaces.rest.limits import Limits
from pinprick.interfaces.rest.problems import Problem, problem, problem_of
from pinprick.interfaces.rest.strict_json import read_json
from pinprick.knowledge.schema.pack import Pack
from pinprick.report.json import to_line
from pinprick.results import Detail

MEDIA_TYPE = "application/x-ndjson"


class TwoWayStream(StreamingResponse):
    """Sends while the body still comes in.

    The usual StreamingResponse watches for a disconnect by reading the connection, and so would swallow the
    body; here the body's own reader notices it.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send every piece as it is made."""
        await self.stream_response(send)


async def lines_of(pieces: AsyncIterator[bytes], longest: int) -> AsyncIterator[bytes | None]:
    """Whole lines from a stream of bytes; None stands for a line longer than `longest` bytes, which is dropped."""
    kept, too_long = bytearray(), False
    async for piece in pieces:
        start = 0
        while True:
            end = piece.find(b"\n", start)
            part = piece[start:] if end < 0 else piece[start:end]
            if too_long or len(kept) + len(part) > longest:
                too_long = True
                kept.clear()
            else:
                kept += part
            if end < 0:
                break
            yield None if too_long else bytes(kept)
            kept.clear()
            too_long = False
            start = end + 1
    if kept or too_long:
        yield None if too_long else bytes(kept)


async def assess_lines(
    pieces: AsyncIterator[bytes], pack: Pack, limits: Limits, detail: Detail = "full"
) -> AsyncIterator[bytes]:
    """The answer to each line: an assessment, or `{"line": n, "problem": {...}}`. Blank lines are passed over.

    A stream that breaks off or passes its limit ends with a line that says so.
    """
    number = 0
    try:
        async for line in lines_of(pieces, limits.line_bytes):
            number += 1
            if line is None:
                says = f"The line is longer than {limits.line_bytes:,} bytes."
                yield _told(number, problem(413, "line-too-long", says))
            elif line.strip():
                yield await run_in_threadpool(_answer(line, number, pack, detail))
    except Exception as error:
        yield _told(number + 1, problem_of(error)[0])


def _answer(line: bytes, number: int, pack: Pack, detail: Detail) -> Callable[[], bytes]:
    def answer() -> bytes:
        from pinprick.assessment import assess

        try:
            case = parse_case(read_json(line), pack, f"line {number}")
            return to_line(assess(case, pack, detail)).encode()
        except PinprickError as error:
            return _told(number, problem_of(error)[0])

    return answer


def _told(line: int, found: Problem) -> bytes:
    return (json.dumps({"line": line, "problem": found.model_dump(mode="json")}) + "\n").encode()
