"""`python -m api`: serves the API until SIGINT or SIGTERM.

Started by `infra.local up`, or by hand any number of times.
"""

import signal
import sys

from infra.loading import loaded

# isort: split
from api.main import create_app
from api.serving import Config, Server
from infra.logs import set_up
from infra.refusal import StartError
from infra.seen.doors import seen
from infra.seen.metrics import Requests
from infra.seen.web import Watched
from infra.settings import load


def _ended(*_: object) -> None:
    """Uvicorn handles the signal and, when it has shut down, raises it again: by then there is nothing to do."""


def main() -> int:
    """Exit status 0 after a signal, 1 with one clear sentence where it could not begin."""
    try:
        settings = load()
        set_up(settings.log, "api", settings.paths.logs, settings.keep_log_days)
        with seen(settings, "api", settings.build_id) as registry:
            app = create_app(settings)
            app.add_middleware(Watched, requests=Requests(registry) if settings.metrics_port else None)
            config = Config(app, host=settings.host, port=settings.port)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, _ended)
            loaded()
            Server(config, app).run()
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
