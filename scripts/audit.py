"""What this program is made of, and known holes in it: `make audit`.

Writes a bill of materials (CycloneDX) and asks the public advisory service about every pinned package. Where the
service cannot be reached, that is said, and no pass is claimed. `python scripts/audit.py [--bill FILE]`; exit status
1 for known holes, 0 otherwise; with `--strict` also 2 when not every package could be checked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
SECONDS = 600


@dataclass(frozen=True)
class Found:
    """`holes`: one line each; `unchecked`: packages about which nothing could be learnt."""

    checked: int
    unchecked: tuple[str, ...]
    holes: tuple[str, ...]

    @property
    def sentences(self) -> str:
        """What was learnt, and what was not."""
        total = self.checked + len(self.unchecked)
        if total == 0 or self.checked == 0:
            return (
                "KNOWN HOLES: NOT CHECKED. The advisory service did not answer for any package, so nothing is known "
                "about any of them. This is not a pass. Run `make audit` where the public network can be reached."
            )
        lines = [f"{len(self.holes)} known in {self.checked} packages that could be checked.", *self.holes]
        if self.unchecked:
            lines.append(f"NOT CHECKED, {len(self.unchecked)} of {total}: {', '.join(self.unchecked)}.")
        return "Known holes: " + "\n  ".join(lines)

    def status(self, strict: bool) -> int:
        """Exit status."""
        if self.holes:
            return 1
        return 2 if strict and (self.unchecked or not self.checked) else 0


def read_report(text: str) -> Found:
    """The JSON report of pip-audit; anything else counts as nothing checked."""
    try:
        told = json.loads(text)["dependencies"]
        checked = [one for one in told if "vulns" in one]
        unchecked = tuple(f"{one['name']}" for one in told if "vulns" not in one)
        holes = tuple(
            f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
            for one in checked
            for hole in one["vulns"]
        )
    except (ValueError, KeyError, TypeError):
        return Found(0, (), ())
    return Found(len(checked), unchecked, holes)


def ask(requirements: str) -> Found:
    """What the advisory service says about pinned requirements, one a line."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "requirements.txt"
        pinned.write_text(requirements)
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json", "-r", str(pinned)]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pip_audit", *options],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Found(0, (), ())
    return read_report(done.stdout)


def known_holes(lock: str) -> Found:
    """Every package of a lock file; one alone is asked about first, so that a closed network is asked only once."""
    pinned = [line for line in lock.splitlines() if "==" in line and not line.startswith("#")]
    if not pinned or not ask(pinned[0]).checked:
        return Found(0, tuple(line.split("==")[0] for line in pinned), ())
    return ask("\n".join(pinned))


def write_bill(file: Path) -> int:
    """A bill of materials of this environment, CycloneDX 1.6 as JSON; how many parts it lists."""
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "cyclonedx_py", "environment", sys.prefix]
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON"]
    subprocess.run([*command, *options, "-o", str(file)], check=True, capture_output=True, timeout=SECONDS)
    return len(json.loads(file.read_text())["components"])


def main() -> int:
    """Write the bill, ask about holes, say what was learnt."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bill", type=Path, default=ROOT / "build" / "sbom.json")
    options.add_argument("--strict", action="store_true", help="fail when a package could not be checked")
    asked = options.parse_args()
    print(f"Bill of materials: {write_bill(asked.bill)} parts in {asked.bill}")
    found = known_holes(LOCK.read_text())
    print(found.sentences)
    return found.status(asked.strict)


if __name__ == "__main__":
    raise SystemExit(main())
