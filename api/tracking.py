"""What a reporter is given to follow a case with. Used by every resource that opens one."""

from fastapi import Request

from api.door import Door
from api.schemas.reports import Accepted


def accepted(request: Request, door: Door, case_no: str) -> Accepted:
    """The number to read out, and the code and address to follow it with."""
    code = door.numbers.track_code(case_no)
    url = f"{request.base_url}c/{case_no}?code={code}"
    return Accepted(case_no=case_no, track_code=code, track_url=url)
