"""Takes a handful of telling frames out of an uploaded MP4, MOV or WebM clip; sound and metadata are never looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from hashtagger.errors import HashtaggerError, InvalidUpload, UnsupportedFormat, UploadTooLarge
from hashtagger.media.fingerprint import fingerprint_pixels
from hashtagger.media.images import TARGET_PX
from hashtagger.media.scenes import choose_frames
from hashtagger.media.sniff import MediaFormat, sniff
from hashtagger.settings import IntakeSettings
from hashtagger.types import Deadline, DecodedImage, Pixels

MAX_DURATION_S = 600.0
MAX_VIDEO_PIXELS = 10_000_000
"""A frame of 4K video has 8.3 million."""
MAX_DECODE_S = 10.0
WORKING_BYTES = 20 * MAX_VIDEO_PIXELS * 3 // 2
"""Peak memory of one clip: 16 reference frames and some in flight, 4:2:0."""

_SAMPLES = 24
"""Frames looked at; the chosen ones are among them."""
_ENOUGH_KEYFRAMES = 8
_MAX_PACKETS = 100_000
_MAX_DECODED = 1_200

_CODECS = frozenset({"h264", "hevc", "vp8", "libvpx", "vp9", "libvpx-vp9", "av1", "libdav1d", "mpeg4", "h263", "mjpeg"})
_DEMUXERS = {MediaFormat.MP4: "mov", MediaFormat.MOV: "mov", MediaFormat.WEBM: "matroska"}


@dataclass(frozen=True, slots=True)
class _Timeline:
    """What the packets say, without decoding any."""

    keyframes: tuple[int, ...]
    """Presentation times in the stream's time base, ascending."""
    packets: int


def decode_video(
    data: bytes, *, target_px: int = TARGET_PX, limits: IntakeSettings, deadline: Deadline
) -> list[DecodedImage]:
    """
    At most ``limits.video_frames`` frames of a clip in time order, upright, shorter side ``target_px`` or as stored.

    One frame a scene where the picture changes, evenly spread where it does not; a still clip gives one. When time runs out
    the frames decoded so far are used. Raises ``UnsupportedFormat`` (container or codec), ``UploadTooLarge`` (bytes, pixels,
    seconds) or ``InvalidUpload`` (damaged, no picture). Blocks: call it on a thread.
    """
    media_format = sniff(data)
    if not media_format.is_video:
        raise UnsupportedFormat(f"This is a picture ({media_format}), not a clip.")
    if len(data) > limits.max_video_bytes:
        raise UploadTooLarge(f"The clip has {len(data):,} bytes; at most {limits.max_video_bytes:,} are accepted.")
    until = deadline.within(MAX_DECODE_S)
    with _opened(data, media_format) as container:
        stream = _video_stream(container)
        timeline = _read_timeline(container, stream)
        width, height = stream.codec_context.width, stream.codec_context.height
        samples = _take_samples(container, stream, timeline, target_px=target_px, until=until)
    if not samples:
        raise InvalidUpload("No frame of the clip can be decoded.", code="no_frames")
    tall, shown_tall = height > width, samples[0].shape[0] > samples[0].shape[1]
    if tall != shown_tall:
        width, height = height, width
    return [
        DecodedImage(samples[i], width, height, "VIDEO", fingerprint_pixels(samples[i]), len(data))
        for i in choose_frames(samples, count=limits.video_frames)
    ]


@contextmanager
def _opened(data: bytes, media_format: MediaFormat) -> Iterator[Any]:
    """A container that reads from memory only: no protocol, no external reference, only the codecs of the list."""
    restrictions = {
        "protocol_whitelist": "none",
        "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
        "codec_whitelist": ",".join(sorted(_CODECS)),
        "enable_drefs": "0",
        "use_absolute_path": "0",
        "probesize": "5000000",
    }
    if media_format is MediaFormat.WEBM:
        del restrictions["enable_drefs"], restrictions["use_absolute_path"]
    try:
        with av.open(
            io.BytesIO(data),
            format=_DEMUXERS[media_format],
            container_options=restrictions,
            options={"max_pixels": str(MAX_VIDEO_PIXELS), "threads": "1"},
            metadata_errors="replace",
        ) as container:
            yield container
    except HashtaggerError:
        raise
    except (av.FFmpegError, ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
        raise InvalidUpload(
            "The clip is damaged or cut off.", advice="Play it, export it again as MP4 (H.264) and send that."
        ) from error


def _video_stream(container: Any) -> Any:
    if not container.streams.video:
        raise InvalidUpload("The file holds no picture track.", code="no_frames")
    stream = container.streams.video[0]
    context = stream.codec_context
    if context is None or context.name not in _CODECS:
        name = "unknown" if context is None else context.name
        raise UnsupportedFormat(f"The clip is coded in {name}, which is not accepted.", code="unsupported_codec")
    _check_pixels(context.width, context.height)
    context.options = {"max_pixels": str(MAX_VIDEO_PIXELS)}
    context.thread_count = 1
    return stream


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_VIDEO_PIXELS:
        raise UploadTooLarge(
            f"The clip is {width} × {height}; at most {MAX_VIDEO_PIXELS / 1e6:g} million pixels a frame are accepted.",
            code="too_many_pixels",
        )


def _read_timeline(container: Any, stream: Any) -> _Timeline:
    """Reads all packets once; a header may lie about the duration, the packets are what would be decoded."""
    keyframes: list[int] = []
    first = last = None
    packets = 0
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        packets += 1
        first = packet.pts if first is None else min(first, packet.pts)
        last = packet.pts if last is None else max(last, packet.pts)
        if packet.is_keyframe:
            keyframes.append(packet.pts)
        if packets > _MAX_PACKETS:
            raise UploadTooLarge(f"The clip has more than {_MAX_PACKETS:,} frames.", code="too_many_frames")
    if first is None or last is None:
        raise InvalidUpload("The clip holds no frames.", code="no_frames")
    seconds = float((last - first) * stream.time_base)
    if seconds > MAX_DURATION_S:
        raise UploadTooLarge(
            f"The clip lasts {seconds:,.0f} s; at most {MAX_DURATION_S:g} s are accepted.", code="clip_too_long"
        )
    return _Timeline(tuple(sorted(set(keyframes))), packets)


def _take_samples(container: Any, stream: Any, timeline: _Timeline, *, target_px: int, until: Deadline) -> list[Pixels]:
    samples: list[Pixels] = []
    frames = (
        _keyframes(container, stream, timeline)
        if len(timeline.keyframes) >= _ENOUGH_KEYFRAMES
        else _every_nth(container, stream, timeline)
    )
    try:
        for frame in frames:
            samples.append(_to_pixels(frame, target_px))
            if until.remaining_s == 0:
                break
    # A clip cut off in the middle still has its beginning.
    except av.FFmpegError:
        if not samples:
            raise
    return samples


def _keyframes(container: Any, stream: Any, timeline: _Timeline) -> Iterator[Any]:
    """Keyframes decode alone, so a long clip costs no more than a short one."""
    times = timeline.keyframes
    for at in sorted({round(i) for i in np.linspace(0, len(times) - 1, min(_SAMPLES, len(times)))}):
        container.seek(times[at], stream=stream, backward=True)
        frame = next(container.decode(stream), None)
        if frame is not None:
            yield frame


def _every_nth(container: Any, stream: Any, timeline: _Timeline) -> Iterator[Any]:
    step = -(-min(timeline.packets, _MAX_DECODED) // _SAMPLES)
    container.seek(0)
    for number, frame in enumerate(container.decode(stream)):
        if number >= _MAX_DECODED:
            return
        if number % step == 0:
            yield frame


def _to_pixels(frame: Any, target_px: int) -> Pixels:
    """RGB of one frame, scaled by the colour converter itself and turned as the camera was held."""
    _check_pixels(frame.width, frame.height)
    scale = min(1.0, target_px / min(frame.width, frame.height))
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    rgb = frame.to_ndarray(format="rgb24", width=width, height=height)
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, turns))
