"""What a photo answers."""

from pydantic import ConfigDict

from api.schemas.text import Answer


class PhotoPlace(Answer):
    """Where the camera said it was, WGS-84."""

    lng: float
    lat: float


class PhotoTaken(Answer):
    """The name by which a report or an answer may refer to the photo, within a day."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "5f0c1a7be2a94d0d8a3c7f2b9e6140d2ab57c031",
                    "place": {"lng": 114.3417, "lat": 30.5504},
                }
            ]
        },
    )

    id: str
    place: PhotoPlace | None = None
