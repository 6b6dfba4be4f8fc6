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
