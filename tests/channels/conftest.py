"""A whole installation with an official account in safe mode, and WeChat's side of it on loopback."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from api.door import Door
from infra.settings import Settings
from infra.temporal import ensure_search_attributes
from infra.wechat_envelope import Envelope
from tests.api.conftest import demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, Stack
from tests.channels.wechat import AES_KEY, APP_ID, SECRET, TEMPLATE, TOKEN, Person, Post, Side, side
from worker import SEARCH_ATTRIBUTES


@dataclass
class World:
    """Both sides."""

    stack: Stack
    side: Side
    post: Post

    @property
    def door(self) -> Door:
        """Ours, from inside."""
        door: Door = self.stack.app.state.door
        return door

    def person(self) -> Person:
        """Somebody new."""
        return Person(self.post)


def wechat_settings(folder: Path, api_url: str, **changes: object) -> Settings:
    """An installation with an official account in safe mode."""
    account = {
        "wechat_token": TOKEN,
        "wechat_app_id": APP_ID,
        "wechat_app_secret": SECRET,
        "wechat_aes_key": AES_KEY,
        "wechat_api_url": api_url,
        "wechat_rating_template": TEMPLATE,
        "wechat_rating_fields": {"number": "character_string1", "matter": "thing2"},
    }
    return demo_settings(folder, **{**account, **changes})


def post_of(stack: Stack, aes_key: str | None = AES_KEY) -> Post:
    """WeChat as it calls that installation."""
    return Post(stack.http, Envelope(APP_ID, TOKEN, aes_key))


@pytest_asyncio.fixture(loop_scope="session", scope="package")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Both sides, with a Temporal server of their own."""
    async with side() as (theirs, address), await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        folder = tmp_path_factory.mktemp("wechat")
        settings = wechat_settings(folder, address, story_start=FRIDAY)
        async with installation(settings, temporal) as stack:
            yield World(stack, theirs, post_of(stack))
