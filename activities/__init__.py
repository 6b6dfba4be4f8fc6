"""Everything a case does outside itself: plan, record, deliver, notify. Handed what they need by `worker.py`."""
