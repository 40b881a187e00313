"""Drawing in a child process: bounded in number and time, alone in its fall, and with no way out to the network."""

import asyncio
import io
import os
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pypdf
import pytest
from defusedxml import ElementTree
from PIL import Image

from hashtagger.errors import BrokenDrawing, DeadlineExceeded, Overloaded
from hashtagger.reports.charts import WIDTH_PX, Bar, Heading, ranking
from hashtagger.reports.document import document_of
from hashtagger.reports.draw import demand_inline
from hashtagger.reports.drawing import Drawer
from hashtagger.reports.look import LOOKS
from hashtagger.reports.report import Chart
from tests.reports.test_files import AT, report, table

SCRIPTS = ["#LunarEclipse", "#Затмение", "#Έκλειψη", "#चंद्रग्रहण", "#خسوف", "#月食"]
HOSTILE = [
    "#set page(fill: red)",
    "*bold* _it_ `raw` $x^2$",
    "<label> @ref \\ // c",
    "]} #panic(1)",
    "</text><script>alert(1)</script>",
    "= Heading",
]


def program(code):
    return (sys.executable, "-c", code)


def spec(*names):
    bars = [Bar(name, 1.0 / place, "n 5", "sure") for place, name in enumerate(names, start=1)]
    return ranking(Heading("Title", ("n = 6",), "words"), bars, LOOKS["light"], axis="Score")


def a_report(*names, rows=0):
    lines = [(name, 1.0, AT, AT) for name in names] + [(f"#row{n}", float(n), AT, AT) for n in range(rows)]
    made = report(table(*lines, table_id="more", title="All tags"))
    chart = Chart("ranking", names[0], spec(*names), table(table_id="ranking"))
    return replace(made, title=names[0], summary=tuple(names), charts=(chart,), method=tuple(names))


async def test_a_chart_is_drawn_as_svg_with_every_script_and_nothing_of_it_runs():
    data = await Drawer().draw({"format": "svg", "spec": spec(*SCRIPTS, *HOSTILE[:5])})
    root = ElementTree.fromstring(data)
    said = {each.text for each in root.iter() if each.text}
    assert set(SCRIPTS) <= said
    assert not [each for each in root.iter() if each.tag.endswith("script")]
    assert b"Title" in data


async def test_a_png_has_twice_the_pixels_of_its_chart():
    picture = Image.open(io.BytesIO(await Drawer().draw({"format": "png", "spec": spec("#a")})))
    assert picture.format == "PNG"
    assert picture.width >= 2 * WIDTH_PX


async def test_a_report_of_a_thousand_rows_is_set_and_hostile_texts_stay_texts():
    made = a_report(*HOSTILE, *SCRIPTS, rows=1000)
    order = {"format": "pdf", "document": document_of(made), "specs": [chart.spec for chart in made.charts]}
    reader = pypdf.PdfReader(io.BytesIO(await Drawer().draw(order)))
    cover = reader.pages[0].extract_text()
    read = [*reader.pages[:3], *reader.pages[-4:]]
    text = " ".join(" ".join(page.extract_text() for page in read).split())
    assert reader.metadata.title == HOSTILE[0]
    assert HOSTILE[0] in cover
    for said in (*HOSTILE, *SCRIPTS[:3], "21 Nov 2026, 11:00 UTC", "#row900"):
        assert said in text, said
    assert "#row999" not in text  # of 1012 rows the first thousand
    assert f"2 / {len(reader.pages)}" in text


@pytest.fixture
def listener():
    """A server on this machine that counts who asks."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'[{"a": 1}]')

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


async def test_no_address_in_a_chart_is_asked(listener):
    address, asked = listener
    of_data = {**spec("#a"), "data": {"url": f"{address}/data.json"}}
    with pytest.raises(BrokenDrawing):
        await Drawer().draw({"format": "png", "spec": of_data})
    assert asked == []


@pytest.mark.parametrize(
    "hostile",
    [
        {"data": {"url": "https://host.test/data.json"}},
        {"layer": [{"mark": {"type": "image", "url": "https://host.test/a.png"}}]},
        {"layer": [{"encoding": {"url": {"value": "https://host.test/a.png"}}}]},
        {"transform": [{"lookup": "a", "from": {"data": {"url": "file:///etc/passwd"}, "key": "a"}}]},
        {"layer": [{"encoding": {"href": {"value": "https://host.test"}}}]},
    ],
)
def test_a_chart_that_names_an_address_anywhere_is_not_drawn(hostile):
    with pytest.raises(ValueError, match="brings its data along"):
        demand_inline({**spec("#a"), **hostile})


async def test_a_drawing_that_takes_too_long_is_killed():
    with pytest.raises(DeadlineExceeded):
        await Drawer(limit_s=0.3, command=program("import time; time.sleep(600)")).draw({})


async def test_a_program_that_dies_costs_one_drawing():
    drawer = Drawer(
        command=program("import os, sys; os.kill(os.getpid(), 9) if b'die' in sys.stdin.buffer.read() else print(1)")
    )
    with pytest.raises(BrokenDrawing):
        await drawer.draw({"format": "die"})
    assert await drawer.draw({}) == b"1\n"


async def test_a_drawing_that_wants_too_much_memory_dies_alone():
    code = "from hashtagger.reports.draw import MOST_BYTES, bound_memory; bound_memory(); print(len(bytearray({})))"
    assert await Drawer(command=program(code.format("1_000"))).draw({}) == b"1000\n"
    with pytest.raises(BrokenDrawing):
        await Drawer(command=program(code.format("MOST_BYTES"))).draw({})


async def test_two_are_drawn_at_once_and_the_rest_wait_or_are_refused(tmp_path):
    gate = tmp_path / "gate"
    code = f"import os, sys, time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.01)\nprint(1)"
    drawer = Drawer(at_once=1, max_waiting=1, command=program(code))
    first, second = (asyncio.create_task(drawer.draw({})) for _ in range(2))
    await asyncio.sleep(0)
    with pytest.raises(Overloaded) as refused:
        await drawer.draw({})
    assert refused.value.retry_after_s > 0
    gate.touch()
    assert [await first, await second] == [b"1\n", b"1\n"]


async def test_a_caller_who_leaves_takes_the_program_along(tmp_path):
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    code = f"import os, time; open({str(pipe)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    task = asyncio.create_task(Drawer(command=program(code)).draw({}))
    child = int(await asyncio.to_thread(pipe.read_text))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


async def test_our_settings_and_passwords_stay_with_us(monkeypatch):
    monkeypatch.setenv("HASHTAGGER_DATABASE__URL", "postgresql://user:secret@host/db")
    said = await Drawer(command=program("import os; print(sorted(os.environ))")).draw({})
    assert b"HASHTAGGER" not in said
