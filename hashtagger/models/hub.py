"""The hub's protocol, as far as a pull needs it: what a repository holds at a commit, and the bytes of one file."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError
from huggingface_hub.file_download import http_get
from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

from hashtagger.errors import MissingComponent, ModelUnavailable, NotAllowed, NotFound
from hashtagger.models.spec import ModelSpec

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """``sha256`` is known of files in large-file storage, ``git_sha1`` (of the blob) of all."""

    name: str
    size_bytes: int
    sha256: str | None
    git_sha1: str | None


def list_files(spec: ModelSpec, *, endpoint: str | None) -> Mapping[str, RemoteFile]:
    """
    Files of the repository at the pinned commit.

    Raises NotFound when the hub does not have that commit, NotAllowed when its owner wants consent first, ModelUnavailable
    when the hub does not answer.
    """
    assert spec.repository is not None
    assert spec.revision is not None
    try:
        found = HfApi(endpoint=endpoint, token=_token() or False).model_info(
            spec.repository, revision=spec.revision, files_metadata=True, timeout=TIMEOUT_S
        )
    except GatedRepoError as error:
        raise _consent_needed(spec) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise NotFound(
            f"the hub has no {spec.repository} at commit {spec.revision}: {error}", code="model_gone"
        ) from error
    except Exception as error:
        raise _unreachable(spec, error) from error
    if found.sha != spec.revision:
        raise NotFound(f"asked for {spec.repository} at {spec.revision}, the hub gave {found.sha}", code="model_gone")
    return {
        file.rfilename: RemoteFile(
            file.rfilename, file.size or 0, None if file.lfs is None else file.lfs.sha256, file.blob_id
        )
        for file in found.siblings or ()
    }


def fetch(spec: ModelSpec, file: RemoteFile, path: Path, *, endpoint: str | None, progress: bool) -> None:
    """
    Append to ``path`` what is still missing of the file; what arrived stays there whatever happens.

    huggingface_hub itself begins a file anew after an interruption, hence its lower-level call.
    Raises ModelUnavailable when the transfer breaks off, MissingComponent when the disk is full.
    """
    assert spec.repository is not None
    have = path.stat().st_size if path.is_file() else 0
    if have > file.size_bytes:
        path.unlink()
        have = 0
    url = hf_hub_url(spec.repository, file.name, revision=spec.revision, endpoint=endpoint)
    (enable_progress_bars if progress else disable_progress_bars)()
    try:
        with path.open("ab") as target:
            http_get(
                url,
                target,
                resume_size=have,
                headers={"authorization": f"Bearer {token}"} if (token := _token()) else None,
                expected_size=file.size_bytes,
                displayed_filename=file.name,
            )
    except GatedRepoError as error:
        raise _consent_needed(spec) from error
    except HfHubHTTPError as error:
        raise _unreachable(spec, error) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise MissingComponent(
                f"the disk became full while {file.name} of {spec.model_id} was written to {path.parent}",
                code="disk_full",
                advice="Free some space and run the same command again; it continues where it stopped.",
            ) from error
        raise _unreachable(spec, error) from error
    except Exception as error:
        # The HTTP library below huggingface_hub changed between its versions, so its errors cannot be named here.
        raise _unreachable(spec, error) from error


def _unreachable(spec: ModelSpec, error: Exception) -> ModelUnavailable:
    return ModelUnavailable(
        f"{spec.model_id} could not be fetched: {error}",
        retry_after_s=60.0,
        code="hub_unreachable",
        advice="Check the connection (or HASHTAGGER_MODELS__HUB_ENDPOINT) and run the same command again; "
        "it continues where it stopped.",
    )


def _token() -> str | None:
    """Of the user's account at the hub; only models whose owners ask for consent need one."""
    return os.environ.get("HF_TOKEN") or None


def _consent_needed(spec: ModelSpec) -> NotAllowed:
    return NotAllowed(
        f"the owner of {spec.repository} gives it only to accounts that agreed to {spec.licence}",
        code="consent_needed",
        advice=f"Agree on the hub's page of {spec.repository}, make an access token there, set HF_TOKEN and pull again.",
    )
