"""Every claim of the article is carried by the pack, and losing a carrier names the claims lost."""

from __future__ import annotations

import pytest

from pinprick.errors import PackError
from pinprick.knowledge.claims import claims_report, read_claims
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.schema.pack import Pack

PACK = load_pack()
REPORT = claims_report(PACK)


def changed(**parts: object) -> Pack:
    return PACK.model_copy(update=parts)


def lost(pack: Pack) -> set[str]:
    return {claim.id for claim in claims_report(pack) if not claim.ok}


def test_all_claims_are_carried() -> None:
    assert len(REPORT) == 55
    assert {c.id: c.note for c in REPORT if not c.ok} == {}
    assert all(c.carried_by and all(k.where and k.says for k in c.carried_by) for c in REPORT)


@pytest.mark.parametrize("cause", sorted({c.condition for c in read_claims(PACK).claims if c.condition}))
def test_deleting_a_cause_names_the_claims_lost(cause: str) -> None:
    pack = changed(causes={key: value for key, value in PACK.causes.items() if key != cause})
    about = {c.id for c in read_claims(PACK).claims if c.condition == cause}
    assert about and about <= lost(pack)
    for claim in claims_report(pack):
        if claim.id in about:
            assert claim.note and cause in claim.note


def test_a_cause_that_no_longer_says_so_fails() -> None:
    cause = PACK.causes["tarsal_tunnel_syndrome"]
    findings = {k: v for k, v in cause.findings.items() if k != "burning"}
    thin = cause.model_copy(update={"findings": findings})
    assert lost(changed(causes={**PACK.causes, cause.id: thin})) == {"C6a"}
    quiet = cause.model_copy(update={"summary": "A nerve is squeezed.", "explains": "It is squeezed."})
    assert "C6" in lost(changed(causes={**PACK.causes, cause.id: quiet}))


def test_a_finding_at_background_no_longer_carries_a_claim() -> None:
    cause = PACK.causes["positional_paresthesia"]
    usual = PACK.findings["legs_crossed"].background.p
    same = cause.findings["legs_crossed"].model_copy(update={"p": usual})
    pack = changed(
        causes={
            **PACK.causes,
            cause.id: cause.model_copy(update={"findings": {**cause.findings, "legs_crossed": same}}),
        }
    )
    report = {c.id: c for c in claims_report(pack)}
    assert not report["C1a"].ok and "not more common" in (report["C1a"].note or "")


@pytest.mark.parametrize(
    "part, key, claims",
    [
        ("therapies", "heat", {"H3"}),
        ("medicines", "milnacipran", {"T1"}),
        ("medicines", "pregabalin", {"T3"}),
    ],
)
def test_losing_care_loses_claims(part: str, key: str, claims: set[str]) -> None:
    assert lost(changed(**{part: {k: v for k, v in getattr(PACK, part).items() if k != key}})) == claims


def test_losing_a_rule_or_a_text_loses_claims() -> None:
    assert "W2" in lost(changed(rules=[r for r in PACK.rules if r.id != "sd_long"]))
    assert {"D1", "D2", "S2", "T0", "F2"} <= lost(changed(text={}))


def test_disagreement_stands_beside_the_claim_with_its_source() -> None:
    by_id = {c.id: c for c in REPORT}
    for claim in ("D5", "T2", "T3", "H0", "A0"):
        assert by_id[claim].evidence and by_id[claim].evidence_sources
        assert all(PACK.source(key).citation for key in by_id[claim].evidence_sources)
    assert "softens" in (by_id["D5"].note or "") and "empty" in (by_id["C2a"].note or "")
    assert by_id["D5"].articles == ["article_2018"]


def test_a_pack_without_claims_is_an_error() -> None:
    with pytest.raises(PackError, match=r"claims\.yaml"):
        claims_report(changed(claims={}))
    with pytest.raises(PackError, match="kind"):
        claims_report(
            changed(claims={"articles": {}, "claims": [{"id": "X", "kind": "no", "in": [], "text": "x"}]})
        )
