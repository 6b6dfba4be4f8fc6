"""The promised names and defaults, and what is refused, each in one sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.keys import secret_key
from infra.refusal import StartError
from infra.settings import SettingsError, load
from infra.wechat import account

KEY = "0f" * 32


def test_the_promised_defaults() -> None:
    settings = load({})
    assert (settings.host, settings.port, settings.log) == ("127.0.0.1", 8000, "console")
    assert (settings.data_dir, settings.pack) == (Path("var"), Path("packs/shuiguohu"))
    assert (settings.temporal_port, settings.temporal_ui_port) == (7233, 8233)
    assert (settings.time_scale, settings.story_start, settings.demo) == (1.0, None, False)
    assert settings.embedded
    assert settings.base_url == "http://127.0.0.1:8000"


def test_the_data_folder_holds_everything_by_default(tmp_path: Path) -> None:
    settings = load({"HUYING_DATA_DIR": str(tmp_path)})
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path}/huying.db"
    assert {path.parent for path in vars(settings.paths).values() if path != tmp_path} == {tmp_path}
    assert settings.departments_file is None
    (tmp_path / "departments.toml").write_text("")
    assert settings.departments_file == tmp_path / "departments.toml"
    assert settings.messages_file is None
    (tmp_path / "messages.toml").write_text("")
    assert settings.messages_file == tmp_path / "messages.toml"


def test_every_setting_has_its_name_in_the_environment() -> None:
    env = {
        "HUYING_PORT": "9000",
        "HUYING_DATABASE_URL": "postgresql+psycopg://huying@db/huying",
        "HUYING_TIME_SCALE": "0.0007",
        "HUYING_DEMO": "1",
        "HUYING_LOG": "json",
        "TEMPORAL_ADDRESS": "temporal.example:7233",
        "HUYING_SECRET_KEY": "",
    }
    settings = load(env)
    assert (settings.port, settings.database, settings.time_scale) == (
        9000,
        env["HUYING_DATABASE_URL"],
        0.0007,
    )
    assert (settings.demo, settings.log, settings.embedded) == (True, "json", False)
    assert settings.secret_key is None  # empty counts as unset


def test_the_public_address_has_no_closing_slash() -> None:
    assert (
        load({"HUYING_PUBLIC_URL": "https://street.example/huying/"}).public_url
        == "https://street.example/huying"
    )


def test_a_story_start_without_offset_is_meant_in_the_citys_time() -> None:
    settings = load({"HUYING_STORY_START": "2026-10-09T08:00"})
    assert settings.story_start == datetime(2026, 10, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"HUYING_PORT": "eighty"}, "HUYING_PORT: Input should be a valid integer"),
        ({"HUYING_PORT": "70000"}, "HUYING_PORT: Input should be less than or equal to 65535"),
        ({"HUYING_LOG": "xml"}, "HUYING_LOG: Input should be 'console' or 'json'"),
        ({"HUYING_TIME_SCALE": "0"}, "HUYING_TIME_SCALE: Input should be greater than 0"),
        ({"HUYING_TIME_SCALE": "nan"}, "HUYING_TIME_SCALE: "),
        ({"HUYING_STORY_START": "soon"}, "HUYING_STORY_START: "),
        ({"HUYING_SECRET_KEY": "short"}, "HUYING_SECRET_KEY: must be 64 hexadecimal digits"),
        ({"HUYING_DATABASE_URL": "mysql://root:hush@db"}, "HUYING_DATABASE_URL: must begin with sqlite"),
        ({"HUYING_DEPARTMENTS": "/nowhere.toml"}, "HUYING_DEPARTMENTS: there is no file /nowhere.toml"),
        ({"HUYING_MESSAGES": "/nowhere.toml"}, "HUYING_MESSAGES: there is no file /nowhere.toml"),
        ({"HUYING_PUBLIC_URL": "huying.example"}, "HUYING_PUBLIC_URL: must be like https://"),
        ({"HUYING_IVR_SECRET": "hush"}, "HUYING_IVR_SECRET: must be at least 16 characters"),
        ({"HUYING_WECHAT_TOKEN": "hush"}, "HUYING_WECHAT_TOKEN needs HUYING_WECHAT_APP_ID and"),
        ({"HUYING_WECHAT_AES_KEY": "hush"}, "HUYING_WECHAT_AES_KEY: must be the 43 letters and digits"),
        ({"HUYING_WECHAT_API_URL": "http://api.weixin.qq.com"}, "HUYING_WECHAT_API_URL: must begin with"),
        ({"HUYING_WECHAT_RATING_FIELDS": "number"}, "HUYING_WECHAT_RATING_FIELDS: must be like number="),
        ({"HUYING_PORT": "x", "HUYING_LOG": "y"}, "; HUYING_PORT: "),
        ({"HUYING_WORKER_SERVES": "cases,tea"}, "HUYING_WORKER_SERVES: must be some of cases, departments"),
        ({"HUYING_WORKER_SERVES": ","}, "HUYING_WORKER_SERVES: must be some of"),
        ({"HUYING_METRICS_PORT": "0"}, "HUYING_METRICS_PORT: Input should be greater than"),
    ],
)
def test_what_can_not_be_is_named(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(env)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "hush" not in str(refusal.value)


def test_an_official_account_is_four_settings_and_a_template() -> None:
    env = {
        "HUYING_WECHAT_TOKEN": "hush",
        "HUYING_WECHAT_APP_ID": "wx0",
        "HUYING_WECHAT_APP_SECRET": "hush",
        "HUYING_WECHAT_AES_KEY": "k" * 43,
        "HUYING_WECHAT_RATING_TEMPLATE": "tpl",
        "HUYING_WECHAT_RATING_FIELDS": "number=character_string1, matter=thing2",
    }
    found = account(load(env))
    assert found is not None
    assert (found.envelope.app_id, found.envelope.safe) == ("wx0", True)
    assert (found.api_url, found.rating_template) == ("https://api.weixin.qq.com", "tpl")
    assert found.rating_fields == {"number": "character_string1", "matter": "thing2"}
    assert "hush" not in repr(found) + repr(load(env))
    assert account(load({})) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "huying.example"])
def test_the_demo_is_refused_where_others_could_reach_it(host: str) -> None:
    with pytest.raises(SettingsError, match=r"HUYING_DEMO=1 .* refused on HUYING_HOST="):
        load({"HUYING_DEMO": "1", "HUYING_HOST": host})
    assert load({"HUYING_HOST": host}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_the_demo_is_welcome_on_loopback(host: str) -> None:
    assert load({"HUYING_DEMO": "1", "HUYING_HOST": host}).demo


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_this_machine_reaches_the_api_by_an_address_of_its_own(host: str, url: str) -> None:
    assert load({"HUYING_HOST": host}).base_url == url


def test_the_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    made = secret_key(None, path)
    assert len(made) == 32
    assert secret_key(None, path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_a_given_key_counts_and_writes_nothing(tmp_path: Path) -> None:
    assert secret_key(KEY, tmp_path / "secret.key") == bytes.fromhex(KEY)
    assert not list(tmp_path.iterdir())


def test_a_damaged_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_text("oops")
    with pytest.raises(StartError, match="damaged"):
        secret_key(None, path)
    assert path.read_text() == "oops"


def test_a_worker_does_everything_unless_it_is_told() -> None:
    assert load({}).worker_serves == {"cases", "watches", "departments", "results"}
    assert load({"HUYING_WORKER_SERVES": "watches, results"}).worker_serves == {"watches", "results"}
    assert (load({}).metrics_port, load({}).worker_metrics_port, load({}).migrate) == (None, None, True)


def test_what_is_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    settings = load({"HUYING_SECRET_KEY_FILE": str(file)})
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == KEY
    with pytest.raises(StartError, match="HUYING_SECRET_KEY and HUYING_SECRET_KEY_FILE are both set"):
        load({"HUYING_SECRET_KEY_FILE": str(file), "HUYING_SECRET_KEY": KEY})
    with pytest.raises(StartError, match=r"HUYING_SECRET_KEY_FILE: .*gone can't be read"):
        load({"HUYING_SECRET_KEY_FILE": str(tmp_path / "gone")})
    file.write_bytes(b"x" * 70_000)
    with pytest.raises(StartError, match="is too long"):
        load({"HUYING_SECRET_KEY_FILE": str(file)})
