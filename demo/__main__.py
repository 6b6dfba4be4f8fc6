"""`python -m demo`: play the story once. Exit status 0 only if every report was answered as written."""

import asyncio
import sys

from rich.console import Console

from demo.settings import CannotStart
from demo.show import play

WIDTH = 132
"""Of tables in a log file."""


def main() -> int:
    """Play; Ctrl-C ends everything."""
    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else WIDTH)
    try:
        return asyncio.run(play(console))
    except CannotStart as reason:
        console.print(str(reason), markup=False, style="red", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("已结束。")
        return 130


if __name__ == "__main__":
    sys.exit(main())
