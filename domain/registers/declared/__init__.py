"""All registers there are, in the order in which pages name them: one file each, named here."""

from domain.registers.declared.activities import ACTIVITIES
from domain.registers.declared.agreements import AGREEMENTS
from domain.registers.declared.branches import BRANCHES
from domain.registers.declared.co_building import CO_BUILDING
from domain.registers.declared.committees import COMMITTEES
from domain.registers.declared.managers import MANAGERS
from domain.registers.declared.members import MEMBERS
from domain.registers.declared.needs import NEEDS
from domain.registers.declared.organisations import ORGANISATIONS
from domain.registers.declared.projects import PROJECTS
from domain.registers.declared.resources import RESOURCES
from domain.registers.declared.service_hours import SERVICE_HOURS

REGISTERS = (
    CO_BUILDING,
    RESOURCES,
    NEEDS,
    PROJECTS,
    AGREEMENTS,
    ACTIVITIES,
    BRANCHES,
    MEMBERS,
    SERVICE_HOURS,
    ORGANISATIONS,
    MANAGERS,
    COMMITTEES,
)
BY_CODE = {register.code: register for register in REGISTERS}
