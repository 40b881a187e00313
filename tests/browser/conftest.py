"""Servers and pages for the tests in a real browser: one server of each sort for all of them, a fresh browser context each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.creating import opened
from tests.browser.running import Served, chromium, server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # All items of the run come here, not only those of this folder.
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With models that answer at once; needs no key."""
    with server(tmp_path_factory.mktemp("open") / "data", "--fake") as running:
        yield running


@pytest.fixture(scope="session")
def served_real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With the models that ship; needs no key."""
    with server(tmp_path_factory.mktemp("real") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With models that answer at once; needs keys."""
    with server(tmp_path_factory.mktemp("guarded") / "data", "--fake", "--keys") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here, whose violations of the policy and whose dialogs fail the test."""
    # Without the service worker: it would hide requests from the tests that stand in for the network.
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", service_workers="block", accept_downloads=True
    )
    context.set_default_timeout(10_000)
    troubles: list[str] = []
    context.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    context.on(
        "console",
        lambda message: troubles.append(message.text) if "Content Security Policy" in message.text else None,
    )
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    yield context
    context.close()
    assert troubles == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def creator(page: Page, served: Served) -> Page:
    """The first page, with its scripts at work."""
    return opened(page, served.address)
