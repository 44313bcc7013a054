"""The whole pack at once: expected frequencies against backgrounds."""

from __future__ import annotations

from typing import Any

from pinprick.knowledge.backgrounds import LIMIT, UNEXPLAINED, expected_frequencies
from pinprick.knowledge.checks.contents import Contents
from pinprick.knowledge.located import is_number
from pinprick.knowledge.problem import nearest
from pinprick.knowledge.schema.findings import Probability


def check_backgrounds(contents: Contents) -> None:
    """Warn where causes and background disagree and no reason is given; only run on a pack without errors."""
    file = contents.file("exceptions.yaml")
    accepted: dict[tuple[str, str], int] = {}
    for place, item in enumerate(file.items("off_background")):
        if isinstance(item, dict):
            key = (str(item.get("finding")), str(item.get("value", "yes")))
            accepted[key] = place
            if key[1] not in contents.values(key[0]):
                right = nearest(key[0], contents.findings, "a finding and one of its values")
                file.problem(("off_background", place), f"no {key[0]}={key[1]} in this pack", right)
    shares = {
        name: entry.file.at("prior", "share")
        for name, entry in contents.causes.items()
        if is_number(entry.file.at("prior", "share"))
    }
    if UNEXPLAINED not in shares or len(shares) < 2:
        return
    backgrounds = {name: _p(entry.content.get("background")) for name, entry in contents.findings.items()}
    likelihoods = {
        name: {f: _p(v) for f, v in entry.file.mapping("findings").items() if f in backgrounds}
        for name, entry in contents.causes.items()
    }
    for row in expected_frequencies(shares, backgrounds, likelihoods):
        position = accepted.get((row.finding, row.value))
        name = row.finding if row.value == "yes" else f"{row.finding}={row.value}"
        if row.is_off and position is None:
            what = (
                f"{name}: all causes together give {row.expected:.3g}, {row.ratio:.2f} times this background"
            )
            right = (
                f"within {LIMIT} times: change a cause or the background, or give a reason in exceptions.yaml"
            )
            contents.findings[row.finding].problem(("background", "p"), what, right, "warning")
        elif not row.is_off and position is not None:
            what = f"{name} is no longer off its background ({row.ratio:.2f} times)"
            file.problem(("off_background", position), what, "remove this entry", "warning")


def _p(record: Any) -> Probability:
    value: Probability = record["p"]
    return value
