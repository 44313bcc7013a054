"""`pinprick knowledge languages` and `pinprick knowledge translate`: what a language lacks; files for translators."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pinprick.errors import CaseError
from pinprick.interfaces.cli.commands.knowing import knowledge
from pinprick.interfaces.cli.options import JsonOption, PackOption
from pinprick.interfaces.cli.output import print_json


@knowledge.command("languages")
def languages(
    language: Annotated[
        str | None, typer.Argument(help="Two-letter code; every language of the pack when left out.")
    ] = None,
    pack: PackOption = "legs_and_feet",
    as_json: JsonOption = False,
) -> None:
    """List what each language lacks, file and key, and what stays English and why; exit 1 when something lacks."""
    from pinprick.knowledge.checks.contents import read_contents
    from pinprick.knowledge.languages import lacking, outlived, spoken, stays_english
    from pinprick.knowledge.load import pack_folder

    contents = read_contents(pack_folder(pack))
    codes = [language] if language else spoken(contents)
    lacks = {code: lacking(contents, code) for code in codes}
    unused = {code: outlived(contents, code) for code in codes}
    if as_json:
        print_json(
            {
                "lacking": {
                    code: [{"file": x.file, "key": x.dotted, "english": x.english} for x in found]
                    for code, found in lacks.items()
                },
                "unused": {code: [{"file": f, "english": e} for f, e in u] for code, u in unused.items()},
                "stays_english": [item.model_dump() for item in stays_english(contents)],
            }
        )
    else:
        for code in codes:
            for lack in lacks[code]:
                print(f"{code}: {lack.file}: {lack.dotted}: {lack.english}. Right: {lack.right}.")
            for file, english in unused[code]:
                print(f"{code}: {file}: no longer used: {english}")
            print(f"{code}: {len(lacks[code])} texts are missing, {len(unused[code])} are no longer used.")
        for item in stays_english(contents):
            print(f"stays English: {item.what} ({item.why})")
    raise typer.Exit(1 if any(lacks.values()) else 0)


@knowledge.command("translate")
def translate(
    language: Annotated[str, typer.Argument(help="Two-letter code of the language.")],
    po: Annotated[Path, typer.Argument(help="The .po file to write, or to read with --read.")],
    read: Annotated[
        bool, typer.Option("--read", help="Read the file and write its words into the pack.")
    ] = False,
    pack: PackOption = "legs_and_feet",
) -> None:
    """Write every text of a language as a .po file for a translator's own tools, or read one back."""
    from pinprick.knowledge.load import pack_folder
    from pinprick.knowledge.po import export_po, import_po

    if po.suffix != ".po":
        raise CaseError(f"{po}: give a name that ends in .po.")
    folder = pack_folder(pack)
    if read:
        if not po.is_file():
            raise CaseError(f"{po}: there is no such file.")
        changed = import_po(folder, language, po.read_bytes())
        print(f"{changed} texts changed in text/{language}.")
        return
    if not po.resolve().parent.is_dir():
        raise CaseError(f"{po}: there is no folder {po.resolve().parent}.")
    content, done, every = export_po(folder, language)
    po.write_bytes(content)
    print(f"{po}: {every} texts, {done} of them in {language} already.")
