"""Every timeout and retry of the case workflow, in one table. Real durations, but `GRACE`, which is story time."""

from datetime import timedelta

from temporalio.common import RetryPolicy

GRACE = timedelta(seconds=2)
"""How long after a deadline the timer rings (story time), so that a message on its way wins."""

PLAN_TIMEOUT = timedelta(seconds=10)
PLAN_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=5))

PLAN_AND_RECORD_TIMEOUT = timedelta(seconds=2)
"""The activity itself gives up after 300 ms; this is for a worker whose loop is stuck."""

LOCAL_RECORD_TIMEOUT = timedelta(seconds=1)
"""The same for an activity that only records."""
LOCAL_RECORD_RETRY = RetryPolicy(maximum_attempts=1)

RECORD_TIMEOUT = timedelta(seconds=15)
RECORD_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=1.5,
    maximum_interval=timedelta(seconds=5),
)

NOTIFY_TIMEOUT = timedelta(seconds=5)
LOCAL_NOTIFY_RETRY = RetryPolicy(maximum_attempts=1)
NOTIFY_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))

DELIVER_TIMEOUT = timedelta(seconds=20)
"""One try of a delivery, its HTTP exchange included."""
DELIVER_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))

LINK_TIMEOUT = timedelta(seconds=20)
"""One try of opening a linked case."""
LINK_FIRST_RETRY, LINK_LAST_RETRY = timedelta(seconds=1), timedelta(minutes=1)

BATCH_EVENTS = 100
BATCH_BYTES = 256 * 1024
"""One batch of the outbox holds no more."""

RUN_EVENTS = 2000
"""A run with so long a history goes on in a new one: replayed in a moment, and far below the server's own advice."""

FACT_IDS_KEPT = 1000
"""Ids of facts remembered, so that a repeated one has no effect."""

IGNORED_A_DAY = 20
"""Messages not taken that a case records one by one in a day of the story; the others it counts."""
