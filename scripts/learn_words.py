"""Learn `words/learned.json` from labelled sentences (`sayings/*.jsonl`), and say how well it reads those of others.

    python scripts/learn_words.py            check with every file left out in turn, then learn from all and write
    python scripts/learn_words.py --check    only say how well

Each line of a file is {"t": sentence, "yes": [findings it tells], "not": [findings it may seem to tell]}. What is not
in `yes` counts as not told. Needs scikit-learn (logistic regression by liblinear: Fan 2008).
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from pinprick.intake import spelling
from pinprick.intake.features import Denial, features
from pinprick.intake.lexicon import Lexicon, build, merge
from pinprick.intake.mentions import Ledger
from pinprick.intake.text import read_words
from pinprick.intake.tokens import tokenise
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack
from pinprick.vocabulary import Urgency

ROOT = Path(__file__).resolve().parents[1]
SAYINGS = ROOT / "sayings"
WRITTEN = ROOT / "src/pinprick/packs/legs_and_feet/words/learned.json"

WIDTH, STRIDE, REACH = 14, 6, 6
STRENGTH = 100.0
"""Inverse of the L2 penalty (scikit-learn's C)."""
HEAVIEST = 1000
"""Weights kept of each finding."""
FEWEST, SEEN = 20, 3
"""Sentences a finding needs, and sentences a feature needs."""
FOLDS = 5
LEVELS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Probabilities from which a finding may be taken as said: the lowest that can be trusted is."""
TRUST, TRUST_DANGER = 0.8, 0.93
"""Share of readings that must be right on files left out, where the phrases are silent; more for a finding that an
emergency rule names."""
FEWEST_READINGS = 4
PASSED_OVER = """
yesterday today since for ago now week weeks month months year years day days hour hours one two three four five six
seven eight nine ten twelve twenty thirty fifty couple few several monday tuesday wednesday thursday friday saturday
sunday last past fortnight weekend
""".split()
DENYING = """
no not never none without nor neither cannot can't don't doesn't didn't isn't aren't wasn't weren't haven't hasn't
hadn't won't wouldn't couldn't ain't dont cant isnt hasnt havent
""".split()
DENIAL = Denial(frozenset(DENYING), REACH)


@dataclass
class Sentence:
    """A labelled sentence: its features, the findings it tells, those the phrases mention, and its file."""

    features: dict[str, float]
    told: frozenset[str]
    mentioned: frozenset[str]
    file: str


@dataclass
class Model:
    """One linear model: log-odds before any word, and the weights kept."""

    start: float
    weights: dict[str, float]


def sentences(files: list[Path], phrases: Lexicon, pack: Pack) -> list[Sentence]:
    """Every line of the files, as the reader will see it."""
    found = []
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            account = tokenise(item["t"])
            spelling.correct(account, phrases)
            classes = phrases.index.class_spans(account)
            kept = [i for i, w in enumerate(account.words) if w not in PASSED_OVER and not w[0].isdigit()]
            seen = features([account.words[i] for i in kept], [classes[i] for i in kept], DENIAL)
            ledger: Ledger = read_words(account, phrases, pack)[0]
            mentioned = frozenset(mention.finding for mention in ledger.mentions)
            found.append(Sentence(seen, frozenset(item["yes"]), mentioned, path.stem))
    return found


def table(lines: list[Sentence], place: dict[str, int]) -> sparse.csr_matrix:
    """Feature values, shape (sentences, features), columns by `place`."""
    rows, columns, values = [], [], []
    for i, line in enumerate(lines):
        for feature, value in line.features.items():
            if feature in place:
                rows.append(i)
                columns.append(place[feature])
                values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(lines), len(place)))


def learn(lines: list[Sentence], findings: list[str]) -> dict[str, Model]:
    """A model for each finding that enough of the sentences tell."""
    counts = Counter(feature for line in lines for feature in line.features)
    names = sorted(feature for feature, n in counts.items() if n >= SEEN)
    place = {feature: i for i, feature in enumerate(names)}
    rarity = np.array([math.log((len(lines) + 1) / (counts[name] + 1)) + 1 for name in names]) / 6
    matrix = table(lines, place) @ sparse.diags(rarity)
    SHARED.update(matrix=matrix, names=names, rarity=rarity)
    with ProcessPoolExecutor(mp_context=get_context("fork")) as workers:
        told = [np.array([finding in line.told for line in lines]) for finding in findings]
        models = list(workers.map(fit, told))
    return {finding: model for finding, model in zip(findings, models, strict=True) if model is not None}


SHARED: dict[str, Any] = {}
"""What every worker reads: the matrix of features, their names and how rare they are."""


def fit(told: np.ndarray) -> Model | None:
    """The model of one finding from who tells it, shape (sentences,); None when too few do."""
    if told.sum() < FEWEST / 2:
        return None
    names, rarity = SHARED["names"], SHARED["rarity"]
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=0)
    fitted.fit(SHARED["matrix"], told)
    weights = fitted.coef_[0] * rarity
    heaviest = np.argsort(-np.abs(weights), kind="stable")[:HEAVIEST]
    return Model(round(float(fitted.intercept_[0]), 3), {names[i]: float(weights[i]) for i in heaviest})


def check(lines: list[Sentence], findings: list[str]) -> dict[str, list[tuple[float, bool]]]:
    """Finding -> (log-odds, told) of every sentence in which the phrases do not mention it; a fold is whole files."""
    found: dict[str, list[tuple[float, bool]]] = {finding: [] for finding in findings}
    fold = {name: at % FOLDS for at, name in enumerate(sorted({line.file for line in lines}))}
    for left_out in range(FOLDS):
        models = learn([line for line in lines if fold[line.file] != left_out], findings)
        others = [line for line in lines if fold[line.file] == left_out]
        place = {f: i for i, f in enumerate(sorted({f for model in models.values() for f in model.weights}))}
        seen = table(others, place)
        for finding, model in models.items():
            weights = np.zeros(len(place))
            weights[[place[feature] for feature in model.weights]] = list(model.weights.values())
            for line, odds in zip(others, seen @ weights + model.start, strict=True):
                if finding not in line.mentioned:
                    found[finding].append((float(odds), finding in line.told))
    return found


def read_at(scores: list[tuple[float, bool]], level: float) -> tuple[int, int]:
    """Readings and right readings when a finding is taken as said from probability `level` on."""
    needed = math.log(level / (1 - level))
    hits = [told for score, told in scores if score >= needed]
    return len(hits), sum(hits)


def levels(found: dict[str, list[tuple[float, bool]]], danger: set[str]) -> dict[str, float]:
    """Finding -> the lowest of LEVELS at which its readings can be trusted; none when there is no such."""
    chosen = {}
    for finding, scores in found.items():
        trust = TRUST_DANGER if finding in danger else TRUST
        for level in LEVELS:
            readings, right = read_at(scores, level)
            if readings >= FEWEST_READINGS and right >= trust * readings:
                chosen[finding] = level
                break
    return chosen


def written(models: dict[str, Model], level: dict[str, float], origin: str) -> str:
    """The file: one finding a line, then features and weights (see `LearnedWords`)."""
    findings = sorted(level)
    step = {f: max(map(abs, models[f].weights.values())) / 127 for f in findings}
    table: dict[str, list[tuple[int, int]]] = {}
    for column, finding in enumerate(findings):
        for feature, weight in models[finding].weights.items():
            steps = round(weight / step[finding])
            if steps:
                table.setdefault(feature, []).append((column, steps))
    features_kept = sorted(table)
    flat = [pair for feature in features_kept for pair in table[feature]]
    content = {
        "learned": {
            "sentences": origin,
            "width": WIDTH,
            "stride": STRIDE,
            "passed_over": PASSED_OVER,
            "denying": DENYING,
            "denial_reach": REACH,
            "findings": {
                f: {"start": models[f].start, "at_least": level[f], "step": float(f"{step[f]:.6g}")}
                for f in findings
            },
            "features": "\n".join(features_kept),
            "counts": packed([len(table[feature]) for feature in features_kept], np.uint8),
            "columns": packed([column for column, _ in flat], np.uint8),
            "weights": packed([steps for _, steps in flat], np.int8),
        }
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def packed(numbers: list[int], kind: type) -> str:
    return base64.b64encode(np.array(numbers, kind).tobytes()).decode()


def fingerprint(files: list[Path]) -> str:
    """The number of sentences and the first 16 hex digits of SHA-256 over the files."""
    sha = hashlib.sha256(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in files))
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    return f"{lines} sentences, {sha.hexdigest()[:16]}"


def main() -> None:
    pack = load_pack()
    files = sorted(SAYINGS.glob("*.jsonl"))
    phrases = build(merge({name: part for name, part in pack.words.items() if name != WRITTEN.stem}))
    lines = sentences(files, phrases, pack)
    counts = Counter(finding for line in lines for finding in line.told)
    findings = sorted(
        f for f, n in counts.items() if n >= FEWEST and not f.startswith("at_") and f in pack.findings
    )
    emergency = [rule for rule in pack.rules if rule.level is Urgency.EMERGENCY_NOW]
    danger = {f for f in findings for rule in emergency if f in str(rule.when)}
    found = check(lines, findings)
    level = levels(found, danger)
    counted = [read_at(found[f], level[f]) for f in level]
    readings, right = (sum(row[k] for row in counted) for k in (0, 1))
    missed = sum(told for scores in found.values() for _, told in scores)
    said = [(f in line.mentioned) for line in lines for f in line.told & set(findings)]
    print(
        f"{len(lines)} sentences in {len(files)} files; {len(level)} of {len(findings)} findings can be trusted."
    )
    print(f"Phrases alone mention {sum(said) / len(said):.3f} of what is told.")
    print(
        f"Of the rest, files left out in turn: {right / missed:.3f} read, {right / readings:.3f} of readings right."
    )
    print(f"Left out: {', '.join(sorted(set(findings) - set(level)))}")
    if "--check" not in sys.argv[1:]:
        WRITTEN.write_text(written(learn(lines, sorted(level)), level, fingerprint(files)), encoding="utf-8")
        print(f"Written: {WRITTEN.relative_to(ROOT)}, {WRITTEN.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
