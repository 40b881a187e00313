"""Client of Hashtagger: photo in, five defensible hashtags out."""

from hashtagger_client.aio import AsyncHashtaggerClient
from hashtagger_client.client import HashtaggerClient
from hashtagger_client.errors import (
    CannotReach,
    Conflict,
    GenerationStopped,
    HashtaggerError,
    InvalidRequest,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Refused,
    ServerFault,
    TryLater,
)
from hashtagger_client.patience import Patience

__all__ = [
    "AsyncHashtaggerClient",
    "CannotReach",
    "Conflict",
    "GenerationStopped",
    "HashtaggerClient",
    "HashtaggerError",
    "InvalidRequest",
    "NotAllowed",
    "NotAuthenticated",
    "NotFound",
    "Patience",
    "Refused",
    "ServerFault",
    "TryLater",
]
