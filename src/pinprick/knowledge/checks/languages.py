"""Every language of a pack has every sentence that a person reads, with the same names in braces."""

from __future__ import annotations

import re

from pinprick.knowledge.checks.contents import Contents
from pinprick.knowledge.languages import lacking, outlived, spoken
from pinprick.knowledge.translations import is_sentence_file

_NAME = re.compile(r"\{(\w+)[^{}]*\}")


def check_languages(contents: Contents) -> None:
    """What a language lacks is a warning (English stands in); names that do not match are an error (they would
    be read out as they stand, or a fact would be lost)."""
    for language in spoken(contents):
        for lack in lacking(contents, language):
            what = f"{language} lacks this: {lack.english}"
            contents.file(lack.file).problem(lack.key, what, lack.right, "warning")
        for file, english in outlived(contents, language):
            right = "take it out, or mend the English"
            contents.file(file).problem(
                (english,), "no file of the pack says this any more", right, "warning"
            )
        for name, located in contents.files.items():
            if is_sentence_file(name.removeprefix("text/").rpartition(".")[0], language):
                for english, own in located.mapping().items():
                    if set(_NAME.findall(str(english))) != set(_NAME.findall(str(own))):
                        right = "the same names in braces as in the English"
                        located.problem((english,), f"the names in braces differ: {own}", right)
