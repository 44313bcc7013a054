"""`decision.yaml`, the keys the inference engine reads: dependence, uncertainty, clash, missing mass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from pinprick.errors import PackError
from pinprick.knowledge.schema.base import Record
from pinprick.vocabulary import AnsweredBy, Basis

if TYPE_CHECKING:
    from pinprick.knowledge.schema.pack import Pack


class Dependence(Record):
    """How answers that repeat each other are kept from counting in full.

    With n answered findings in a group each log-likelihood is multiplied by n ** -exponent. `groups` puts
    further findings into groups ({group: [finding ids]}); it wins over `group` in the findings files.
    `exponents` gives single groups another exponent. `overall` multiplies the log-likelihood of every
    answer: above 1 when the numbers, being judged, are known to be timid.
    `drawing_replaces` lists groups and findings that a drawing answers better; they are left out when one
    is given.
    """

    exponent: float = Field(0.5, ge=0, le=1)
    exponents: dict[str, float] = Field(default={})
    groups: dict[str, list[str]] = Field(default={})
    overall: float = Field(1.0, gt=0, le=2)
    drawing_replaces: list[str] = Field(default=["drawn_region"])
    sources: list[str] = Field(default=[])
    reason: str | None = None


class Uncertainty(Record):
    """How wide each number is, as a standard deviation of its log-odds (natural log).

    `spread` by basis; a published number with `n` or `ci` uses those instead, kept within `least` and `most`.
    `share_factor` is the factor either way that holds 90 % for the share of a cause; causes with a share
    under `rare_below` use `rare_factor`. `drawing` is the standard deviation of a drawing's ln LR.
    """

    spread: dict[Basis, float] = Field(
        default={Basis.PUBLISHED: 0.35, Basis.DERIVED: 0.5, Basis.JUDGEMENT: 0.7}
    )
    least: float = Field(0.1, gt=0)
    most: float = Field(1.2, gt=0)
    share_factor: float = Field(2.0, gt=1)
    rare_factor: float = Field(3.0, gt=1)
    rare_below: float = Field(0.003, gt=0, lt=1)
    drawing: float = Field(0.4, ge=0)
    reason: str | None = None


class StopRule(Record):
    """When to stop asking.

    `least_worth`: a question worth less (in units of loss) is not asked. `settled_above`: the first cause is
    settled from this probability on, if no likely answer changes it. `likely`: an answer less likely than
    this is not waited for. `most_questions`: never ask more.
    """

    least_worth: float = Field(0.02, ge=0)
    settled_above: float = Field(0.5, gt=0, lt=1)
    likely: float = Field(0.1, gt=0, lt=1)
    most_questions: int = Field(20, ge=1)


class Questions(Record):
    """What a question costs the person, and what knowing more is worth.

    `seconds` by who can answer (`person`, `home_check`), `seconds_per_value` for each further choice of a
    categorical question, `seconds_of` for single findings. `worth_of_a_bit`: one bit more about the causes,
    in the unit of `urgency_loss`. `never`: findings that are never asked as a question.
    """

    seconds: dict[AnsweredBy, float] = Field(default={AnsweredBy.PERSON: 8, AnsweredBy.HOME_CHECK: 40})
    seconds_per_value: float = Field(1.5, ge=0)
    seconds_of: dict[str, float] = Field(default={})
    worth_of_a_bit: float = Field(0.5, ge=0)
    never: list[str] = Field(default=[])
    stop: StopRule = Field(default_factory=lambda: StopRule.model_validate({}))
    reason: str | None = None


class Price(Record):
    """What one test or examination costs: money, time, discomfort, harm and waiting, in the unit of loss."""

    price: float = Field(ge=0)
    why: str


class TestsPrice(Record):
    """Prices of examinations and tests: by who does them, or one by one.

    `worth_of_a_bit` is what one bit more about the causes is worth when treatment hangs on it.
    """

    by_kind: dict[AnsweredBy, Price] = Field(
        default={
            kind: Price(price=1.0, why="a visit") for kind in (AnsweredBy.CLINICIAN, AnsweredBy.LABORATORY)
        }
    )
    of: dict[str, Price] = Field(default={})
    worth_of_a_bit: float = Field(4.0, ge=0)
    reason: str | None = None


class CannotBoth(Record):
    """Two answers (`finding=value`, or `finding` for yes) that cannot both be true, and why."""

    one: str
    other: str
    why: str


class Clashes(Record):
    """What does not fit together. `beyond`: conflict in nats from which answers that no rule forbids are named."""

    cannot_both: list[CannotBoth] = Field(default=[])
    beyond: float = Field(0.9, gt=0)
    reason: str | None = None


class Silence(Record):
    """What a story told unprompted leaves out.

    People name what strikes them and leave out much that they would confirm when asked. A finding of
    `families` that such a story does not mention counts as 1 - `mention_rate` x P(yes | causes). It applies
    when `finding` was answered yes (the story was told freely); danger signs are never counted this way. A
    story that names fewer than `full_story` of these findings counts in proportion: short is not silent.
    """

    finding: str = "told_freely"
    mention_rate: float = Field(0.0, ge=0, lt=1)
    full_story: float = Field(1.0, gt=0)
    families: list[str] = Field(default=[])
    basis: str = "judgement"
    sources: list[str] = Field(default=[])
    why: str | None = None


def section(pack: Pack, key: str, model: type[Any]) -> Any:
    """The part `key` of the pack's `decision.yaml`, checked against `model`; its defaults when absent.

    PackError names the key that is wrong.
    """
    try:
        return model.model_validate(pack.decision.get(key, {}))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in (key, *first["loc"]))
        raise PackError(f"decision.yaml: {where}: {first['msg']}.") from None
