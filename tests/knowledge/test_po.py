"""A catalogue for translators goes out and comes back without a change; what is wrong in it is refused whole."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinprick.errors import PackError
from pinprick.knowledge.checks.contents import read_contents
from pinprick.knowledge.languages import lacking, words_of
from pinprick.knowledge.load import digest, load_pack, pack_folder
from pinprick.knowledge.po import export_po, import_po
from pinprick.knowledge.text import sentences

FOLDER = Path(pack_folder("legs_and_feet"))
HEAD = b'msgid ""\nmsgstr ""\n"Language: %s\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "pack", ignore=shutil.ignore_patterns("compiled.json")))


def test_out_and_back_changes_no_byte(folder: Path) -> None:
    before = digest(folder)
    content, done, every = export_po(folder, "es")
    assert done == every > 2500
    assert export_po(folder, "es")[0] == content
    assert len(read_po(io.BytesIO(content))) >= every - 50
    assert import_po(folder, "es", content) == 0
    assert digest(folder) == before


def test_one_changed_word_changes_one_line(folder: Path) -> None:
    content = export_po(folder, "es")[0].replace(b'msgstr "Que le vean hoy."', b'msgstr "Vaya hoy."', 1)
    before = {p: p.read_text(encoding="utf-8").splitlines() for p in folder.rglob("*.yaml")}
    assert import_po(folder, "es", content) == 1
    changed = [
        (
            path.name,
            [b for a, b in zip(old, path.read_text(encoding="utf-8").splitlines(), strict=True) if a != b],
        )
        for path, old in before.items()
        if path.read_text(encoding="utf-8").splitlines() != old
    ]
    assert len(changed) == 1 and len(changed[0][1]) == 1 and "Vaya hoy." in changed[0][1][0]


def test_a_new_language_starts_from_a_catalogue(folder: Path) -> None:
    _, done, every = export_po(folder, "eu")
    assert done == 0
    lacked = len(lacking(read_contents(folder), "eu"))
    filled = HEAD % b"eu" + (
        b'msgctxt "interface:actions.continue"\nmsgid "Continue"\nmsgstr "Jarraitu"\n\n'
        b'msgctxt "interface:result.others.one"\nmsgid "{n} more causes were weighed"\nmsgstr "Beste kausa {n}"\n\n'
        b'msgctxt "causes:stroke"\nmsgid "Stroke"\nmsgstr "Iktusa"\n\n'
        b'msgid "Be seen the same day."\nmsgstr "Egun berean ikus zaitzatela."\n\n'
        b'#, fuzzy\nmsgid "See a doctor."\nmsgstr "Ikusi medikua?"\n\n'
        b'msgid "Nobody says this."\nmsgstr "Inork ez."\n'
    )
    assert import_po(folder, "eu", filled) == 4
    pack = load_pack(folder)
    assert sentences(pack, "interface", "eu")["actions"]["continue"] == "Jarraitu"
    assert sentences(pack, "interface", "eu")["actions"]["back"] == "Back"
    assert sentences(pack, "interface", "eu")["result"]["others"].format(n=5) == "5 more causes were weighed"
    words = words_of(read_contents(folder), "eu")
    assert words.say("Be seen the same day.") == "Egun berean ikus zaitzatela."
    assert words.say("Stroke") == "Iktusa" and words.say("See a doctor.") is None
    assert len(lacking(read_contents(folder), "eu")) < lacked
    assert every > 2500


@pytest.mark.parametrize(
    ("language", "content", "says"),
    [
        ("es", b"", "no .po file"),
        ("es", b"\xff\xfe\x00", "no .po file"),
        ("es", b"msgid broken", "no .po file"),
        ("es", HEAD % b"fr" + b'msgid "a"\nmsgstr "b"\n', "for the language 'fr'"),
        ("es", HEAD % b"es" + b'msgid "It fits {names}."\nmsgstr "Encaja."\n', "names in braces"),
        ("en", b"", "no language to translate into"),
        ("zz", b"", "no language with the code"),
        ("../x", b"", "no language to translate into"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(
    folder: Path, language: str, content: bytes, says: str
) -> None:
    before = digest(folder)
    with pytest.raises(PackError, match=says):
        import_po(folder, language, content)
    assert digest(folder) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reading(mini: Path, junk: bytes) -> None:
    try:
        import_po(mini, "es", HEAD % b"es" + junk)
    except PackError as error:
        assert str(error)


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of two files: fast to read again and again."""
    folder = tmp_path_factory.mktemp("mini")
    (folder / "text" / "en").mkdir(parents=True)
    shutil.copy(FOLDER / "text" / "languages.yaml", folder / "text")
    (folder / "text" / "en" / "care.yaml").write_text("not_enough: Not enough is known.\n", encoding="utf-8")
    return folder
