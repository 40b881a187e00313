"""Makes small exports as Instagram writes them."""

import io
import json
import zipfile
from datetime import UTC, datetime

from hashtagger.history_import.history import Wanted

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WANTED = Wanted("local", "me", "instagram", NOW)
FIRST, SECOND = 1_760_000_000, 1_761_000_000
POSTS = "your_instagram_activity/content/posts_1.json"
INSIGHTS = "logged_information/past_instagram_insights/posts.json"


def exported(text):
    """UTF-8 read as Latin-1, as the export has it."""
    return text.encode().decode("latin-1")


def post(second=FIRST, caption="A walk #Beach #dog", pictures=1, suffix="jpg"):
    media = [
        {"uri": f"media/posts/{second}_{n}.{suffix}", "creation_timestamp": second, "title": ""}
        for n in range(pictures)
    ]
    if pictures == 1:
        media[0]["title"] = exported(caption)
        return {"media": media}
    return {"media": media, "title": exported(caption), "creation_timestamp": second}


def insight(second=FIRST, **counts):
    said = {name.replace("_", " "): {"href": "", "value": value, "timestamp": 0} for name, value in counts.items()}
    said["Creation Timestamp"] = {"href": "", "value": "", "timestamp": second}
    return {"media_map_data": {"Media Thumbnail": {"uri": "x.jpg"}}, "string_map_data": said}


def insights(*items):
    return {"organic_insights_posts": list(items)}


def as_json(value):
    return json.dumps(value).encode()


def zipped(files, *, when=(2026, 11, 19, 8, 0, 0), kind=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), data, kind)
    return buffer.getvalue()
