"""The engine against brute force and against pyAgrum, on packs cut from the real one."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pyagrum
import pytest
from plain_numbers import plain

from pinprick.errors import PackError
from pinprick.inference import missing, network, posterior
from pinprick.inference.export import assignments, bayes_net, log_weight, sub_pack, table, write_bif
from pinprick.inference.network import Network
from pinprick.inference.parameters import PRIOR_FINDINGS, UNEXPLAINED
from pinprick.knowledge.load import load_pack

PACK = plain(load_pack())
CAUSES = [cause for cause in PACK.causes if cause != UNEXPLAINED]


def random_network(seed: int, causes: int, findings: int) -> tuple[Network, dict[str, str]]:
    """A random cut of the pack, and answers to all its findings: one finding a group at most, none implied."""
    random = np.random.default_rng(seed)
    chosen = random.choice(CAUSES, causes, replace=False)
    groups: set[str] = set()
    asked: list[str] = []
    full = network(PACK)
    for name in random.permutation([f for f in PACK.findings if f not in PRIOR_FINDINGS]):
        group = full.group.get(name)
        if len(asked) == findings or group in groups or PACK.findings[name].implied_by:
            continue
        groups |= {group} - {None}
        asked.append(str(name))
    net = network(sub_pack(PACK, [str(c) for c in chosen], asked))
    answers = {f: str(random.choice(PACK.findings[f].values)) for f in asked}
    return net, answers


def brute_force(net: Network, answers: dict[str, str], largest: int = 3) -> dict[str, float]:
    """Marginals by adding up every joint state of the causes."""
    own = net.pack.causes[UNEXPLAINED].findings
    total, found = 0.0, dict.fromkeys([*net.causes, UNEXPLAINED], 0.0)
    for state in assignments(net):
        weight = log_weight(net, state, None, None)
        if weight is None or len(state) > largest:
            continue
        for finding, value in answers.items():
            known = net.pack.findings[finding]
            weight *= table(known, state, own)[known.values.index(value)]
        total += weight
        for cause in {form.cause for form in state} or {UNEXPLAINED}:
            found[cause] += weight
    return {cause: weight / total for cause, weight in found.items()}


@pytest.mark.parametrize("seed", range(8))
def test_marginals_equal_brute_force(seed: int) -> None:
    net, answers = random_network(seed, causes=3 + seed % 5, findings=9)
    result, expected = posterior(net, answers).marginals, brute_force(net, answers)
    for cause, p in expected.items():
        assert result[cause] == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_marginals_equal_pyagrum(seed: int) -> None:
    net, answers = random_network(100 + seed, causes=5, findings=8)
    engine = pyagrum.LazyPropagation(bayes_net(net))
    engine.setEvidence({"possible": "yes", **answers})
    engine.makeInference()
    result = posterior(net, answers).marginals
    for cause in net.causes:
        assert result[cause] == pytest.approx(1 - engine.posterior(cause)[0], abs=1e-6)
    assert result[UNEXPLAINED] == pytest.approx(engine.posterior("nothing")[1], abs=1e-6)


def test_a_bif_file_reads_back_and_says_the_same(tmp_path: Path) -> None:
    net, answers = random_network(7, causes=4, findings=6)
    engine = pyagrum.LazyPropagation(pyagrum.loadBN(str(write_bif(net, tmp_path / "cut.bif"))))
    engine.setEvidence({"possible": "yes", **answers})
    engine.makeInference()
    for cause in net.causes:
        assert posterior(net, answers).marginal(cause) == pytest.approx(
            1 - engine.posterior(cause)[0], abs=1e-5
        )


def test_too_many_causes_for_a_table_and_unknown_names_are_refused() -> None:
    with pytest.raises(PackError, match="too many"):
        bayes_net(network(PACK))
    with pytest.raises(PackError, match="no cause"):
        sub_pack(PACK, ["gout"], [])


def test_an_unrelated_finding_changes_nothing() -> None:
    """A finding that no cause of a pack lists has the same chance under all of them."""
    few = ["morton_neuroma", "meralgia_paresthetica", "restless_legs_syndrome"]
    unrelated = [
        f.id for f in PACK.findings.values()
        if f.id not in PRIOR_FINDINGS and f.group is None and not f.implied_by
        and not any(f.id in PACK.causes[c].findings for c in (*few, UNEXPLAINED))
    ]  # fmt: skip
    assert unrelated
    net = network(sub_pack(PACK, few, ["numb", *unrelated[:3]]))
    start = posterior(net, {"numb": "yes"}).vector
    for finding in unrelated[:3]:
        for value in PACK.findings[finding].values:
            assert posterior(net, {"numb": "yes", finding: value}).vector == pytest.approx(start, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_missing_mass_against_all_larger_sets(seed: int) -> None:
    """The share of sets above three, by adding up every set of up to six of nine causes."""
    net, answers = random_network(40 + seed, causes=9, findings=12)
    point = posterior(net, answers)
    larger = 0.0
    for size in (4, 5, 6):
        sets = [s for s in combinations(range(net.width), size) if len(set(net.cause_of[list(s)])) == size]
        weights = missing.log_joint_over(net, point.evidence, np.array(sets, dtype=np.int64))
        larger += float(np.exp(weights - point.log_evidence).sum())
    true = larger / (1 + larger)
    stated = missing.missing_mass(point).mass
    assert stated == pytest.approx(true, abs=0.01 + 0.35 * true)


def test_sets_of_four_are_added_when_they_matter_and_said_so() -> None:
    net = network(PACK)
    answers = {}
    for cause in (
        "morton_neuroma",
        "restless_legs_syndrome",
        "raynaud_or_cold_injury",
        "hyperventilation_or_panic",
    ):
        column = next(i for i, form in enumerate(net.forms) if form.cause == cause)
        table_of = net.parameters.binary
        telling = np.argsort(-table_of.p[:, column] / table_of.background)[:3]
        answers |= {table_of.ids[row]: "yes" for row in telling}
    point = posterior(net, answers)
    shown, left = missing.certified(point)
    assert missing.missing_mass(point).mass > missing.STATED_ABOVE
    assert shown.members.shape[1] == 4 and left.four == 0
    assert shown.probability.sum() == pytest.approx(1)
    few = posterior(net, {"numb": "yes"})
    same, small = missing.certified(few)
    assert same is few and small.mass <= missing.STATED_ABOVE
