"""How many questions the conversation asks: people drawn from the pack, safety pages and all.

Prints the median number of questions to the stop rule, and to the alert for those whose answers fire an emergency rule.
"""

from __future__ import annotations

import statistics
import sys

import numpy as np

from pinprick.inference.network import network
from pinprick.inference.simulate import person
from pinprick.interview.conversation import Interview
from pinprick.interview.steps import AlertStep, DrawingStep, QuestionStep, ResultStep, SafetyStep
from pinprick.knowledge.load import load_pack
from pinprick.vocabulary import UNSURE


def questions(interview: Interview, answers: dict[str, str]) -> tuple[int, bool]:
    """Questions asked until the result, and whether an emergency ended it. A safety page counts as one."""
    asked = 0
    while not isinstance(interview.step, ResultStep):
        step = interview.step
        if isinstance(step, AlertStep):
            return asked, True
        if isinstance(step, SafetyStep):
            asked += 1
            interview = interview.answer({a.finding: answers.get(a.finding, UNSURE) for a in step.asks})
        elif isinstance(step, QuestionStep):
            asked += 1
            interview = interview.answer(answers.get(step.ask.finding, UNSURE))
        elif isinstance(step, DrawingStep):
            interview = interview.skip()
        else:
            interview = interview.skip()
    return asked, False


def main(people: int) -> None:
    pack = load_pack()
    net, random = network(pack), np.random.default_rng(1)
    ended: dict[bool, list[int]] = {True: [], False: []}
    for _ in range(people):
        who = person(net, random)
        asked, alarm = questions(Interview.start(pack), who.answers)
        ended[alarm].append(asked)
    for alarm, name in ((False, "to the stop rule"), (True, "to the emergency alert")):
        counts = ended[alarm]
        if counts:
            print(f"{name}: {len(counts)} people, median {statistics.median(counts)}, most {max(counts)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
