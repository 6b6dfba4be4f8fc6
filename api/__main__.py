"""`python -m api`: serves the API until SIGINT or SIGTERM.

Started by `infra.local up`, or by hand any number of times.
"""

import signal
import sys

from api.main import create_app
from api.serving import Config, Server
from infra.logs import set_up
from infra.refusal import StartError
from infra.settings import load


def _ended(*_: object) -> None:
    """Uvicorn handles the signal and, when it has shut down, raises it again: by then there is nothing to do."""


def main() -> int:
    """Exit status 0 after a signal, 1 with one clear sentence where it could not begin."""
    try:
        settings = load()
        set_up(settings.log, "api", settings.paths.logs, settings.keep_log_days)
        app = create_app(settings)
        config = Config(app, host=settings.host, port=settings.port)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _ended)
        Server(config, app).run()
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
