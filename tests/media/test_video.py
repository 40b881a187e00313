"""Clips give a handful of frames, one a scene, or are refused."""

from __future__ import annotations

import numpy as np
import pytest

from hashtagger.errors import InvalidUpload, UnsupportedFormat, UploadTooLarge
from hashtagger.media import video
from hashtagger.media.scenes import choose_frames
from hashtagger.media.video import decode_video
from hashtagger.settings import IntakeSettings
from hashtagger.types import Deadline, DecodedImage
from tests.media.builders import BLUE, GREEN, RED, clip, encoded, gradient

LIMITS = IntakeSettings()


def frames_of(data: bytes, *, limits: IntakeSettings = LIMITS) -> list[DecodedImage]:
    return decode_video(data, limits=limits, deadline=Deadline.after(60))


def strongest_channels(frames: list[DecodedImage]) -> list[int]:
    return [int(frame.pixels[-5, -5].argmax()) for frame in frames]


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("mp4", "libx264"),
        ("mov", "libx264"),
        ("webm", "libvpx"),
        ("webm", "libvpx-vp9"),
        ("mp4", "mpeg4"),
        ("mp4", "libx265"),
    ],
)
def test_each_scene_gives_one_frame_in_time_order(container: str, codec: str) -> None:
    frames = frames_of(clip(RED, GREEN, BLUE, container=container, codec=codec))

    assert strongest_channels(frames) == [0, 1, 2]
    assert {(f.width_px, f.height_px, f.media_format) for f in frames} == {(160, 120, "VIDEO")}
    assert len({f.fingerprint for f in frames}) == 3


def test_a_still_clip_gives_one_frame() -> None:
    assert len(frames_of(clip(GREEN, frames_each=40))) == 1


def test_no_more_frames_than_asked_for() -> None:
    frames = frames_of(clip(RED, GREEN, BLUE), limits=IntakeSettings(video_frames=2))

    assert len(frames) == 2


def test_a_clip_of_many_keyframes_is_sampled_over_its_whole_length() -> None:
    data = clip(RED, GREEN, BLUE, codec="mjpeg", container="mov", frames_each=60, pixel_format="yuvj420p")

    assert strongest_channels(frames_of(data)) == [0, 1, 2]


def test_a_turned_clip_comes_out_upright() -> None:
    frame = frames_of(clip(GREEN, rotation=90))[0]

    assert frame.pixels.shape == (160, 120, 3)
    assert (frame.width_px, frame.height_px) == (120, 160)
    # Turned counter-clockwise, the white patch goes from the top left to the bottom left.
    assert frame.pixels[-3, 3].min() > 200
    assert frame.pixels[3, 3].min() < 100


def test_large_frames_are_reduced() -> None:
    frame = decode_video(clip(GREEN, size=(320, 160)), target_px=80, limits=LIMITS, deadline=Deadline.after(60))[0]

    assert frame.pixels.shape == (80, 160, 3)
    assert (frame.width_px, frame.height_px) == (320, 160)


def test_when_time_runs_out_the_frames_so_far_are_used() -> None:
    frames = decode_video(clip(RED, GREEN, BLUE), limits=LIMITS, deadline=Deadline.after(0))

    assert strongest_channels(frames) == [0]


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(UploadTooLarge, match="at most 50"):
        frames_of(clip(GREEN), limits=IntakeSettings(max_video_bytes=50))


def test_a_clip_that_lasts_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "MAX_DURATION_S", 2.0)

    with pytest.raises(UploadTooLarge) as refusal:
        frames_of(clip(GREEN, frames_each=60))

    assert refusal.value.code == "clip_too_long"


def test_frames_of_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "MAX_VIDEO_PIXELS", 1_000)

    with pytest.raises(InvalidUpload):
        frames_of(clip(GREEN))


def test_a_codec_off_the_list_is_refused() -> None:
    with pytest.raises(UnsupportedFormat, match="qtrle"):
        frames_of(clip(GREEN, codec="qtrle", container="mov", pixel_format="rgb24"))


def test_a_picture_is_not_a_clip() -> None:
    with pytest.raises(UnsupportedFormat, match="picture"):
        frames_of(encoded(gradient(), "PNG"))


def test_a_playlist_dressed_as_a_clip_opens_nothing() -> None:
    playlist = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isomiso2#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"

    with pytest.raises(InvalidUpload):
        frames_of(playlist)


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_damaged_clips_give_frames_or_a_refusal_and_nothing_else(container: str) -> None:
    data = clip(RED, GREEN, container=container, codec="libvpx" if container == "webm" else "libx264")
    rng = np.random.default_rng(3)
    for cut in (0.1, 0.5, 0.9):
        damaged = bytearray(data[: int(len(data) * cut)])
        _frames_or_refusal(bytes(damaged))
    for _ in range(40):
        damaged = bytearray(data)
        for at in rng.integers(40, len(data), 5):
            damaged[at] = rng.integers(0, 256)
        _frames_or_refusal(bytes(damaged))


def _frames_or_refusal(data: bytes) -> None:
    try:
        assert frames_of(data)
    except InvalidUpload:
        return


def test_a_single_scene_is_spread_evenly() -> None:
    ramp = [np.full((30, 30, 3), shade, np.uint8) for shade in range(0, 240, 10)]
    slow = [
        np.concatenate([np.zeros((30, 30 - i, 3), np.uint8), np.full((30, i, 3), 255, np.uint8)], 1)
        for i in range(1, 25)
    ]

    assert len(choose_frames(ramp, count=5)) == 5
    chosen = choose_frames(slow, count=4)
    assert max(np.diff(chosen)) <= 2 * min(np.diff(chosen))


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose_frames([], count=5) == []
