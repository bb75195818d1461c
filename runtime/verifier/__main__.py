"""The verifier as a program: `python -m runtime.verifier FILE`; exits 0 when sound, 1 when not, 2 when unreadable."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from runtime.verifier.exported import verify_export
from runtime.verifier.proofs import CONSISTENCY, INCLUSION, verify_proof
from runtime.verifier.report import LOCALES, Report, told

LARGEST_PROOF = 1 << 20


def verify_file(path: Path, keys: Sequence[str] = (), kept: Sequence[str] = (), event_id: str | None = None) -> Report:
    """Verify an export or a proof, whichever the file holds. Raises OSError."""
    with path.open("rb") as lines:
        document = _as_proof(lines.readline(), path)
        if document is not None:
            return verify_proof(document, keys)
        lines.seek(0)
        return verify_export(lines, keys, kept, event_id)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify, say what was found, return the exit code."""
    given = _parser().parse_args(arguments)
    try:
        kept = [Path(each).read_text(encoding="utf-8") for each in given.checkpoint]
        report = verify_file(Path(given.file), given.key, kept, given.event)
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    lines = [json.dumps(report.as_json(), ensure_ascii=False)] if given.json else told(report, given.locale)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if report.is_sound else 1


def _as_proof(first_line: bytes, path: Path) -> dict[str, object] | None:
    """The file as a proof: one JSON document, on one line or on several."""
    try:
        first = json.loads(first_line)
    except ValueError:
        first = None
    if isinstance(first, dict) and first.get("format") not in (INCLUSION, CONSISTENCY):
        return None
    if first is None and path.stat().st_size > LARGEST_PROOF:
        return None
    try:
        whole = first if isinstance(first, dict) else json.loads(path.read_bytes())
    except ValueError:
        return None
    return whole if isinstance(whole, dict) else None


def _spoken_locale() -> str:
    wanted = os.environ.get("NOA_LOCALE", "")
    return wanted if wanted in LOCALES else LOCALES[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runtime.verifier")
    parser.add_argument("file")
    parser.add_argument("--key", action="append", default=[], metavar="NAME+ID+KEY")
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE")
    parser.add_argument("--event", metavar="ID")
    parser.add_argument("--locale", choices=LOCALES, default=_spoken_locale())
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
