"""Pinprick: why are my legs and feet numb, how soon should I be seen, and what can I do?

from pinprick import Case, assess, load_pack
pack = load_pack()
assessment = assess(Case(account="both feet tingle up to the knees"), pack)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pinprick.anatomy.locate import locate
    from pinprick.assessment import assess
    from pinprick.case import Case, Drawing
    from pinprick.interview.conversation import Interview
    from pinprick.knowledge.load import load_pack

__version__ = "0.1.0"
__all__ = ["Case", "Drawing", "Interview", "__version__", "assess", "load_pack", "locate"]

_HOME = {
    "Case": "pinprick.case",
    "Drawing": "pinprick.case",
    "Interview": "pinprick.interview.conversation",
    "assess": "pinprick.assessment",
    "load_pack": "pinprick.knowledge.load",
    "locate": "pinprick.anatomy.locate",
}


def __getattr__(name: str) -> Any:
    """Import public names on first use, so that `import pinprick` stays quick."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'pinprick' has no attribute {name!r}")
