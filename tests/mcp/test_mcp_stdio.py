"""A real MCP client talks to the server over standard input and output, as an assistant would."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from mcp.client.stdio import stdio_client

from mcp import ClientSession, StdioServerParameters
from pinprick.assessment import assess
from pinprick.case import Case
from pinprick.interfaces.mcp.guide_search import search
from pinprick.knowledge.load import load_pack
from pinprick.report.json import spell, to_json

PACK = load_pack()
WORDS = "Since this morning both legs are numb, I am numb when I wipe and I cannot pass urine."


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[ClientSession, Any]]:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "pinprick.interfaces.mcp.server"], env=dict(os.environ)
    )
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        yield session, await session.initialize()


async def use(session: ClientSession, name: str, **arguments: Any) -> dict[str, Any]:
    result = await session.call_tool(name, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return dict(result.structured_content)


async def refused(session: ClientSession, name: str, **arguments: Any) -> str:
    result = await session.call_tool(name, arguments)
    assert result.is_error
    text = " ".join(getattr(part, "text", "") for part in result.content)
    assert "Traceback" not in text
    return text


async def _whole_conversation() -> None:
    async with talking() as (session, hello):
        instructions = hello.instructions or ""
        assert "Never soften" in instructions and "emergency_now" in instructions
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"ask", "next_question", "answer", "assess", "locate", "explain", "search_guide"}
        assert all(tool.description and tool.output_schema for tool in tools.values())
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())

        turn = await use(session, "ask", account=WORDS, country="GB")
        assert turn["kind"] == "alert" and turn["urgency"]["level"] == "emergency_now"
        assert turn["urgency"]["act"] in turn["say_first"] and "999" in turn["say_first"]
        done = await use(session, "assess", state=turn["state"])
        alone = to_json(assess(Case(account=WORDS, country="GB"), PACK))
        assert spell(done["assessment"]) == alone

        turn = await use(session, "ask", account="my feet tingle at night")
        seen: list[str] = []
        for _ in range(40):
            seen.append(turn["kind"])
            same = await use(session, "next_question", state=turn["state"])
            assert same["step"] == turn["step"]
            if turn["kind"] == "result":
                break
            given: Any = None
            if turn["kind"] == "question":
                given = "no" if "no" in turn["step"]["ask"]["values"] else "unsure"
            turn = await use(session, "answer", state=turn["state"], given=given)
        assert seen[-1] == "result" and {"understood", "safety", "drawing", "question"} <= set(seen)
        changed = await use(session, "answer", state=turn["state"], finding="urinary_retention", given="yes")
        assert changed["urgency"]["level"] == "emergency_now"

        ledger = await use(session, "explain", case={"account": WORDS}, cause="cauda_equina_syndrome")
        assert sum(line["decibans"] for line in ledger["ledger"]) == pytest.approx(
            ledger["total_decibans"], abs=0.05
        )
        found = await use(session, "search_guide", query="medicine for painful diabetic nerves")
        assert found["hits"] and {"kind", "id", "title", "text", "sources"} == set(found["hits"][0])

        assert "nub" in await refused(session, "assess", case={"findings": {"nub": "yes"}})
        assert "either" in await refused(session, "assess")
        assert "start again" in (await refused(session, "next_question", state={"version": 9})).lower()
        assert await refused(session, "explain", case={}, cause="nothing")
        assert await refused(session, "nothing_like_it")


def test_a_whole_conversation_over_stdio() -> None:
    async def main() -> None:
        with anyio.fail_after(300):
            await _whole_conversation()

    anyio.run(main)


async def _locating() -> None:
    async with talking() as (session, _):
        told = await use(
            session, "locate", drawing={"regions": {"left": ["upper_thigh_outer", "lower_thigh_outer"]}}
        )
        assert told["location"]
        assert await refused(session, "locate", drawing={"regions": {"left": ["nowhere"]}})
        assert await refused(session, "locate", drawing={"paint": 3})


def test_locating_over_stdio() -> None:
    async def main() -> None:
        with anyio.fail_after(120):
            await _locating()

    anyio.run(main)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tarsal tunnel", "tarsal_tunnel_syndrome"),
        ("duloxetine", "duloxetine"),
        ("numb when I wipe saddle", "saddle_numbness"),
        ("stroke face", "stroke"),
    ],
)
def test_the_guide_is_found_by_words(query: str, expected: str) -> None:
    assert expected in {hit.id for hit in search(PACK, query)}


@pytest.mark.parametrize("query", ["", "the of and", "zzzzqqq", "😀", "(((", "a" * 10_000])
def test_a_search_that_finds_nothing_is_empty(query: str) -> None:
    assert search(PACK, query) == []
