"""`python -m demo`: play the story once. Exit status 0 only if every report was answered and every scene came true."""

import asyncio
import sys

from rich.console import Console

from demo.settings import CannotStart
from demo.show import play


def main() -> int:
    """Play; Ctrl-C ends everything."""
    console = Console()
    try:
        return asyncio.run(play(console))
    except CannotStart as reason:
        console.print(str(reason), markup=False, style="red", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("已结束。")
        return 0


if __name__ == "__main__":
    sys.exit(main())
