"""Values that facts carry."""

from enum import StrEnum


class Result(StrEnum):
    """How a call was completed."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    PLANNED = "planned"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"
    UNREACHABLE = "unreachable"


class Why(StrEnum):
    """Why somebody is dissatisfied."""

    UNSOLVED = "unsolved"
    ATTITUDE = "attitude"
    LATE = "late"
    POLICY = "policy"
    OTHER = "other"


class ReporterKind(StrEnum):
    """居民, 企业, 基层."""

    RESIDENT = "resident"
    ENTERPRISE = "enterprise"
    GRASSROOTS = "grassroots"


class Entered(StrEnum):
    """Whose words a report is: the reporter's, sent by themselves or referred; or taken down by one of us."""

    SELF = "self"
    BEHALF = "behalf"  # 代报: for somebody else, by a grid worker or staff
    FOUND = "found"  # 发现上报: what one of us saw; nobody else reported it
