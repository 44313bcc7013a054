"""What a language model is asked: the request of an OpenAI-compatible chat endpoint, built from the pack alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pinprick.intake.proposals import can_be_proposed
from pinprick.knowledge.schema.findings import Finding
from pinprick.knowledge.schema.pack import Pack
from pinprick.knowledge.schema.proposals import proposing

_SEED = 1


def request(account: str, pack: Pack, known: Mapping[str, str], model: str) -> dict[str, Any]:
    """The body of one request (plain data, ready for JSON): the same for the same arguments.

    The instructions and the list of findings come first and never change, so that a server can keep them worked
    out. The account travels as a JSON string: nothing in it can end that string and speak to the model.
    """
    limits = proposing(pack)
    findings = [f for f in pack.findings.values() if can_be_proposed(f, limits)]
    told = (
        limits.instructions.replace("{most}", str(limits.most))
        .replace("{longest_quote}", str(limits.longest_quote))
        .replace("{findings}", "\n".join(map(_line, findings)))
    )
    words = " ".join(account[: limits.longest_account].split())
    listed = [f.id for f in findings if f.id in known]
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": told},
            {"role": "user", "content": json.dumps({"known": listed, "account": words}, ensure_ascii=False)},
        ],
        "temperature": 0,
        "seed": _SEED,
        "max_tokens": limits.most_tokens,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "proposals", "strict": True, "schema": reply_schema(findings)},
        },
    }


def reply_schema(findings: list[Finding]) -> dict[str, Any]:
    """JSON Schema of the reply: ids and values that exist, and a quote. A server may keep to it; nothing needs it."""
    values = sorted({value for finding in findings for value in finding.values})
    item = {
        "finding": {"type": "string", "enum": [finding.id for finding in findings]},
        "value": {"type": "string", "enum": values},
        "quote": {"type": "string"},
    }
    proposal = {
        "type": "object",
        "properties": item,
        "required": list(item),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"proposals": {"type": "array", "items": proposal}},
        "required": ["proposals"],
        "additionalProperties": False,
    }


def _line(finding: Finding) -> str:
    values = "" if finding.is_binary else f" [{', '.join(finding.values)}]"
    return f"{finding.id}: {finding.question}{values}"
