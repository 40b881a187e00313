"""Reading text: the real engine and its weights where they are installed, and the layout of what it finds."""

import pickle
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import Installed, choose, find_installed, package_folder
from hashtagger.models.pull import pull
from hashtagger.models.runtimes.ocr import MAX_ASPECT, MAX_SIDE_PX, OcrRuntime, as_page, load
from hashtagger.models.runtimes.text_layout import Found, laid_out
from hashtagger.questions import ReadText
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import DecodedImage, Task

ROW = find_row("ppocr-v6-small")
needs_engine = pytest.mark.skipif(package_folder("rapidocr") is None, reason="pip install 'hashtagger[ocr]'")


def noise(seed: int) -> DecodedImage:
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    return DecodedImage(pixels, 60, 40, "PNG", f"noise-{seed}")


def a_sign(*lines: str, size: tuple[int, int] = (640, 360)) -> DecodedImage:
    picture = Image.new("RGB", size, (40, 70, 60))
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((40, 40 + 90 * number), line, font=ImageFont.load_default(48), fill="white")
    pixels = np.asarray(picture)
    return DecodedImage(pixels, *size, "PNG", f"sign-{'-'.join(lines)}")


@pytest.fixture(scope="module")
def engine():
    settings = Settings(models=ModelSettings(threads=1), _env_file=None)
    runtime = load(find_installed(ROW, settings), settings)
    yield runtime
    runtime.close()


def read(runtime, *pictures):
    questions = [ReadText(picture) for picture in pictures]
    results = runtime.run([runtime.prepare(question).payload for question in questions], lambda share: None)
    return [runtime.finish(question, result) for question, result in zip(questions, results, strict=True)]


@needs_engine
def test_lines_are_read_from_top_to_bottom_with_their_places(engine):
    (boxes,) = read(engine, a_sign("Fresh bread", "Open 24 hours"))
    assert [box.text.replace(" ", "") for box in boxes] == ["Freshbread", "Open24hours"]
    assert all(box.confidence > 0.9 for box in boxes)
    left, top = boxes[0].corners[0]
    assert (left, top) == (pytest.approx(40 / 640, abs=0.02), pytest.approx(45 / 360, abs=0.04))
    assert boxes[0].corners[2][0] > left
    assert boxes[1].corners[0][1] > top


@needs_engine
def test_the_pictures_of_a_batch_are_read_in_order(engine):
    boxes = read(engine, a_sign("North", size=(240, 160)), a_sign("South", size=(300, 200)))
    assert [[box.text for box in found] for found in boxes] == [["North"], ["South"]]


@needs_engine
def test_a_tiny_blank_picture_has_no_text(engine):
    pixels = np.full((17, 33, 3), 90, np.uint8)
    assert read(engine, DecodedImage(pixels, 33, 17, "PNG", "blank")) == [()]


def test_a_batch_pauses_between_its_pictures():
    shares = []
    runtime = OcrRuntime(lambda page: [], 0)
    pages = [runtime.prepare(ReadText(noise(number))).payload for number in range(4)]
    assert runtime.run(pages, shares.append) == [[]] * 4
    assert shares == [0.25, 0.5, 0.75]


@needs_engine
def test_damaged_weights_are_a_broken_model(tmp_path):
    settings = Settings(_env_file=None)
    installed = find_installed(ROW, settings)
    for file in installed.folder.glob("*.onnx"):
        (tmp_path / file.name).write_bytes(file.read_bytes()[:10_000])
    with pytest.raises(BrokenModel):
        load(replace(installed, folder=tmp_path), settings)


def test_without_the_package_the_command_that_brings_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    monkeypatch.setattr("hashtagger.models.installed.package_folder", lambda package: None)
    monkeypatch.setattr("hashtagger.models.pull.package_folder", lambda package: None)
    settings = Settings(_env_file=None)
    assert find_installed(ROW, settings) is None
    with pytest.raises(MissingComponent) as raised:
        pull(ROW, settings)
    assert raised.value.code == "model_not_installed"
    assert "pip install 'hashtagger[ocr]'" in raised.value.advice


def test_a_package_that_is_not_there_has_no_folder():
    assert package_folder("no_such_package_anywhere") is None
    assert package_folder("hashtagger") == Path(sys.modules["hashtagger"].__file__).parent


@pytest.mark.parametrize(("width", "height"), [(1, 5000), (5000, 3), (4000, 3000), (640, 480), (100, 390)])
def test_a_page_is_neither_too_large_nor_a_strip(width, height):
    page = as_page(np.zeros((height, width, 3), np.uint8))
    assert max(page.shape[:2]) <= MAX_SIDE_PX
    assert max(page.shape[:2]) <= MAX_ASPECT * min(page.shape[:2])


def test_a_margin_leaves_places_as_they_were():
    pixels = np.zeros((10, 200, 3), np.uint8)
    pixels[5, 150] = (250, 150, 50)
    page = as_page(pixels)
    assert page.shape == (50, 200, 3)
    assert page[5, 150].tolist() == [50, 150, 250]


def a_line(text: str, left: float, top: float, height: float = 20, width: float = 60) -> Found:
    right, bottom = left + width, top + height
    return Found(text, 0.9, np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32))


def test_words_of_one_line_are_read_from_the_left_though_they_stand_a_little_higher_or_lower():
    found = [a_line("line", 200, 102), a_line("second", 100, 98), a_line("first", 150, 40), a_line("third", 10, 125)]
    assert [box.text for box in laid_out(found, 400, 200)] == ["first", "second", "line", "third"]


def test_texts_are_cleaned_and_empty_ones_left_out():
    found = [a_line(" two\x00  words\u202e ", 0, 0), a_line("\u200b ", 0, 50)]
    assert [box.text for box in laid_out(found, 100, 100)] == ["two words"]


def test_corners_are_shares_of_the_picture_and_stay_inside_it():
    (box,) = laid_out([a_line("x", -10, 50, width=300)], 200, 100)
    assert box.corners == ((0.0, 0.5), (1.0, 0.5), (1.0, pytest.approx(0.7)), (0.0, pytest.approx(0.7)))


@needs_engine
@pytest.mark.parametrize("profile", ["auto", "starter", "full"])
def test_the_engine_that_is_installed_reads_in_every_profile(profile, tmp_path):
    settings = Settings(data_dir=tmp_path, models=ModelSettings(profile=profile), _env_file=None)
    assert choose(Task.READ_TEXT, settings).spec is ROW


class StandInEasyOcr:
    """The module ``easyocr`` with a reader that always finds the same two lines."""

    def __init__(self):
        self.opened = None

    def Reader(self, languages, **options):
        self.opened = (languages, options)
        return self

    def readtext(self, page):
        left, right = [[1, 1], [30, 1], [30, 9], [1, 9]], [[40, 1], [60, 1], [60, 9], [40, 9]]
        return [(right, "bread", np.float64(0.9)), (left, "fresh", 0.8), (left, "texture", 0.01)]


@pytest.fixture
def easyocr(monkeypatch):
    module = StandInEasyOcr()
    monkeypatch.setitem(sys.modules, "easyocr", module)
    return module


@pytest.fixture
def easyocr_installed(tmp_path):
    torch = pytest.importorskip("torch")
    row = find_row("easyocr-latin")
    for file in row.files:
        torch.save({"module.weight": torch.zeros(10)}, tmp_path / file.name)
    return Installed(row, tmp_path)


def test_easyocr_may_not_download_and_reads_in_reading_order(easyocr, easyocr_installed):
    settings = Settings(models=ModelSettings(device="cpu"), _env_file=None)
    runtime = load(easyocr_installed, settings)
    (boxes,) = read(runtime, noise(1))
    assert [(box.text, box.confidence) for box in boxes] == [("fresh", 0.8), ("bread", 0.9)]
    assert boxes[0].corners[0] == (pytest.approx(1 / 60), pytest.approx(1 / 40))
    languages, options = easyocr.opened
    assert languages[0] == "en"
    assert options["download_enabled"] is False
    assert options["model_storage_directory"] == str(easyocr_installed.folder)
    assert runtime.resident_bytes == 80


def test_easyocr_weights_that_would_run_code_are_refused(easyocr, easyocr_installed, tmp_path):
    class Harm:
        def __reduce__(self):
            return (tmp_path.joinpath("harm").write_text, ("done",))

    (tmp_path / "latin_g2.pth").write_bytes(pickle.dumps({"weight": Harm()}, protocol=2))
    with pytest.raises(BrokenModel):
        load(easyocr_installed, Settings(models=ModelSettings(device="cpu"), _env_file=None))
    assert not (tmp_path / "harm").exists()
    assert easyocr.opened is None


def test_easyocr_without_its_package_names_the_command(easyocr_installed, monkeypatch):
    monkeypatch.setitem(sys.modules, "easyocr", None)
    with pytest.raises(MissingComponent, match="easyocr") as raised:
        load(easyocr_installed, Settings(_env_file=None))
    assert "pip install 'hashtagger[easyocr]'" in raised.value.advice
