"""Triage rules: conditions, causes they are about, sources."""

from __future__ import annotations

from pinprick.knowledge.checks.contents import Contents
from pinprick.knowledge.checks.rule_grammar import check_condition
from pinprick.knowledge.problem import missing, nearest

_BASES = ("seen", "recalled", "derived")


def check_rules(contents: Contents) -> None:
    for entry in contents.rules.values():
        check_condition(contents, entry.content.get("when"), entry, ("when",))
        contents.need_source(entry.content.get("source"), entry, ("source",))
        if entry.content.get("verified") not in _BASES:
            entry.problem(("verified",), f"{entry.content.get('verified')!r}", "one of: " + ", ".join(_BASES))
        confidence = entry.content.get("confidence")
        if isinstance(confidence, (int, float)) and not 0 < confidence <= 1:
            entry.problem(("confidence",), f"{confidence} is out of range", "a number above 0 and up to 1")
        conditions = entry.content.get("conditions")
        for position, cause in enumerate(conditions if isinstance(conditions, list) else []):
            if missing(cause, contents.causes):
                right = nearest(cause, contents.causes, "an id of a cause file")
                entry.problem(("conditions", position), f"no cause is called {cause!r}", right)
        if entry.path[0] == "self_care" and entry.content.get("level") != "self_care":
            entry.problem(("level",), "a reason for self-care asks for another level", "self_care")
        if entry.path[0] == "rules" and entry.content.get("level") == "self_care":
            entry.problem(("level",), "a red flag must ask for a doctor", "routine_weeks or more urgent")
