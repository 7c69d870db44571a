"""The page as a file: its policy fits its parts, hostile names stay text, size and time stay within bounds."""

import base64
import hashlib
import json
import re
import time

import pytest
from made import findings as made

from nearer.kernel.errors import RequestError
from nearer.report import Chart, closeness_chart, effects_chart, page, render_page, rhythm_chart
from nearer.report.palette import DARK, LIGHT, MORE_CONTRAST_DARK, MORE_CONTRAST_LIGHT, PAPER, paint

PALETTES = {
    "light": LIGHT,
    "dark": DARK,
    "more light": MORE_CONTRAST_LIGHT,
    "more dark": MORE_CONTRAST_DARK,
    "paper": PAPER,
}


def several(**options):
    return made.made_findings(
        ("Sam", made.spells()),
        ("Robin", made.no_sign()),
        ("Jo", made.too_little()),
        ("Kit", made.slower()),
        **options,
    )


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_policy_allows_exactly_what_is_inside():
    html = render_page(several(), now=made.NOW)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    inside = re.findall(r'<style>(.*?)</style>|<script type="module">(.*?)</script>', html, re.S)
    hashes = {base64.b64encode(hashlib.sha256("".join(one).encode()).digest()).decode() for one in inside}
    assert set(re.findall(r"'sha256-([^']*)'", policy)) == hashes
    assert len(hashes) == 3
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_nothing_in_the_page_is_fetched():
    html = (
        render_page(several(), now=made.NOW)
        .replace(page._static(page.BUNDLE), "")
        .replace(page._static("page.js"), "")
    )
    assert re.findall(r"""(?:src|href)\s*=\s*["'](?!#|data:)[^"']*""", html) == []
    assert "@import" not in html
    assert re.findall(r"url\((?!#)", html) == []
    assert " style=" not in html
    assert re.findall(r"<[^>]* on\w+=", html) == []


def test_hostile_names_stay_text_everywhere():
    findings = made.made_findings((made.HOSTILE, made.spells()), me=made.HOSTILE, hostile=True)
    html = render_page(findings, now=made.NOW).replace(page._static(page.BUNDLE), "")
    assert "<script>alert" not in html
    assert "<img" not in html
    assert html.count("</script>") == 4
    block = re.search(r'<script type="application/json" id="charts">(.*?)</script>', html, re.S)[1]
    assert not set("<>&\u2028\u2029") & set(block)
    assert made.HOSTILE in json.dumps(json.loads(block), ensure_ascii=False).replace('\\"', '"')


def test_the_title_that_a_browser_remembers_names_nobody():
    html = render_page(made.made_findings(("Sam", made.spells())), now=made.NOW)
    assert re.search("<title>(.*?)</title>", html)[1] == "Nearer"


def test_charts_never_put_names_into_expressions_or_links():
    finding = made.made_findings(("datum.z) || alert(1", made.spells())).relationships[0]

    def walk(value, key=""):
        if isinstance(value, dict):
            assert "href" not in value
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif isinstance(value, str) and "alert(1" in value:
            assert key in ("name", "description")

    for chart in (closeness_chart(finding), effects_chart(finding), rhythm_chart(finding)):
        walk(chart.spec)


def test_a_page_is_made_quickly_and_stays_small():
    many = made.made_findings(*[(f"Person {number}", made.spells(seed=number)) for number in range(12)])
    findings = several()
    render_page(findings, now=made.NOW)
    start = time.process_time()
    html = render_page(findings, now=made.NOW)
    assert time.process_time() - start < 0.1
    assert len(html.encode()) < 1_500_000
    assert len(render_page(many, now=made.NOW).encode()) < 2_500_000


def test_charts_stand_alone_in_plain_colours(tmp_path):
    finding = several().relationships[0]
    for number, chart in enumerate(
        (closeness_chart(finding), effects_chart(finding), rhythm_chart(finding, "them"))
    ):
        assert isinstance(chart, Chart)
        text = json.dumps(chart.to_dict())
        assert "var(--" not in text
        assert "url(" not in text
        assert json.loads(chart.save(tmp_path / f"{number}.json").read_text(encoding="utf-8")) == json.loads(
            text
        )
        bundle = chart._repr_mimebundle_()
        assert bundle["application/vnd.vegalite.v6+json"] == chart.to_dict()
        assert bundle["text/plain"].startswith("<Chart: ")


def test_a_record_too_short_to_draw_is_said():
    finding = made.made_findings(("Sam", made.hardly_any())).relationships[0]
    with pytest.raises(RequestError, match="too short for this picture"):
        closeness_chart(finding)
    with pytest.raises(RequestError, match="too short for this picture"):
        effects_chart(finding)
    assert rhythm_chart(finding).to_dict()["description"] == "Your messages by weekday and hour."


def test_paint_leaves_its_argument_alone():
    spec = {"mark": {"color": "var(--me)"}, "list": ["var(--ink)", 1, None]}
    assert paint(spec) == {"mark": {"color": LIGHT["me"]}, "list": [LIGHT["ink"], 1, None]}
    assert spec["mark"]["color"] == "var(--me)"


@pytest.mark.parametrize("name", PALETTES)
def test_text_and_marks_have_contrast_enough(name):
    palette = PALETTES[name]
    for ground in ("paper", "sheet"):
        for colour, wanted in (("ink", 7), ("soft-ink", 4.5), ("me", 4.5), ("them", 4.5), ("closeness", 4.5)):
            lighter, darker = sorted((luminance(palette[ground]), luminance(palette[colour])), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= wanted, (ground, colour)
