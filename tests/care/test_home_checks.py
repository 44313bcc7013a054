"""Every home check finding has a way to do it, what counts, and when to stop."""

from __future__ import annotations

from pinprick.care.home_checks import check_for, home_checks
from pinprick.knowledge.load import load_pack
from pinprick.knowledge.reading_grade import grade
from pinprick.vocabulary import AnsweredBy

PACK = load_pack()


def test_every_home_check_finding_has_a_coach() -> None:
    wanted = {f.id for f in PACK.findings.values() if f.answered_by is AnsweredBy.HOME_CHECK}
    assert wanted and {f for f in wanted if check_for(PACK, f) is None} == set()
    assert check_for(PACK, "test_csf_abnormal") is None


def test_checks_are_complete_and_kind() -> None:
    file = home_checks(PACK)
    assert len({check.id for check in file.checks}) == len(file.checks)
    for check in file.checks:
        assert check.finding is None or check.finding in PACK.findings
        assert check.how and check.yes_when and check.stop_if and 10 <= check.seconds <= 600
        assert all(PACK.source(key) for key in check.sources)
        said = " ".join([check.needs, *check.how, check.yes_when, check.unsure_when, check.stop_if])
        assert grade(said) <= 8, check.id
        assert "hot water" not in said
    assert "hot water" in file.before and "sharp pin" in file.before
