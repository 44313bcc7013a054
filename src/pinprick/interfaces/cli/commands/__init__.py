"""One module a family of commands; importing this package registers them all."""

from pinprick.interfaces.cli.commands import (
    assessing,
    evaluating,
    keeping,
    knowing,
    locating,
    measuring,
    populations,
    proving,
    scoring,
    serving,
    translating,
)

REGISTERED = (
    assessing,
    evaluating,
    keeping,
    knowing,
    locating,
    measuring,
    populations,
    proving,
    scoring,
    serving,
    translating,
)
