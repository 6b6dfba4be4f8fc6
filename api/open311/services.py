"""What can be asked for: discovery, the list of services, and each one's attributes. Open to everybody."""

from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.door import Door, DoorDep
from api.open311.forms import BASE, FORMS, Wanted, answer
from api.open311.routing import both
from api.open311.xml import Tree
from api.routing import resource
from domain.attributes import LISTS, Attribute
from domain.catalogue import Item

router = resource(base=BASE, tags=["open311"])
CHANGED = "2026-11-25T00:00:00+08:00"
"""When this interface was last changed."""
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
DANGER = "DANGER"
"""Code of the line that urgent services show first; nothing is answered to it."""
_CALL_FIRST = "有人身危险请先拨打 110 / 119 / 120。Life in danger? Call 110 / 119 / 120 first."


@both(router.get, "/discovery", "Open311：发现 · discovery")
async def discovery(request: Request, door: DoorDep, form: Wanted) -> Response:
    """Where the interface is. Only an installation for trial is also a test endpoint."""
    kinds = ("production", "test") if door.settings.demo else ("production",)
    url = f"{str(request.base_url).rstrip('/')}{BASE}"
    endpoints: list[Tree] = [
        {
            "specification": SPECIFICATION,
            "url": url,
            "changeset": CHANGED,
            "type": kind,
            "formats": list(FORMS.values()),
        }
        for kind in kinds
    ]
    name, hotline = door.city.policy.name_zh, door.city.public.hotline
    tree: Tree = {
        "changeset": CHANGED,
        "contact": f"{name}民呼我应指挥调度中心" + (f"，电话 {hotline}" if hotline else ""),
        "key_service": "请向本平台运维人员申请 api_key / Ask the operator of this system for an api_key.",
        "endpoints": endpoints,
    }
    return answer(form, "discovery", tree)


@both(router.get, "/services", "Open311：服务目录 · services")
async def services(door: DoorDep, form: Wanted) -> Response:
    """Every item of the catalogue as a service, its class as the group."""
    return answer(form, "services", [_service(door, item) for item in door.city.catalogue.items.values()])


@both(router.get, "/services/{service_code}", "Open311：服务定义 · a service's definition")
async def definition(service_code: str, door: DoorDep, form: Wanted) -> Response:
    """What is asked beside the words; nothing for most services."""
    item = service(door, service_code)
    return answer(
        form, "service_definition", {"service_code": item.code, "attributes": _attributes(door, item)}
    )


def service(door: Door, code: str) -> Item:
    """The item of that service code. Raises 404."""
    item = door.city.catalogue.items.get(code)
    if item is None:
        raise errors.unknown(
            "service_code：没有这项服务", "service_code: there is no such service; see services."
        )
    return item


def _service(door: Door, item: Item) -> Tree:
    return {
        "service_code": item.code,
        "service_name": item.name_zh,
        "description": f"{item.class_zh}：{item.name_zh} / {item.name_en}",
        "metadata": bool(_attributes(door, item)),
        "type": "realtime",
        "keywords": ",".join(door.city.public.keywords.get(item.code, (item.name_zh,))[:10]),
        "group": item.class_zh,
    }


def _attributes(door: Door, item: Item) -> list[Tree]:
    warning: list[Tree] = [_warning()] if item.urgent else []
    asked = door.city.public.attributes.get(item.code, ())
    return warning + [_attribute(one, len(warning) + n) for n, one in enumerate(asked, 1)]


def _warning() -> Tree:
    return {
        "variable": False,
        "code": DANGER,
        "datatype": "text",
        "required": False,
        "datatype_description": "",
        "order": 1,
        "description": _CALL_FIRST,
    }


def _attribute(asked: Attribute, order: int) -> Tree:
    values: list[Tree] = [{"key": key, "name": name} for key, name in asked.values.items()]
    tree: dict[str, Tree] = {
        "variable": True,
        "code": asked.code,
        "datatype": asked.datatype.value,
        "required": asked.required,
        "datatype_description": asked.hint,
        "order": order,
        "description": asked.question,
    }
    return tree | ({"values": values} if asked.datatype in LISTS else {})
