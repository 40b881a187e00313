"""All settings: ``HASHTAGGER_*`` environment variables (nested names joined by ``__``) and an optional ``.env``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024

LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)]


class DatabaseSettings(BaseModel):
    url: SecretStr | None = None
    """SQLAlchemy URL; default: ``sqlite:///<data_dir>/hashtagger.db``. PostgreSQL: ``postgresql+psycopg://…``"""
    busy_timeout_s: float = 10.0
    pool_size: int = 8


class ModelSettings(BaseModel):
    directory: Path | None = None
    """Where pulled models live; default ``<data_dir>/models``."""
    profile: Literal["auto", "starter", "full"] = "auto"
    """auto: each full model as soon as it was pulled, the starter model until then."""
    clip: str | None = None
    """Catalogue row to embed with, instead of the profile's."""
    caption: str | None = None
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    threads: int | None = None
    """Torch threads; default: the number of cores this process may use."""
    offline: bool = False
    hub_endpoint: str | None = None
    allow_restricted_licences: bool = False


class IntakeSettings(BaseModel):
    max_image_bytes: int = 25 * MIB
    max_video_bytes: int = 100 * MIB
    max_request_bytes: int = 110 * MIB
    max_images: int = 10
    max_pixels: int = 50_000_000
    max_frames: int = 200
    body_timeout_s: float = 30.0
    """A body must arrive within this time."""
    max_bytes_in_flight: int = 128 * MIB
    max_requests: int = 256
    """Requests under way at once; more are refused with 503 and Retry-After."""
    decode_concurrency: int = 2
    decode_memory_bytes: int = 352 * MIB
    """Working memory of all decodes together, beside the bytes in flight; it limits WebP to 22 megapixels, AVIF to 32."""
    video_frames: int = 5


class FetchSettings(BaseModel):
    enabled: bool = True
    timeout_s: float = 10.0
    max_redirects: int = 3
    allow_private_hosts: frozenset[str] = frozenset()
    """``host:port`` pairs that may be fetched although their address is private."""


class AuthSettings(BaseModel):
    required: bool | None = None
    """None: off while serving on loopback only, on otherwise. False on another address is refused at start."""


class ServeSettings(BaseModel):
    host: str = "127.0.0.1"
    port: int = 8000
    graceful_s: float = 20.0
    """After SIGTERM, requests under way get this long."""
    requests_per_minute: int = 1200
    """For each API key, or each address without one; 0: no limit."""
    jobs: bool = True
    """Run the timetable in this process; off where ``python -m jobs.main`` runs it."""


class RecommendSettings(BaseModel):
    deadline_s: float = 5.0
    max_deadline_s: float = 30.0
    """Nobody may ask us to try longer than this."""
    source_timeout_s: float = 1.0
    caption_timeout_s: float = 3.0
    candidates: int = 300
    retention_days: int = 400
    idempotency_hours: int = 24


class Settings(BaseSettings):
    """One frozen object, built once in each entry point and passed down."""

    model_config = SettingsConfigDict(
        env_prefix="HASHTAGGER_", env_nested_delimiter="__", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(default=Path("data"))
    log_level: LogLevel = "INFO"
    log_format: Literal["auto", "json", "console"] = "auto"
    database: DatabaseSettings = DatabaseSettings()
    models: ModelSettings = ModelSettings()
    intake: IntakeSettings = IntakeSettings()
    fetch: FetchSettings = FetchSettings()
    auth: AuthSettings = AuthSettings()
    serve: ServeSettings = ServeSettings()
    recommend: RecommendSettings = RecommendSettings()

    @property
    def database_url(self) -> str:
        if self.database.url is not None:
            return self.database.url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'hashtagger.db'}"

    @property
    def models_dir(self) -> Path:
        return self.models.directory or self.data_dir / "models"

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"
