"""`pinprick triage …`: the proof that no answer can argue the rules out of an emergency."""

from __future__ import annotations

import typer

from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import JsonOption, PackOption
from pinprick.interfaces.cli.output import print_json

triage = typer.Typer(help="The rules that say how soon to be seen.", no_args_is_help=True)
app.add_typer(triage, name="triage")


@triage.command("prove")
def prove(pack: PackOption = "legs_and_feet", as_json: JsonOption = False) -> None:
    """Prove over all possible answers that the rules keep their promises; exit 1 when one does not."""
    from dataclasses import asdict

    from pinprick.knowledge.load import load_pack
    from pinprick.triage.prove import prove as prove_rules

    theorems = prove_rules(load_pack(pack))
    if as_json:
        print_json([asdict(t) for t in theorems])
    else:
        for t in theorems:
            print(f"{'proved' if t.proved else 'FAILED'}  {t.name}: {t.says} ({t.seconds:.1f} s)")
            for note in t.notes:
                print(f"        {note}")
            if t.counterexample:
                print(f"        counterexample: {t.counterexample}")
        print(f"{sum(t.proved for t in theorems)} of {len(theorems)} theorems proved.")
    raise typer.Exit(0 if all(t.proved for t in theorems) else 1)
