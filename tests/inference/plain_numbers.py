"""The pack with every answer counted once: what an exact method can be held against."""

from __future__ import annotations

from pinprick.knowledge.schema.pack import Pack


def plain(pack: Pack) -> Pack:
    """`pack` with `dependence.overall` at 1: weighed likelihoods are not those of a Bayesian network."""
    dependence = {**pack.decision["dependence"], "overall": 1.0}
    decision = {**pack.decision, "dependence": dependence}
    return pack.model_copy(update={"decision": decision, "digest": f"{pack.digest}:plain"})
