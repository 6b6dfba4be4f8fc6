"""All routes of this process, in one table: FastAPI reads their signatures once, whatever applications they are for."""

from starlette.routing import BaseRoute

from api import (
    absences,
    afterwards,
    calls,
    cases,
    catalogue,
    codec,
    departments,
    documents,
    exporting,
    guessing,
    handovers,
    heads,
    health,
    linking,
    live,
    me_too,
    messages,
    nearby,
    notices,
    operations,
    orders,
    organisation,
    persons,
    photos,
    powers,
    rates,
    reopening,
    replan,
    reports,
    requests,
    results,
    revealing,
    session,
    similar,
    simplifications,
    staff_cases,
    suggest,
    summaries,
    warnings,
)
from api.channels.ivr import resources as ivr
from api.channels.wechat import resources as wechat
from api.chiefs import joint, posts, rounds
from api.grids import following, known, redraws
from api.matters import offered, office, papers, person, register
from api.meetings import resources as meetings
from api.meetings import topics
from api.open311 import filing, looking, services, unknown, updates
from api.pages import site
from api.published import resources as published
from api.referrals import resources as referrals
from api.referrals import returning
from api.registers import resources as registers

RESOURCES = (
    *(reports, cases, session, similar, guessing, summaries, calls, requests, warnings),
    *(staff_cases, suggest, orders, replan, linking),
    *(offered, office, person, papers, register),
    *(organisation, meetings, topics, documents, powers),
    *(posts, joint, rounds, known, redraws, following),
    *(afterwards, reopening, revealing, persons, photos, absences, handovers),
    *(nearby, me_too, messages, notices, operations, rates, exporting),
    *(referrals, returning, ivr, departments, catalogue, results, registers),
    *(published, simplifications, heads, live, wechat, health),
    *(services, filing, looking, updates, unknown, codec),
)
ROUTERS = (*(module.router for module in RESOURCES), health.at_the_root, *site.ROUTERS)
ROUTES: list[BaseRoute] = [route for router in ROUTERS for route in router.routes]
"""In the order in which they are described, and tried."""
