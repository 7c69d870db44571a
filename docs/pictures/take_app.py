"""Takes the pictures of the app anew: ``python docs/pictures/take_app.py [--area AREA] [PART OF A NAME ...]``.

Walks through the first run, then through a place with the made-up example, some looking back, and four months of
check-ins, then through each area of ``tours/``; every page at three widths, light and dark, into
``docs/pictures/app``.
With parts of names, only those. With an area, only that one. A module of ``tours/`` has ``fill(place)``, which puts
into the place what its pages show, and ``walk(camera, served, page)``.
Needs Chromium and the packages of the dependency groups ``test`` and ``pictures``.
"""

from __future__ import annotations

import importlib
import io
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import ModuleType

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests")]

from app_place import NOW, fill  # noqa: E402
from e2e.app import PASSPHRASE, Served, serving  # noqa: E402

from nearer.app.place import Place  # noqa: E402
from nearer.app.simulate import simulate_demo  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TALLEST = {360: 1080, 768: 760, 1280: 720}
"""Pixels of a page that are shown, by width; the rest goes on below."""
COLOURS = 16
MARGIN = 24
TOP_OF = "(what) => document.querySelector(what).getBoundingClientRect().top + scrollY"
OPEN_FOLDS = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


class Camera:
    """Takes each page at every width in both themes.

    Attributes:
        folder: Where the pictures go.
        wanted: Parts of names; empty for all.
    """

    def __init__(self, folder: Path, wanted: list[str]) -> None:
        self.folder = folder
        self.wanted = wanted
        folder.mkdir(parents=True, exist_ok=True)

    def shoot(self, page: Page, name: str, *, folds: bool = False, start: str = "body") -> None:
        """Take the page as it stands, with what is folded away where ``folds``, from where ``start`` stands on."""
        if self.wanted and not any(part in name for part in self.wanted):
            return
        if folds:
            page.evaluate(OPEN_FOLDS)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for width, tallest in TALLEST.items():
                page.set_viewport_size({"width": width, "height": 800})
                page.wait_for_timeout(250 if page.locator("#vega-data, .chart, figure").count() else 30)
                top = max(page.evaluate(TOP_OF, start) - MARGIN, 0)
                tall = min(page.evaluate("document.documentElement.scrollHeight") - top, tallest)
                clip = {"x": 0, "y": top, "width": width, "height": max(tall, 640)}
                self.keep(page.screenshot(full_page=True, clip=clip), f"{name}-{width}-{theme}")
        page.set_viewport_size({"width": 1280, "height": 900})

    def keep(self, picture: bytes, name: str) -> None:
        """Keep a picture with the colours that it has most of, one of those that are nearly the same."""
        from PIL import Image

        image = Image.open(io.BytesIO(picture)).convert("RGB")
        alike: dict[tuple[int, ...], list[tuple[int, tuple[int, ...]]]] = {}
        for n, colour in image.getcolors(image.width * image.height) or []:
            alike.setdefault(tuple(part >> 4 for part in colour), []).append((n, colour))
        most = sorted(alike.values(), key=weight, reverse=True)[:COLOURS]
        palette = Image.new("P", (1, 1))
        palette.putpalette([part for group in most for part in max(group)[1]])
        few = image.quantize(palette=palette, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True, bits=4)


@contextmanager
def opened(folder: Path, browser: Browser) -> Iterator[Served]:
    """Serve a folder whose clock stands at one evening and moves on with every look at it."""
    moments = iter(NOW + timedelta(seconds=10 * number) for number in range(10**6))
    with serving(Place(folder, clock=lambda: next(moments)), browser) as served:
        yield served


def first_run(camera: Camera, served: Served, folder: Path) -> None:
    """From nothing to messages that are kept."""
    page = served.page("/")
    camera.shoot(page, "welcome-1-limits")
    page.goto(served.url + "/welcome/keep")
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.wait_for_selector(".strength[data-level=good]")
    camera.shoot(page, "welcome-2-keep")
    page.click("main form.stack button.primary")
    page.wait_for_url("**/welcome/key")
    camera.shoot(page, "welcome-3-key")
    page.click("main button.primary")
    page.wait_for_url("**/welcome/safe")
    camera.shoot(page, "welcome-4-safe", folds=True)
    page.click("main a.button.primary")
    camera.shoot(page, "welcome-5-start")
    at(camera, served, page, {"home-new": "/", "people-none": "/people", "check-ins-none": "/check-ins"})
    at(camera, served, page, {"tipping-not-yet": "/tipping", "review-none": "/review"})
    at(
        camera,
        served,
        page,
        {"bring-1-how": "/bring/how", "bring-2-guide": "/bring/how/whatsapp_iphone", "bring-3": "/bring"},
    )
    at(
        camera,
        served,
        page,
        {"bring-guide-forbidden": "/bring/how/forbidden"},
    )
    bring(camera, served, page, folder)


def bring(camera: Camera, served: Served, page: Page, folder: Path) -> None:
    """Bring a made-up person's exports, and an older one whose dates can be read in two ways."""
    held = threading.Event()
    job = served.place.jobs.start("import", lambda progress: (progress.step(3, 9, "Reading"), held.wait(60)))
    page.goto(f"{served.url}/jobs/{job.id}")
    camera.shoot(page, "bring-4-at-work")
    held.set()
    simulate_demo(folder)
    lines = (f"03/02/2025, 10:{k:02} - {'Alex' if k % 2 else 'Lou'}: hello\n" for k in range(60))
    (folder / "WhatsApp Chat with Lou.txt").write_text("".join(lines))
    page.goto(served.url + "/bring")
    page.fill("#path", str(folder))
    page.click("form[action='/bring/path'] button")
    page.wait_for_url("**/bring/dates")
    camera.shoot(page, "bring-5-dates")
    page.click("main form button.primary")
    page.wait_for_url("**/bring/you")
    camera.shoot(page, "bring-6-you")
    page.check("input[name=own][value=yes]")
    page.click("main form button.primary")
    page.wait_for_url("**/bring/people")
    camera.shoot(page, "bring-7-people")
    page.click("main button.primary")
    page.wait_for_url("**/bring/done")
    camera.shoot(page, "bring-8-done", folds=True)


def weight(group: list[tuple[int, tuple[int, ...]]]) -> int:
    """Return how much nearly equal colours matter: their number of pixels, the more the less grey they are."""
    return sum(n * max(12, max(colour) - min(colour)) for n, colour in group)


def at(camera: Camera, served: Served, page: Page, pages: dict[str, str], *, folds: bool = False) -> None:
    """Take some pages by their addresses."""
    for name, path in pages.items():
        page.goto(served.url + path)
        camera.shoot(page, name, folds=folds)


def every_day(camera: Camera, served: Served) -> None:
    """What one meets once something is kept."""
    page = served.page("/")
    looking_back(camera, served, page)
    at(
        camera,
        served,
        page,
        {"home": "/", "people": "/people", "person": "/people/1", "manage": "/people/1/manage"},
    )
    at(camera, served, page, {"person-too-little": "/people/3"})
    check_in(camera, served, page)
    at(camera, served, page, {"check-ins": "/check-ins", "year": "/year/2025"})
    at(camera, served, page, {"tipping": "/tipping", "pocket": "/pocket", "reminders": "/pocket/reminders"})
    at(camera, served, page, {"pocket-import": "/pocket/import"})
    phone(camera, page, served)
    at(camera, served, page, {"yours": "/yours", "export": "/yours/export", "import": "/yours/import"})
    at(
        camera,
        served,
        page,
        {"restore": "/yours/restore", "delete": "/yours/delete", "wipe": "/yours/delete/all"},
    )
    at(camera, served, page, {"delete-person": "/yours/delete/person/1", "settings": "/settings"})
    at(camera, served, page, {"passphrase": "/settings/passphrase", "recovery": "/settings/recovery"})
    at(
        camera,
        served,
        page,
        {"help": "/help", "error-404": "/nowhere", "error-422": "/review/1/not-a-day/2024-01-02"},
    )
    page.goto(served.url + "/yours/import")
    page.click("main form button.primary")
    camera.shoot(page, "import-wrong")
    page.goto(served.url + "/settings")
    other = page.context.new_page()
    other.goto(served.url + "/settings")
    page.click("form[action='/lock'] button")
    other.click("form[action='/settings/look'] button")
    camera.shoot(other, "error-423")
    camera.shoot(page, "unlock")
    page.fill("#secret", "not this one")
    page.click("main form button.primary")
    page.wait_for_selector(".error")
    camera.shoot(page, "unlock-wrong", folds=True)
    page.goto(served.url + "/away")
    camera.shoot(page, "away")


def looking_back(camera: Camera, served: Served, page: Page) -> None:
    """Answer some possible times, one of them as not safe."""
    page.goto(served.url + "/review")
    camera.shoot(page, "review-1-one")
    for number, (answer, reason) in enumerate((("yes", "pulled_away"), ("no", "busy"), ("no", "not_safe"))):
        page.goto(served.url + "/review")
        page.click(f"main button[value={answer}]")
        if not number:
            camera.shoot(page, "review-2-what")
        if page.locator(f"input[value={reason}]").count():
            page.check(f"input[value={reason}]", force=True)
            page.click("main form button.primary")
    camera.shoot(page, "review-4-safe")
    at(camera, served, page, {"review-3-answers": "/review/answers"})


def check_in(camera: Camera, served: Served, page: Page) -> None:
    """Note one moment, step by step."""
    page.goto(served.url + "/check-in")
    camera.shoot(page, "check-in-1-closeness")
    page.locator("[name=closeness][value='5']").check(force=True)
    page.locator("[name=wanted][value='4']").check(force=True)
    page.click("main form button.primary")
    camera.shoot(page, "check-in-2-feeling")
    page.locator("[name=feeling][value='-1,1']").check(force=True)
    page.click("main form button.primary")
    camera.shoot(page, "check-in-3-words")
    page.locator("[name=word][value=torn]").check(force=True)
    page.click("main form button.primary")
    camera.shoot(page, "check-in-4-pull")
    page.locator("[name=urge][value='7']").check(force=True)
    page.locator("[name=did][value=not_safe]").check(force=True)
    page.click("main form button.primary")
    camera.shoot(page, "check-in-5-more")
    page.get_by_role("link", name="That is enough").click()
    camera.shoot(page, "check-in-6-one")


def phone(camera: Camera, page: Page, served: Served) -> None:
    """Make the phone's file, and open it as a phone does."""
    page.goto(served.url + "/pocket")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    file = camera.folder / "phone.html"
    download.value.save_as(file)
    other = page.context.browser.new_context(offline=True, reduced_motion="reduce").new_page()
    other.goto(file.as_uri())
    other.wait_for_timeout(300)
    camera.shoot(other, "phone")
    other.context.close()
    file.unlink()


def new_place(camera: Camera, browser: Browser, made: Path) -> None:
    """The first run, in a folder in which nothing is kept yet."""
    with opened(made / "new", browser) as served:
        first_run(camera, served, made / "exports")


def areas() -> dict[str, ModuleType]:
    """Return the modules of ``tours/`` by name."""
    names = sorted(file.stem for file in (HERE / "tours").glob("*.py"))
    return {name: importlib.import_module(f"tours.{name}") for name in names}


@contextmanager
def filled(browser: Browser, made: Path, tours: dict[str, ModuleType]) -> Iterator[Served]:
    """Serve a place where the example, check-ins and what these tours show are kept."""
    place = Place(made / "place", clock=lambda: NOW)
    place.create(PASSPHRASE)
    fill(place)
    for tour in tours.values():
        tour.fill(place)
    while place.jobs.running:
        time.sleep(0.2)
    place.back_up()
    place.lock()
    with opened(made / "place", browser) as served:
        served.place.unlock(PASSPHRASE)
        yield served


def area(name: str, camera: Camera, browser: Browser, made: Path) -> None:
    """One area."""
    tours = areas()
    with filled(browser, made, tours) as served:
        tours[name].walk(camera, served, served.page("/"))


def full_place(camera: Camera, browser: Browser, made: Path) -> None:
    """Every day, where the example and check-ins are kept."""
    with filled(browser, made, areas()) as served:
        every_day(camera, served)


def main(arguments: list[str], folder: Path = HERE / "app") -> None:
    """Take them all, or those of one area."""
    wanted = list(arguments)
    walks = [new_place, full_place, *(partial(area, name) for name in areas())]
    if "--area" in wanted:
        at_ = wanted.index("--area")
        walks = [partial(area, wanted[at_ + 1])]
        del wanted[at_ : at_ + 2]
    camera = Camera(folder, wanted)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="nearer-") as made:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for number, walk in enumerate(walks):
            walk(camera, browser, Path(made) / str(number))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
