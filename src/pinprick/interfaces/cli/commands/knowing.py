"""`pinprick knowledge …`: check, look at and compare what a pack knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from pinprick.interfaces.cli.app import app
from pinprick.interfaces.cli.options import JsonOption, PackOption
from pinprick.interfaces.cli.output import print_json, width
from pinprick.knowledge.schema.pack import Pack

knowledge = typer.Typer(help="Check, look at and compare what a pack knows.", no_args_is_help=True)
app.add_typer(knowledge, name="knowledge")


@knowledge.command("check")
def check(pack: PackOption = "legs_and_feet", as_json: JsonOption = False) -> None:
    """Check every id, sum, source, side, range and sentence; exit 1 when there is an error."""
    from pinprick.knowledge.check import check as check_pack

    report = check_pack(pack)
    if as_json:
        problems = [
            {
                "file": p.file,
                "line": p.line,
                "key": p.key,
                "what": p.what,
                "right": p.right,
                "severity": p.severity,
            }
            for p in report.problems
        ]
        print_json({"counts": report.counts, "usable": report.is_usable, "problems": problems})
    else:
        print(report)
    raise typer.Exit(report.exit_code)


@knowledge.command("show")
def show(
    identity: Annotated[
        str | None, typer.Argument(metavar="ID", help="A cause, finding, rule, source, medicine or therapy.")
    ] = None,
    pack: PackOption = "legs_and_feet",
    as_json: JsonOption = False,
) -> None:
    """Show one thing the pack knows, or list everything when no ID is given."""
    from pinprick.knowledge.load import load_pack
    from pinprick.knowledge.show import show as show_record

    loaded = load_pack(pack)
    if identity is None:
        everything = _everything(loaded)
        print_json(everything) if as_json else print(_listed(everything))
        return
    record = show_record(loaded, identity)
    print_json(record) if as_json else print(_as_yaml(record), end="")


def _everything(pack: Pack) -> dict[str, list[str]]:
    return {
        "causes": list(pack.causes),
        "findings": list(pack.findings),
        "rules": [rule.id for rule in pack.rules],
        "medicines": list(pack.medicines),
        "therapies": list(pack.therapies),
        "sources": list(pack.sources),
    }


def _listed(everything: dict[str, list[str]]) -> str:
    return "\n\n".join(f"{kind} ({len(ids)})\n  " + "\n  ".join(ids) for kind, ids in everything.items())


def _as_yaml(record: dict[str, Any]) -> str:
    return str(yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=width()))


@knowledge.command("claims")
def claims(pack: PackOption = "legs_and_feet", as_json: JsonOption = False) -> None:
    """Trace every claim of the source articles to what carries it; exit 1 when one is lost."""
    from pinprick.knowledge.claims import claims_report
    from pinprick.knowledge.load import load_pack

    rows = claims_report(load_pack(pack))
    covered = sum(row.ok for row in rows)
    if as_json:
        claims_data = [row.model_dump(mode="json") for row in rows]
        print_json({"covered": covered, "total": len(rows), "claims": claims_data})
    else:
        for row in rows:
            print(f"{'ok  ' if row.ok else 'LOST'} {row.id:<4} {row.text}")
            carriers = ", ".join(
                f"{c.kind} {c.id}" + (f" ({c.problem})" if c.problem else "") for c in row.carried_by
            )
            print(f"       carried by: {carriers}")
            if row.evidence:
                print(f"       evidence today: {row.evidence} [{', '.join(row.evidence_sources)}]")
            if row.note:
                print(f"       {row.note}")
        print(f"{covered}/{len(rows)} claims covered.")
    raise typer.Exit(0 if covered == len(rows) else 1)


@knowledge.command("provenance")
def provenance(
    cases: Annotated[Path, typer.Argument(help="A file of known cases.")],
    findings: Annotated[Path, typer.Option(help="The same cases coded as findings.")],
    stage: Annotated[str, typer.Option(help="person, exam or tests.")] = "person",
    pack: PackOption = "legs_and_feet",
    as_json: JsonOption = False,
) -> None:
    """Say which share of the deciding evidence is published, derived or judged."""
    from pinprick.evaluation.cases import read_known_cases
    from pinprick.evaluation.provenance import provenance as trace
    from pinprick.knowledge.load import load_pack

    loaded = load_pack(pack)
    report = trace(loaded, read_known_cases(cases, loaded, findings), stage)
    print_json(report.as_data()) if as_json else print(report)


@knowledge.command("schema")
def schema(
    out: Annotated[Path, typer.Argument(help="Folder to write one JSON Schema a file kind into.")],
) -> None:
    """Write JSON Schema for editors, one a file kind."""
    from pinprick.knowledge.export import export_schemas

    for path in export_schemas(out):
        print(path)


@knowledge.command("compile")
def compile_(pack: PackOption = "legs_and_feet") -> None:
    """Write the pack's compiled form, which loads fast."""
    from pinprick.knowledge.load import compile_pack, pack_folder

    target = compile_pack(pack_folder(pack))
    print(f"Compiled {pack} ({target.stat().st_size / 1e6:.1f} MB).")


@knowledge.command("export-network")
def export_network(
    file: Annotated[Path, typer.Argument(help="The .bif file to write; other tools can open it.")],
    causes: Annotated[
        list[str], typer.Option("--cause", help="A cause to take along, two to twelve; repeat it.")
    ],
    findings: Annotated[
        list[str] | None,
        typer.Option("--finding", help="A finding; those the causes speak of when left out."),
    ] = None,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Write some causes with their findings as an ordinary Bayesian network (BIF)."""
    from pinprick.errors import CaseError
    from pinprick.inference.export import sub_pack, write_bif
    from pinprick.inference.network import network
    from pinprick.knowledge.load import load_pack

    if file.suffix != ".bif":
        raise CaseError(f"{file}: give a name that ends in .bif.")
    if not file.parent.is_dir():
        raise CaseError(f"{file}: there is no folder {file.parent}.")
    if len(set(causes)) < 2:
        raise CaseError(
            "Give two to twelve causes, each with --cause: one alone has nothing to be told from."
        )
    whole = load_pack(pack)
    spoken = [f for c in causes if c in whole.causes for f in whole.causes[c].findings]
    part = sub_pack(whole, causes, findings or spoken)
    write_bif(network(part), file)
    print(f"Wrote {len(part.causes)} causes and {len(part.findings)} findings to {file}.")


@knowledge.command("impact")
def impact(
    old: Annotated[str, typer.Argument(help="The pack before, by id or folder.")],
    new: Annotated[str, typer.Argument(help="The pack after.")],
    cases: Annotated[
        Path | None, typer.Option(help="Known cases; the pack's own stories when left out.")
    ] = None,
    findings: Annotated[Path | None, typer.Option(help="The same cases coded as findings.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an edit does to every case: urgency, first cause, rank and odds, before and after."""
    from pinprick.evaluation.cases import read_known_cases
    from pinprick.evaluation.impact import Told, require_cases, stories
    from pinprick.evaluation.impact import impact as compare
    from pinprick.knowledge.load import load_pack

    before, after = load_pack(old), load_pack(new)
    told = stories(new)
    if cases is not None:
        stage = "person" if findings else "words"
        known = read_known_cases(cases, after, findings)
        told = [Told(k.id, case, k.truth) for k in known if (case := k.at(stage)) is not None]
    require_cases(told)
    rows = compare(before, after, told)
    if as_json:
        print_json({"cases": len(told), "changed": [row.as_data() for row in rows]})
        return
    for row in rows:
        print(row.name)
        if row.urgency[0] != row.urgency[1]:
            print(f"  urgency {row.urgency[0]} -> {row.urgency[1]}")
        if row.first[0] != row.first[1]:
            print(f"  first cause {row.first[0]} -> {row.first[1]}")
        if row.rank[0] != row.rank[1]:
            print(f"  rank of the true cause {row.rank[0]} -> {row.rank[1]}")
        for cause, p, q in row.moved[:5]:
            print(f"  {cause} {p:.3f} -> {q:.3f}")
    print(f"{len(rows)} of {len(told)} cases changed.")
