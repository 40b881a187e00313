"""Templates are compiled once, before anybody waits for it, and in every language as if for it alone."""

import asyncio

import pytest
from jinja2 import DictLoader, Environment

from api.web.compiled import Compiled, compiling, never_compiled

TEMPLATES = {"a.html": "{{ 1000|number }} {{ _('word') }}", "b.html": "b"}


def environment(kept, language):
    made = Environment(loader=DictLoader(TEMPLATES), bytecode_cache=kept, extensions=["jinja2.ext.i18n"])
    made.install_gettext_callables(lambda text: f"{text}-{language}", lambda *_: "", newstyle=True)
    made.filters["number"] = never_compiled(lambda value: f"{value} in {language}")
    return made


def test_what_is_compiled_for_one_language_speaks_the_other():
    kept = Compiled()
    first, second = environment(kept, "en"), environment(kept, "ar")
    assert first.get_template("a.html").render() == "1000 in en word-en"
    second._parse = None  # whatever would compile again fails
    assert second.get_template("a.html").render() == "1000 in ar word-ar"


async def test_every_template_is_compiled_beside_what_runs():
    made, done = environment(Compiled(), "en"), asyncio.Event()
    loop = asyncio.get_running_loop()

    def last():
        loop.call_soon_threadsafe(done.set)
        return made

    async with compiling([lambda: made, last]):
        await asyncio.wait_for(done.wait(), 10)
    made._parse = None
    assert made.get_template("b.html").render() == "b"


async def test_who_stops_at_once_does_not_wait_for_all_of_them():
    asked = []

    class Slow(DictLoader):
        def get_source(self, environment, template):
            asked.append(template)
            return super().get_source(environment, template)

    made = environment(Compiled(), "en")
    made.loader = Slow({f"{n}.html": str(n) for n in range(20_000)})
    with pytest.raises(RuntimeError):
        async with compiling([lambda: made]):
            raise RuntimeError
    assert len(asked) < 20_000
