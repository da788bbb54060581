"""The process that knows the word list: reads a German term a line as JSON, and writes its forms as JSON."""

from __future__ import annotations

import json
import sys

from glossary.forms import suggest


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(suggest(json.loads(line)))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
