"""A real browser, without a network, for pages made by hand."""

import shutil
from dataclasses import dataclass, field

import pytest
from e2e.app import served, served_new  # noqa: F401
from e2e.example import example, example_folder  # noqa: F401
from made import findings as made

from nearer.report import render_page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic", "--no-first-run"]  # fmt: skip
RECORD_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
"""
KINDS = {
    "spells": lambda: made.made_findings(("Sam", made.spells())),
    "slower": lambda: made.made_findings(("Sam", made.slower())),
    "no_sign": lambda: made.made_findings(("Sam", made.no_sign())),
    "too_little": lambda: made.made_findings(("Sam", made.too_little())),
    "hardly_any": lambda: made.made_findings(("Sam", made.hardly_any())),
    "several": lambda: made.made_findings(
        ("Sam", made.spells()), ("Robin", made.no_sign()), ("Jo", made.too_little()), ("Kit", made.slower())
    ),
    "hostile": lambda: made.made_findings(
        (made.HOSTILE, made.spells()), (made.HOSTILE + "2", made.too_little()), me=made.HOSTILE, hostile=True
    ),
}


@dataclass
class Watched:
    """A page, and all that it did which a page of ours must not."""

    page: object
    url: str
    requests: list = field(default_factory=list)
    said: list = field(default_factory=list)

    def violations(self):
        return self.page.evaluate("window.violations")


@pytest.fixture(scope="session")
def chromium():
    """A browser for the whole session."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """One file for each kind of answer."""
    folder = tmp_path_factory.mktemp("pages")
    for name, make in KINDS.items():
        (folder / f"{name}.html").write_text(render_page(make(), now=made.NOW), encoding="utf-8")
    return folder


@pytest.fixture
def open_page(chromium, pages):
    """Open a page of one kind at a width, in a theme, and watch it."""
    contexts = []

    def open_it(kind, *, width=1280, theme="light", scripts=True, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, offline=True, java_script_enabled=scripts,
            reduced_motion="reduce", **options,
        )  # fmt: skip
        contexts.append(context)
        context.add_init_script(RECORD_VIOLATIONS)
        page = context.new_page()
        watched = Watched(page, (pages / f"{kind}.html").as_uri())
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("console", lambda message: watched.said.append(message.text))
        page.on("pageerror", lambda error: watched.said.append(str(error)))
        page.on("dialog", lambda dialog: (watched.said.append("a dialog"), dialog.dismiss()))
        page.goto(watched.url)
        if scripts:
            page.wait_for_selector("html[data-drawn]", state="attached")
        return watched

    yield open_it
    for context in contexts:
        context.close()
