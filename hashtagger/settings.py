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
    translate: str | None = None
    story: str | None = None
    answer: str | None = None
    read_text: str | None = None
    generate: str | None = None
    backend: Literal["local", "remote", "ray"] | None = None
    """
    local: in this process. remote: in a process of their own, shared by all API workers. ray: on a Ray cluster.
    None: remote for ``hashtagger serve``, local for everything else.
    """
    socket: Path | None = None
    """Unix socket of the models process; default: one in a private folder, of a process that is started with the server."""
    ray_address: str | None = None
    """Of the Ray cluster; default: a Ray of this machine that is started with the server. Several workers need an address."""
    replicas: int = Field(default=1, ge=1)
    """Pools on Ray, one for each GPU or host."""
    budget_bytes: int | None = None
    """Memory that models may take together; default: half of what the machine (or its GPU) has."""
    drain_s: float = 20.0
    """A stop takes this long at most; questions under way get three quarters of it."""
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    engine: Literal["torch", "openvino"] = "torch"
    """What embedding models run on where that is the CPU; openvino is an extra (docs/adr/0010)."""
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
    """A body must arrive within this time; of a bulk delivery, which is read while it is written, each part of it."""
    stream_timeout_s: float = 300.0
    """A bulk delivery must arrive within this time."""
    max_bytes_in_flight: int = 128 * MIB
    max_requests: int = 256
    """Requests under way at once; more are refused with 503 and Retry-After."""
    decode_concurrency: int = 2
    decode_memory_bytes: int = 328 * MIB
    """
    Working memory of all decodes together, beside the bytes in flight. Every picture of ``max_pixels`` fits, but for
    transparent WebP (20 megapixels) and transparent or tiled AVIF (30).
    """
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
    workers: int = Field(default=1, ge=1, le=64)
    """Processes that answer requests on the one address; each counts its own rate limits and metrics."""
    graceful_s: float = 20.0
    """After SIGTERM, requests under way get this long."""
    requests_per_minute: int = 1200
    """For each API key, or each address without one; 0: no limit."""
    jobs: bool = True
    """Run the timetable in this process; off where ``hashtagger jobs`` runs it."""


class RecommendSettings(BaseModel):
    deadline_s: float = 5.0
    max_deadline_s: float = 30.0
    """Nobody may ask us to try longer than this."""
    source_timeout_s: float = 1.0
    caption_timeout_s: float = 3.0
    candidates: int = Field(default=300, ge=1, le=1000)
    """Tags that are ranked for one answer, on the event loop."""
    read_text: bool = False
    """Tags are also looked for in what is written in the pictures, where a model that reads is installed."""
    retention_days: int = 400
    idempotency_hours: int = 24


class GenerateSettings(BaseModel):
    safety_checker: bool = True
    """Every generated picture is looked at; an unsafe one is withheld. Off: the operator answers for what comes out."""
    fast_decoder: bool | None = None
    """Paint with the small decoder (TAESD) instead of the model's own; default: on a CPU, where it saves most of the time."""
    concurrency: int = Field(default=1, ge=0)
    """Generation jobs that this process works on at once; 0: it leaves them to others."""
    retention_hours: float = 24.0
    """Results and everything else about a job are deleted this long after its end."""
    max_queued_per_key: int = 20
    """Jobs of one key (or of one owner without keys) that may wait or run at once."""
    max_side_px: int = 1024
    max_steps: int = 100
    max_frames: int = 48
    max_streams: int = 64
    """Listeners to the progress of jobs at once, in this process."""
    timeout_s: float = 3600.0
    """One attempt at a job, waiting for the device included, takes at most this long."""
    lease_s: float = Field(default=60.0, gt=0)
    """A process that died loses its job to another one after this time."""
    attempts: int = Field(default=3, ge=1)
    """How often a job is begun before it fails; stopping the server in good order does not count."""
    webhooks: bool = True
    public_url: str | None = None
    """``https://host``, put in front of the links to results; default: links are paths on this server."""


class TrendSettings(BaseModel):
    contact: str | None = None
    """Mail or web address that crawlers name to whom they visit; nothing is crawled without one."""
    sources: frozenset[str] = frozenset({"mastodon", "wikipedia", "bluesky"})
    """Those that run; ``hashtagger sources`` lists all of them with what each needs."""
    custom_sources: Path | None = None
    """A file that describes sources of your own (``docs/sources.md``)."""
    endpoints: dict[str, str] = {}
    """source → address to use instead of its real one: a mirror, a proxy, a test."""
    documented_apis: frozenset[str] = frozenset()
    """
    Sources whose documented API the operator relies on although its host's robots.txt is written for search engines; it
    is not asked for these.
    """
    mastodon_instances: tuple[str, ...] = ("mastodon.social", "mstdn.social", "mas.to", "mastodon.online", "mstdn.jp")
    wikipedia_projects: tuple[str, ...] = (
        "en.wikipedia",
        "de.wikipedia",
        "es.wikipedia",
        "fr.wikipedia",
        "ja.wikipedia",
    )
    wikipedia_countries: tuple[str, ...] = ()
    google_regions: tuple[str, ...] = ("US",)
    x_bearer_token: SecretStr | None = None
    x_woeids: dict[str, str] = {"1": ""}
    """WOEID → region; 1 is the world."""
    youtube_key: SecretStr | None = None
    youtube_regions: tuple[str, ...] = ("US",)
    pinterest_token: SecretStr | None = None
    pinterest_regions: tuple[str, ...] = ("US",)
    instagram_token: SecretStr | None = None
    instagram_user_id: str | None = None
    min_authors: int = 5
    """An hour with fewer distinct authors has no z."""
    public_floor: int = 10
    """Nothing is published of fewer distinct authors."""
    keep_observations_days: int = 30
    """Lines of lists, scores and trends; scores come again from the hours (``hashtagger trends recompute``)."""
    keep_hours_days: int = 396
    """Thirteen months; then days are left."""


class RankerSettings(BaseModel):
    enabled: bool = True
    """Off: the baseline orders every answer; answers are logged all the same."""
    explore: float = Field(default=0.25, ge=0, le=1)
    """Share of answers with five tags or more in which one of them is left to chance."""
    window_days: int = Field(default=180, ge=1)
    """Training looks back this far."""
    min_posts: int = Field(default=500, ge=1)
    """Nothing is trained from fewer posts with known engagement."""
    memory_bytes: int = 2048 * MIB
    """A training that needs more is stopped."""
    threads: int = Field(default=1, ge=1)
    """Of a training, which runs beside the service and takes seconds to minutes."""
    max_feedback_per_day: int = 20_000
    """Events of one API key."""
    max_engagement_per_day: int = 200_000
    """Rows of one API key, single and bulk together."""
    keep_posts_days: int = 760
    """Posts and what they earned; then they are deleted."""
    min_effective_samples: int = 400
    """An off-policy report with a smaller effective sample size is refused."""


class MailSettings(BaseModel):
    """How alerts and reports leave by SMTP; no host, no mail."""

    host: str | None = None
    port: int = 587
    user: str | None = None
    password: SecretStr | None = None
    sender: str = "hashtagger@localhost"
    security: Literal["starttls", "tls", "none"] = "starttls"
    timeout_s: float = 20.0


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
    generate: GenerateSettings = GenerateSettings()
    trends: TrendSettings = TrendSettings()
    ranker: RankerSettings = RankerSettings()
    mail: MailSettings = MailSettings()

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

    @property
    def ranker_dir(self) -> Path:
        return self.data_dir / "ranker"

    @property
    def generations_dir(self) -> Path:
        return self.data_dir / "generations"

    @property
    def link_secret(self) -> Path:
        return self.data_dir / "link-secret"
