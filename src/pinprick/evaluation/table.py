"""The evaluation as text: one table of figures with intervals, peers beside it, and the worst cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pinprick.evaluation.scores import wilson
from pinprick.knowledge.load import read_yaml
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

_ROWS = [
    ("top-1, strict", "top1_strict"),
    ("top-1, lenient", "top1_lenient"),
    ("top-3, strict", "top3_strict"),
    ("top-3, lenient", "top3_lenient"),
    ("top-5, strict", "top5_strict"),
    ("shown first, lenient", "shown_first_lenient"),
    ("urgency acceptable", "urgency_ok"),
    ("under-triaged", "under"),
    ("over-triaged", "over"),
    ("emergencies caught", "emergencies_caught"),
    ("sent to emergency, not one", "over_to_emergency"),
    ("self-care right", "self_care_right"),
]


def render_evaluation(report: Mapping[str, Any], pack: Pack, width: int = 80, worst: int = 10) -> str:
    """The table of `pinprick evaluate`."""
    parts = [
        f"Pack {report['pack']['id']} {report['pack']['version']}, {report['n']} cases, place: {report['where']}"
    ]
    parts.append(_table("All cases", report["stages"]))
    parts.append(_table("Sensory complaint", {k: v["sensory"] for k, v in report["stages"].items()}))
    for kind, stages in report.get("by_source", {}).items():
        parts.append(_table(f"Source: {kind}", stages, short=True))
    if report.get("extraction"):
        e = report["extraction"]
        parts.append(f"Words to findings: precision {e['precision']:.2f}, recall {e['recall']:.2f}")
    for name, stages in report.get("baselines", {}).items():
        parts.append(_table(f"Baseline: {name}", stages, short=True))
    parts.append(_peers())
    if worst:
        parts.append(_worst(report["cases"], worst))
    return "\n\n".join(parts)


def _table(title: str, stages: Mapping[str, Any], short: bool = False) -> str:
    names = list(stages)
    lines = [title, f"{'':<28}" + "".join(f"{n + ' (' + str(stages[n]['n']) + ')':>22}" for n in names)]
    for label, key in _ROWS[:5] if short else _ROWS:
        cells = [_cell(stages[n], key) for n in names]
        lines.append(f"{label:<28}" + "".join(f"{c:>22}" for c in cells))
    if not short:
        for label, key in (("Brier (0 best)", "brier"), ("calibration error", "ece")):
            lines.append(f"{label:<28}" + "".join(f"{stages[n][key]:>22.3f}" for n in names))
        lines.append(f"{'stated 60-80 %, right':<28}" + "".join(f"{_stated(stages[n]):>22}" for n in names))
    return "\n".join(lines)


def _stated(scores: Mapping[str, Any], low: float = 0.6, high: float = 0.8) -> str:
    """How often a first cause stated at 60 to 80 % was right (strictly): it should be about as often."""
    inside = [row for row in scores["reliability"] if low - 1e-9 <= row["from"] and row["to"] <= high + 1e-9]
    n = sum(int(row["n"]) for row in inside)
    hits = round(sum(row["right"] * row["n"] for row in inside))
    if not n:
        return "-"
    below, above = wilson(hits, n)
    return f"{100 * hits / n:.0f} % ({100 * below:.0f}-{100 * above:.0f}) of {n}"


def _cell(scores: Mapping[str, Any], key: str) -> str:
    if scores[key] is None:
        return "-"
    low, high = scores["intervals"][key]
    return f"{100 * scores[key]:.0f} % ({100 * low:.0f}-{100 * high:.0f})"


def _peers() -> str:
    peers = read_yaml(Path(__file__).with_name("peers.yaml"))["peers"]
    lines = [
        "Published, other cases (none is about numb legs)",
        f"{'':<52}{'top-1':>7}{'top-3':>7}{'urgency':>9}{'emerg.':>8}{'self':>6}",
    ]
    for p in peers:
        cells = [
            f"{p[k]:.0%}" if k in p else "-" for k in ("top1", "top3", "urgency", "emergencies", "self_care")
        ]
        lines.append(f"{p['name'][:50]:<52}{cells[0]:>7}{cells[1]:>7}{cells[2]:>9}{cells[3]:>8}{cells[4]:>6}")
    return "\n".join(lines)


def _rank(row: Mapping[str, Any]) -> int:
    return next(
        (i for i, r in enumerate(row["ranked"], 1) if r["cause"] == row["truth"]), len(row["ranked"]) + 1
    )


def _worst(rows: Sequence[Mapping[str, Any]], count: int) -> str:
    lines = ["Worst cases"]
    order = sorted(rows, key=lambda r: (-_rank(r), r["id"], r["stage"]))
    for row in order[:count]:
        first = row["ranked"][0]
        lines.append(
            f"  {row['id']:<26} {row['stage']:<7} truth {row['truth']} ranked {_rank(row)}; "
            f"first {first['cause']} {first['probability']:.2f}"
        )
    return "\n".join(lines)


def render_urgency(report: Mapping[str, Any], pack: Pack) -> str:
    """Confusion matrix of urgency by stage, and every miss."""
    levels = list(Urgency)
    parts = []
    for stage in report["stages"]:
        rows = [r for r in report["cases"] if r["stage"] == stage]
        lines = [f"Urgency at stage {stage} (rows: best level; columns: said)"]
        lines.append(f"{'':<20}" + "".join(f"{lv:>18}" for lv in levels))
        for expected in levels:
            counts = [
                sum(r["expected_urgency"] == expected and r["urgency"] == lv for r in rows) for lv in levels
            ]
            lines.append(f"{expected:<20}" + "".join(f"{c:>18}" for c in counts))
        misses = [r for r in rows if r["urgency"] not in r["acceptable_urgency"]]
        lines.append(f"{len(misses)} of {len(rows)} outside what is acceptable:")
        for r in misses:
            reasons = ", ".join(r.get("because", [])) or "no rule fired"
            lines.append(
                f"  {r['id']:<26} expected {r['expected_urgency']}, said {r['urgency']} ({reasons}); truth {r['truth']}"
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
