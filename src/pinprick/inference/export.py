"""The network as an ordinary Bayesian network, for other tools and as a check from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pinprick.errors import MissingExtraError, PackError
from pinprick.inference import prior
from pinprick.inference.network import Network
from pinprick.inference.parameters import LEAST_SAY, PRIOR_FINDINGS, UNEXPLAINED, Form
from pinprick.knowledge.schema.causes import Likelihood
from pinprick.knowledge.schema.findings import Finding
from pinprick.vocabulary import YES

if TYPE_CHECKING:
    from pinprick.knowledge.schema.pack import Pack

MOST_CAUSES = 12
"""A full table over more causes would not fit into other tools; this one grows with 2 ** causes."""
ABSENT, POSSIBLE, NOTHING = "absent", "possible", "nothing"
State = tuple[Form, ...]
"""The forms that are present, one a cause at most."""


def sub_pack(pack: Pack, causes: Sequence[str], findings: Sequence[str]) -> Pack:
    """The pack with only these causes and findings (age and sex always stay). PackError names an unknown one."""
    for kind, wanted, known in (("cause", causes, pack.causes), ("finding", findings, pack.findings)):
        if missing := [name for name in wanted if name not in known]:
            raise PackError(f"There is no {kind} called {missing[0]!r} in the pack {pack.id!r}.")
    kept = {f: pack.findings[f] for f in pack.findings if f in {*findings, *PRIOR_FINDINGS}}
    fewer = {c: pack.causes[c] for c in pack.causes if c in {*causes, UNEXPLAINED}}
    digest = f"{pack.digest}:{hash((tuple(fewer), tuple(kept))):x}"
    return pack.model_copy(update={"findings": kept, "causes": fewer, "digest": digest})


def states(network: Network) -> list[list[Form | None]]:
    """For each cause what it can be: absent (None) or one of its forms."""
    return [[None, *(f for f in network.forms if f.cause == cause)] for cause in network.causes]


def assignments(network: Network) -> Iterator[State]:
    """Every joint state of the causes, in the order of `states` with the last cause running fastest."""
    for choice in product(*states(network)):
        yield tuple(form for form in choice if form is not None)


def table(finding: Finding, state: State, unexplained: dict[str, Likelihood]) -> list[float]:
    """P(value | state) in the order of the finding's values, by the schema's formulas one step at a time.

    Written apart from the engine (`rows`), so that each checks the other.
    """
    own = unexplained.get(finding.id)
    background = finding.background.p
    if not state:
        return _spread(finding, own.p if own else background)
    listed = [form.listed[finding.id].p for form in state if finding.id in form.listed]
    if not listed:
        return _spread(finding, background)
    if finding.is_binary:
        b = background[YES] if isinstance(background, dict) else background
        each = [p for p in listed if isinstance(p, float | int)]
        leak = b * prod(p / b for p in each if p < b)
        no = (1 - leak) * prod(1 - (p - b) / (1 - b) for p in each if p >= b)
        return [1 - no, no]
    base, rows = _spread(finding, background), [_spread(finding, p) for p in listed]
    say = [max(sum(abs(p - b) for p, b in zip(row, base, strict=True)) / 2, LEAST_SAY) for row in rows]
    return [sum(a * row[at] for a, row in zip(say, rows, strict=True)) / sum(say) for at in range(len(base))]


def log_weight(network: Network, state: State, age: str | None, sex: str | None) -> float | None:
    """Prior weight of a joint state up to a factor (1 for no cause): None for sets above three causes."""
    of_causes, none = prior.shares(network.pack, age, sex)
    if not state:
        return 1.0
    if len(state) > 3:
        return None
    odds = prior.odds(of_causes, none)
    each = [float(odds[network.index[form.cause]]) * form.weight for form in state]
    e1, e2, e3 = (float(x) for x in _symmetric(odds))
    return prod(each) * (1 - none) / none / (e1 + e2 + e3)


def bayes_net(network: Network, age: str | None = None, sex: str | None = None) -> Any:
    """The network of a small pack as a pyAgrum BayesNet.

    Nodes: one a cause (absent, or its forms), `possible` (yes for sets of up to three causes; condition on it,
    it carries the prior over sets), `nothing` (no cause), one a finding. PackError above 12 causes;
    MissingExtraError when pyAgrum is not installed.
    """
    if len(network.causes) > MOST_CAUSES:
        raise PackError(
            f"{len(network.causes)} causes are too many for one table: choose at most {MOST_CAUSES} with "
            "`sub_pack`."
        )
    gum = library()
    net = gum.BayesNet(network.pack.id)
    choices = states(network)
    for cause, choice in zip(network.causes, choices, strict=True):
        labels = [ABSENT, *(form.presentation or "present" for form in choice if form)]
        node = net.add(gum.LabelizedVariable(cause, cause, labels))
        net.cpt(node).fillWith([1 / len(labels)] * len(labels))
    for name in (POSSIBLE, NOTHING):
        net.add(gum.LabelizedVariable(name, name, ["no", "yes"]))
    found = list(assignments(network))
    weights = [log_weight(network, state, age, sex) or 0.0 for state in found]
    top = max(weights)
    _fill(net, POSSIBLE, network.causes, [[1 - w / top, w / top] for w in weights])
    _fill(net, NOTHING, network.causes, [[float(bool(state)), float(not state)] for state in found])
    own = network.pack.causes[UNEXPLAINED].findings if UNEXPLAINED in network.pack.causes else {}
    for finding in network.pack.findings.values():
        if finding.id not in PRIOR_FINDINGS:
            net.add(gum.LabelizedVariable(finding.id, finding.label, list(finding.values)))
            _fill(net, finding.id, network.causes, [table(finding, state, own) for state in found])
    return net


def write_bif(network: Network, path: Path | str, age: str | None = None, sex: str | None = None) -> Path:
    """Write the network of a small pack as a BIF file; read `possible` as evidence "yes"."""
    target = Path(path)
    library().saveBN(bayes_net(network, age, sex), str(target))
    return target


def _fill(net: Any, node: str, causes: Sequence[str], rows: list[list[float]]) -> None:
    """Give `node` all causes as parents; `rows` run over their joint states, the last cause fastest."""
    for cause in causes:
        net.addArc(cause, node)
    cpt = net.cpt(node)
    shape = [net.variable(cause).domainSize() for cause in causes]
    source = [*causes, node]
    # The library's arrays run over its names from last to first.
    order = [source.index(name) for name in reversed(cpt.names)]
    cpt[:] = np.ascontiguousarray(np.transpose(np.array(rows).reshape(*shape, -1), order))


def _spread(finding: Finding, p: float | dict[str, float]) -> list[float]:
    if isinstance(p, dict):
        whole = sum(p.values())
        return [p.get(value, 0.0) / whole for value in finding.values]
    return [p, 1 - p]


def _symmetric(odds: Any) -> tuple[float, float, float]:
    """Sums of products of one, two and three different odds, taken one by one."""
    e = [1.0, 0.0, 0.0, 0.0]
    for o in odds:
        for k in (3, 2, 1):
            e[k] += e[k - 1] * float(o)
    return e[1], e[2], e[3]


def library() -> Any:
    """pyAgrum, which is optional: MissingExtraError when it is not installed."""
    try:
        import pyagrum
    except ImportError:
        raise MissingExtraError("The exchange with other Bayesian network tools", "bayes") from None
    return pyagrum
