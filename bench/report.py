"""Writes what was measured: raw as JSON, as tables in Markdown, and as a picture."""

import json
import platform
import re
from datetime import date
from pathlib import Path
from statistics import median

import picture
from workloads import OPEN_LOOP, OVER_VETH, SINGLE, START, UNICODE

YARDSTICK = "c-loop"
ERRORS = ["wrong", "lost", "late", "reordered"]

LABELS = {
    "uppercased-linux": "uppercased, linux transport",
    "uppercased-nio": "uppercased, nio transport",
    "uppercased-image": "uppercased, as in the image",
    "c-loop": "C, recvfrom and sendto",
    "c-burst": "C, recvmmsg and sendmmsg",
    "c-runs": "C, these with GRO and GSO",
    "go": "Go, standard library",
    "rust": "Rust, standard library",
    "python": "Python, the textbook's server",
    "netty": "Netty 4.2, epoll",
    "spring-integration": "Spring Integration, as in its manual",
}


def write(rounds, options):
    (options.output / "results.json").write_text(json.dumps(rounds, indent=1))
    (options.output / "results.md").write_text(markdown(rounds, options))
    (options.output / "ratio.svg").write_text(overview(rounds, f"{options.sizes[0]} B"))


def server_names(rounds):
    return [name for name in LABELS if any(name in measured for measured in rounds)]


def measured_over_veth(rounds):
    return any(OVER_VETH[0] in measured.get(YARDSTICK, {}) for measured in rounds)


def results_of(rounds, name, title):
    """One for each round that measured this, none if no round did."""
    return [measured[name][title] for measured in rounds if title in measured.get(name, {})]


def rate(result):
    return result["replies_per_s"]


def cpu_us(result):
    return result["cpu_seconds"] / max(1, result["replies"]) * 1e6


def ratios(rounds, name, title, figure):
    """To the yardstick of the same round; what the yardstick cannot answer is held against its first size."""
    numbers = []
    for measured in rounds:
        if title in measured.get(name, {}):
            yardstick = measured[YARDSTICK]
            base = yardstick.get(title) or next(yardstick[other] for other in yardstick if other != START)
            numbers.append(figure(measured[name][title]) / figure(base))
    return numbers


def markdown(rounds, options):
    sizes = [f"{size} B" for size in options.sizes]
    speeds = [*sizes, UNICODE, START]

    def each(titles, numbers, form):
        """The columns, and what makes a row of one number for each of them."""
        return titles, lambda name: [cell(numbers(name, title), form) for title in titles]

    def ratio(figure):
        return lambda name, title: ratios(rounds, name, title, figure)

    def plain(figure):
        return lambda name, title: [figure(result) for result in results_of(rounds, name, title)]

    sections = {
        "Replies per second over loopback, C loop = 1": each(speeds, ratio(rate), ".2f"),
        "Replies per second over loopback": each(speeds, plain(rate), ",.0f"),
        "Round trip of one message at a time over loopback, µs": (
            ["p50", "p90", "p99", "p99.9", "max"], lambda name: round_trips(results_of(rounds, name, SINGLE))),
        "Time to a reply over loopback at a fixed rate, µs": (
            [f"{title} {percent}" for title in OPEN_LOOP for percent in ("p50", "p99", "p99.9")],
            lambda name: [one for title in OPEN_LOOP for one in latencies(results_of(rounds, name, title))]),
        f"What a reply of {sizes[0]} costs over loopback": (
            ["CPU µs", "of its core", "peak memory MB"], lambda name: costs(results_of(rounds, name, sizes[0]))),
    }
    if measured_over_veth(rounds):
        sections |= {
            "CPU for a reply over veth, C loop = 1": each(OVER_VETH, ratio(cpu_us), ".2f"),
            "CPU for a reply over veth, µs": each(OVER_VETH, plain(cpu_us), ".2f"),
            "Replies per second over veth, C loop = 1": each(OVER_VETH, ratio(rate), ".2f"),
            "Replies per second over veth": each(OVER_VETH, plain(rate), ",.0f"),
            "Of its core over veth": each(OVER_VETH, plain(lambda r: r["cpu_seconds"] / r["seconds"]), ".0%"),
        }
    sections["What went wrong, in all but the first 2 s"] = (ERRORS, lambda name: errors(rounds, name))
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


def round_trips(results):
    return [cell([result[key] for result in results], ".0f")
            for key in ("p50_us", "p90_us", "p99_us", "p99_9_us", "max_us")]


def latencies(results):
    return [cell([result[key] for result in results], ",.0f") for key in ("p50_us", "p99_us", "p99_9_us")]


def costs(results):
    return [
        cell([cpu_us(result) for result in results], ".2f"),
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


def overview(rounds, size):
    """The rate of all servers, and over veth what a reply costs those that a user would compare."""
    title, where = (OVER_VETH[0], "over a network") if measured_over_veth(rounds) else (size, "over loopback")
    parts = [picture.bars(f"Replies per second on one core {where}, C loop = 1",
                          {LABELS[name]: ratios(rounds, name, title, rate) for name in server_names(rounds)})]
    if measured_over_veth(rounds):
        compared = [name for name in ("uppercased-linux", "c-burst", "c-runs", "go", "rust")
                    if name in server_names(rounds)]
        parts.append(picture.dots("Processor time for a reply, C loop = 1", {
            title: {LABELS[name]: median(ratios(rounds, name, title, cpu_us)) for name in compared}
            for title in OVER_VETH}))
    return picture.svg("Rate and processor time of the servers, as ratios to a C loop of recvfrom and sendto", parts)


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
