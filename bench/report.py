"""Writes what was measured: raw as JSON, as tables in Markdown, and as a picture of the ratios."""

import json
import platform
import re
from datetime import date
from pathlib import Path
from statistics import median

YARDSTICK = "c-loop"
START = "first 2 s"
UNICODE = "Unicode"
SINGLE = "one at a time"
ERRORS = ["wrong", "lost", "late", "reordered"]

LABELS = {
    "uppercased-linux": "uppercased, linux transport",
    "uppercased-nio": "uppercased, nio transport",
    "uppercased-image": "uppercased, as in the image",
    "c-loop": "C, recvfrom and sendto",
    "c-burst": "C, recvmmsg and sendmmsg",
    "python": "Python, the textbook's server",
    "netty": "Netty 4.2, epoll",
    "spring-integration": "Spring Integration, as in its manual",
}


def write(rounds, options):
    (options.output / "results.json").write_text(json.dumps(rounds, indent=1))
    (options.output / "results.md").write_text(markdown(rounds, options))
    (options.output / "ratio.svg").write_text(picture(rounds, f"{options.sizes[0]} B"))


def server_names(rounds):
    return [name for name in LABELS if any(name in measured for measured in rounds)]


def results_of(rounds, name, title):
    """One for each round that measured this, none if no round did."""
    return [measured[name][title] for measured in rounds if title in measured.get(name, {})]


def ratios(rounds, name, title):
    """To the yardstick of the same round; what the yardstick cannot answer is held against its first size."""
    numbers = []
    for measured in rounds:
        if title in measured.get(name, {}):
            yardstick = measured[YARDSTICK]
            base = yardstick.get(title) or next(yardstick[other] for other in yardstick if other != START)
            numbers.append(measured[name][title]["replies_per_s"] / base["replies_per_s"])
    return numbers


def markdown(rounds, options):
    sizes = [f"{size} B" for size in options.sizes]
    speeds = [*sizes, UNICODE, START]
    sections = {
        "Ratio to the C loop": (speeds, lambda name: [cell(ratios(rounds, name, title), ".2f") for title in speeds]),
        "Replies per second": (speeds, lambda name: rates(rounds, name, speeds)),
        "Round trip of one message at a time, µs": (
            ["p50", "p90", "p99", "p99.9", "max"], lambda name: round_trips(results_of(rounds, name, SINGLE))),
        f"What a reply of {sizes[0]} costs": (
            ["CPU µs", "of its core", "peak memory MB"], lambda name: costs(results_of(rounds, name, sizes[0]))),
        "What went wrong, in all but the first 2 s": (
            ERRORS, lambda name: errors(rounds, name)),
    }
    parts = ["# Results", f"{machine()}. {date.today():%B %Y}; rounds: {len(rounds)}, of which the tables give the "
             f"median; {options.seconds:g} s for each figure."]
    for heading, (columns, cells) in sections.items():
        parts.append(f"## {heading}")
        parts.append(table(["server", *columns], [[LABELS[name], *cells(name)] for name in server_names(rounds)]))
    return "\n\n".join(parts) + "\n"


def table(head, rows):
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(numbers, form):
    return format(median(numbers), form) if numbers else "n/a"


def rates(rounds, name, titles):
    return [cell([result["replies_per_s"] for result in results_of(rounds, name, title)], ",.0f") for title in titles]


def round_trips(results):
    return [cell([result[key] for result in results], ".0f")
            for key in ("p50_us", "p90_us", "p99_us", "p99_9_us", "max_us")]


def costs(results):
    return [
        cell([result["cpu_seconds"] / result["replies"] * 1e6 for result in results if result["replies"]], ".2f"),
        cell([result["cpu_seconds"] / result["seconds"] for result in results], ".0%"),
        cell([result["peak_mb"] for result in results], ".0f"),
    ]


def errors(rounds, name):
    results = [result for measured in rounds for title, result in measured.get(name, {}).items() if title != START]
    return [f"{sum(result[error] for result in results):,}" for error in ERRORS]


def machine():
    cpu = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{cpu[1] if cpu else platform.machine()}, Linux {kernel}, Python {platform.python_version()}"


BAR_LEFT, BAR_ROOM, ROW, TOP, WIDTH = 280, 410, 34, 52, 760

# Greys and blues that keep their contrast on white and on black.
STYLE = """
  text { font: 14px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #768390 }
  .title { font-weight: 600; font-size: 15px }
  .ours { fill: #2f81f7; font-weight: 600 }
  .bar { fill: #8b949e; fill-opacity: .55 }
  .bar.ours { fill: #2f81f7; fill-opacity: 1 }
  .range { stroke: #768390; stroke-width: 1.5 }
  .one { stroke: #768390; stroke-dasharray: 3 3 }
"""


def picture(rounds, title):
    """A bar for each server, the fastest first, with the range of its rounds; a dashed line where the C loop is."""
    found = {name: ratios(rounds, name, title) for name in server_names(rounds)}
    names = sorted(found, key=lambda name: -median(found[name]))
    scale = BAR_ROOM / max(max(numbers) for numbers in found.values())
    bottom = TOP + ROW * len(names)
    lines = [bar(name, found[name], scale, TOP + ROW * row) for row, name in enumerate(names)]
    one = BAR_LEFT + scale
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 12}" role="img">
<title>Replies per second as a ratio to the C loop, {title} messages</title>
<style>{STYLE}</style>
<text class="title" x="12" y="26">Replies per second on one core, {title} messages, C loop = 1</text>
<line class="one" x1="{one:.1f}" y1="{TOP - 8}" x2="{one:.1f}" y2="{bottom}"/>
{"".join(lines)}</svg>
"""


def bar(name, numbers, scale, top):
    ours = " ours" if name.startswith("uppercased") else ""
    middle, least, most = median(numbers) * scale, min(numbers) * scale, max(numbers) * scale
    y = top + 11
    return f"""<text class="label{ours}" x="{BAR_LEFT - 12}" y="{y + 5}" text-anchor="end">{LABELS[name]}</text>
<rect class="bar{ours}" x="{BAR_LEFT}" y="{top}" width="{middle:.1f}" height="22" rx="3"/>
<line class="range" x1="{BAR_LEFT + least:.1f}" y1="{y}" x2="{BAR_LEFT + most:.1f}" y2="{y}"/>
<text class="value{ours}" x="{WIDTH - 12}" y="{y + 5}" text-anchor="end">{median(numbers):.2f}</text>
"""


def write_jmh(results, options):
    scores = {}
    for result in results:
        method = result["benchmark"].rpartition(".")[2]
        scores.setdefault(result["params"]["text"], {})[method] = f"{result['primaryMetric']['score']:.0f}"
    rows = [[text, by_method["transformer"], by_method["string"]] for text, by_method in scores.items()]
    (options.output / "jmh.md").write_text("\n\n".join([
        "# The transformation alone, ns for each message",
        f"{machine()}. {date.today():%B %Y}.",
        table(["text and bytes", "UppercaseTransformer", "through a String"], rows)]) + "\n")
