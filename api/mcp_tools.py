"""The tools that agents get: recommend, caption, trends, feedback; each is one request to the HTTP API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

import httpx
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from api.mcp_answers import Captioned, Recommended, Told, Trend, Trends
from api.mcp_asking import Asking, Pictures
from hashtagger import __version__

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=True)
"""May make the server fetch an address."""
_TELLS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = """
Hashtagger recommends hashtags for social media posts, says why, and knows what trends. For a post with a picture call
recommend with its path or address and the draft; show the user `text_with_tags`. When the user says which tags were kept,
call give_feedback, so that the next recommendations are better.
"""

Paths = Annotated[list[str], Field(max_length=10, description="Files of the user: photos, or one clip.")]
Address = Annotated[str | None, Field(description="A public http or https address of a picture.")]


def mcp_server(http: httpx.AsyncClient, pictures: Pictures) -> MCPServer[None]:
    """A server of the Model Context Protocol that asks by ``http``, which it closes in the end."""

    @asynccontextmanager
    async def closing(_: MCPServer[None]) -> AsyncIterator[None]:
        async with http:
            yield

    server: MCPServer[None] = MCPServer(
        "hashtagger",
        title="Hashtagger",
        version=__version__,
        instructions=_INSTRUCTIONS.strip(),
        lifespan=closing,
        log_level="WARNING",
    )
    tools = Tools(Asking(http), pictures)
    server.add_tool(tools.recommend, title="Recommend hashtags", annotations=_LOOKS)
    server.add_tool(tools.caption, title="Describe a picture", annotations=_LOOKS)
    server.add_tool(tools.give_feedback, title="Tell which tags were used", annotations=_TELLS)
    server.add_tool(tools.list_trends, title="What trends now", annotations=_READS)
    server.add_tool(tools.read_trend, title="One trend", annotations=_READS)
    return server


class Tools:
    """The tools by their names; what they are for stands in their docstrings, which agents read."""

    def __init__(self, asking: Asking, pictures: Pictures) -> None:
        self._asking = asking
        self._pictures = pictures

    async def recommend(
        self,
        image_paths: Paths = [],  # noqa: B006 - never changed
        image_url: Address = None,
        text: Annotated[str, Field(max_length=10_000, description="The draft of the post.")] = "",
        platform: Annotated[str, Field(description="instagram, tiktok, x, youtube, …")] = "instagram",
        limit: Annotated[int, Field(ge=1, le=30, description="At most this many tags.")] = 5,
        language: Annotated[str | None, Field(description="Tags of this language, as in 'de'.")] = None,
        seed_tags: Annotated[list[str], Field(max_length=30, description="Tags to start from.")] = [],  # noqa: B006
    ) -> Recommended:
        """Hashtags for one post, best first, with the reasons: for pictures, a clip, a draft, or all of them."""
        if not (image_paths or image_url or text.strip() or seed_tags):
            raise ToolError("Give image_paths, an image_url, a text, or seed_tags.")
        wishes: dict[str, Any] = {
            "text": text,
            "platform": platform,
            "limit": limit,
            "language": language,
            "image_url": image_url,
            "seed_tags": seed_tags or None,
            "explore": False,  # whoever asks through an agent wants what is best, not what can be learned
        }
        read = [await asyncio.to_thread(self._pictures.read, path) for path in image_paths]
        if read and seed_tags:
            wishes["seed_tags"] = ",".join(seed_tags)  # as a form has them
        return await self._asking.post("/v1/recommendations", Recommended, wishes, pictures=read)

    async def caption(
        self,
        image_path: Annotated[str | None, Field(description="A file of the user.")] = None,
        image_url: Address = None,
        style: Annotated[
            Literal["caption", "alt-text", "story"], Field(description="alt-text: for those who cannot see it.")
        ] = "caption",
        count: Annotated[int, Field(ge=1, le=5)] = 1,
        language: Annotated[str, Field(description="As in 'en'.")] = "en",
    ) -> Captioned:
        """Sentences that describe one picture."""
        if (image_path is None) == (image_url is None):
            raise ToolError("Give either image_path or image_url.")
        wishes = {"style": style, "count": count, "language": language, "image_url": image_url}
        read = [] if image_path is None else [await asyncio.to_thread(self._pictures.read, image_path)]
        return await self._asking.post("/v1/captions", Captioned, wishes, pictures=read)

    async def give_feedback(
        self,
        recommendation_id: str,
        kept: list[str] = [],  # noqa: B006
        removed: list[str] = [],  # noqa: B006
        added: Annotated[list[str], Field(description="Tags that the user put there.")] = [],  # noqa: B006
    ) -> Told:
        """Tells what the user did with recommended tags; answers what holds now."""
        at = datetime.now(UTC).isoformat()
        kinds = {"kept": kept, "removed": removed, "added": added}
        events = [{"kind": kind, "tag": tag, "at": at} for kind, tags in kinds.items() for tag in tags]
        if not events:
            raise ToolError("Name at least one tag that was kept, removed or added.")
        path = f"/v1/recommendations/{quote(recommendation_id, safe='')}/feedback"
        return await self._asking.post(path, Told, {"events": events})

    async def list_trends(
        self,
        region: Annotated[str | None, Field(description="A country's code; the world without one.")] = None,
        language: Annotated[str | None, Field(description="As in 'ja'.")] = None,
        category: Annotated[str | None, Field(description="As in 'food'.")] = None,
        platform: str | None = None,
        window: Annotated[Literal["1h", "24h", "7d"], Field(description="How far back.")] = "24h",
        limit: Annotated[int, Field(ge=1, le=100)] = 20,
    ) -> Trends:
        """Hashtags and phrases that rise now, best first."""
        filters = {
            "region": region,
            "language": language,
            "category": category,
            "platform": platform,
            "window": window,
            "limit": limit,
        }
        return await self._asking.get("/v1/trends", Trends, filters)

    async def read_trend(
        self,
        tag: Annotated[str, Field(min_length=1, max_length=200, description="In any spelling, or a phrase.")],
        region: str | None = None,
        language: str | None = None,
    ) -> Trend:
        """How one tag or phrase does: its score, what is expected for the next 24 hours, what is used beside it."""
        filters = {"region": region, "language": language, "hours": 1, "days": 1}
        return await self._asking.get(f"/v1/trends/{quote(tag, safe='')}", Trend, filters)
