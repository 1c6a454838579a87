"""Writes what was measured: raw as JSON, as tables in Markdown, and as a picture."""

import json
import platform
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import picture
from network import Veth
from scenarios import SCENARIOS, Scenario
from service import JAR
from workloads import OPEN_LOOP, OVER_VETH, PROMISES, SINGLE, START, UNICODE, WAITS

ERRORS = ["wrong", "lost", "late", "reordered"]

LABELS = {
    "uppercased-linux": "uppercased, linux transport",
    "uppercased-nio": "uppercased, nio transport",
    "uppercased-image": "uppercased, as in the image",
    "uppercased-address": "uppercased, udp.address set",
    "uppercased-waits": "uppercased, a transformer that waits",
    "c-loop": "C, recvfrom and sendto",
    "c-burst": "C, recvmmsg and sendmmsg",
    "c-runs": "C, these with GRO and GSO",
    "c-address": "C, recvmmsg and sendmmsg, one IPv4 address",
    "c-dual-stack": "C, dual-stack",
    "c-pktinfo": "C, dual-stack with packet info",
    "c-stamps": "C, dual-stack with arrival times",
    "c-promises": "C, with all promises of uppercased",
    "go": "Go, standard library",
    "go-waits": "Go, a goroutine per datagram",
    "rust": "Rust, standard library",
    "python": "Python, the textbook's server",
    "jdk-waits": "JDK, a virtual thread per datagram",
    "netty": "Netty 4.2, epoll",
    "netty-waits": "Netty 4.2, an executor",
    "spring-integration": "Spring Integration, as in its manual",
    "spring-integration-waits": "Spring Integration, an executor channel",
}


@dataclass
class Measured:
    """The rounds of a scenario: for each server and title what the load saw."""

    scenario: Scenario
    rounds: list

    def servers(self):
        return [name for name in self.scenario.servers if any(name in measured for measured in self.rounds)]

    def over_veth(self):
        return any(OVER_VETH[0] in measured.get(self.scenario.yardstick, {}) for measured in self.rounds)

    def values(self, name, title, figure):
        """One for each round that measured this, none if no round did."""
        return [figure(measured[name][title]) for measured in self.rounds if title in measured.get(name, {})]

    def ratios(self, name, title, figure, base=None):
        """To another server in the same round. What that cannot answer is compared with its first size."""
        base, numbers = base or self.scenario.yardstick, []
        for measured in self.rounds:
            if title in measured.get(name, {}) and base in measured:
                others = measured[base]
                other = others.get(title) or next(others[first] for first in others if first != START)
                numbers.append(figure(measured[name][title]) / max(figure(other), 1e-9))
        return numbers

    def columns(self, titles, figure, form):
        return titles, lambda name: [cell(self.values(name, title, figure), form) for title in titles]

    def ratio_columns(self, titles, figure, base=None):
        return titles, lambda name: [cell(self.ratios(name, title, figure, base), ".2f") for title in titles]

    def errors(self, name):
        results = [result for measured in self.rounds for title, result in measured.get(name, {}).items()
                   if title != START]
        return [f"{sum(result[error] for result in results):,}" for error in ERRORS]


def rate(result):
    return result["replies_per_s"]


def cpu_us(result):
    return result["cpu_seconds"] / max(1, result["replies"]) * 1e6


def core(result):
    return result["cpu_seconds"] / result["seconds"]


def milliseconds(percentile):
    return lambda result: result[f"{percentile}_us"] / 1000


def write(results, options, network):
    measured = {name: Measured(SCENARIOS[name], rounds) for name, rounds in results.items()}
    (options.output / "results.json").write_text(json.dumps(results, indent=1))
    (options.output / "results.md").write_text(markdown(measured, options, network))
    (options.output / "ratio.svg").write_text(overview(measured, f"{options.sizes[0]} B"))


def markdown(measured, options, network):
    sections = {"memory": memory_sections, "promises": promises_sections, "waits": waits_sections}
    headings = {"memory": "The reply is made at once", "promises": "What each promise costs",
                "waits": "Each message waits: 2 ms, or 1 s if it is slow"}
    parts = ["# Results", f"{machine()}. {date.today():%-d %B %Y}, uppercased at {commit()}; rounds: {options.rounds}, of "
             f"which the tables give the median; {options.seconds:g} s for each figure; the network is "
             f"{'a veth pair' if isinstance(network, Veth) else 'the loopback'}."]
    for name, scenario in measured.items():
        parts.append(f"## {headings[name]}")
        tables = sections[name](scenario, [f"{size} B" for size in options.sizes])
        for heading, (columns, cells) in {**tables, "Errors": (ERRORS, scenario.errors)}.items():
            parts.append(f"### {heading}")
            parts.append(table(["server", *columns], [[LABELS[name], *cells(name)] for name in scenario.servers()]))
    return "\n\n".join(parts) + "\n"


def memory_sections(scenario, sizes):
    speeds = [*sizes, UNICODE, START]
    percentiles = ["p50", "p90", "p99", "p99_9", "max"]
    fixed = [(title, percentile) for title in OPEN_LOOP for percentile in ("p50", "p99", "p99_9")]
    sections = {
        "Replies per second over loopback, C loop = 1": scenario.ratio_columns(speeds, rate),
        "Replies per second over loopback": scenario.columns(speeds, rate, ",.0f"),
        "Round trip of one message at a time over loopback, µs": times(
            scenario, {percentile: (SINGLE, percentile) for percentile in percentiles}),
        "Time to a reply over loopback at a fixed rate, µs": times(
            scenario, {f"{title} {percentile}": (title, percentile) for title, percentile in fixed}),
        f"Cost of a reply of {sizes[0]} over loopback": (
            ["CPU µs", "of its core", "peak memory MB"],
            lambda name: [cell(scenario.values(name, sizes[0], figure), form)
                          for figure, form in ((cpu_us, ".2f"), (core, ".0%"), (lambda r: r["peak_mb"], ".0f"))]),
    }
    if scenario.over_veth():
        sections |= {
            "CPU for a reply over veth, C loop = 1": scenario.ratio_columns(OVER_VETH, cpu_us),
            "CPU for a reply over veth, µs": scenario.columns(OVER_VETH, cpu_us, ".2f"),
            "Replies per second over veth, C loop = 1": scenario.ratio_columns(OVER_VETH, rate),
            "Replies per second over veth": scenario.columns(OVER_VETH, rate, ",.0f"),
            "Of its core over veth": scenario.columns(OVER_VETH, core, ".0%"),
        }
    return sections


def times(scenario, chosen):
    columns = [column.replace("_", ".") for column in chosen]
    return columns, lambda name: [cell(scenario.values(name, title, lambda result: result[f"{percentile}_us"]), ",.0f")
                                  for title, percentile in chosen.values()]


def promises_sections(scenario, sizes):
    return {
        "CPU for a reply, C on one address = 1": scenario.ratio_columns(PROMISES, cpu_us),
        "CPU for a reply, C with all promises = 1": scenario.ratio_columns(PROMISES, cpu_us, "c-promises"),
        "CPU for a reply, µs": scenario.columns(PROMISES, cpu_us, ".2f"),
        "Replies per second, C on one address = 1": scenario.ratio_columns(PROMISES, rate),
        "Replies per second": scenario.columns(PROMISES, rate, ",.0f"),
    }


def waits_sections(scenario, sizes):
    return {
        "Replies per second, JDK = 1": scenario.ratio_columns(WAITS, rate),
        "Replies per second, Go = 1": scenario.ratio_columns(WAITS, rate, "go-waits"),
        "Replies per second": scenario.columns(WAITS, rate, ",.0f"),
        "CPU for a reply, JDK = 1": scenario.ratio_columns(WAITS, cpu_us),
        "CPU for a reply, Go = 1": scenario.ratio_columns(WAITS, cpu_us, "go-waits"),
        "CPU for a reply, µs": scenario.columns(WAITS, cpu_us, ".2f"),
        "Median time to a fast reply, JDK = 1": scenario.ratio_columns(WAITS, milliseconds("p50")),
        "Median time to a fast reply, ms": scenario.columns(WAITS, milliseconds("p50"), ",.1f"),
        "99th percentile of the time to a fast reply, ms": scenario.columns(WAITS, milliseconds("p99"), ",.1f"),
        "Of its core": scenario.columns(WAITS, core, ".0%"),
    }


def table(head, rows):
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(numbers, form):
    return format(median(numbers), form) if numbers else "n/a"


def machine():
    cpu = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{cpu[1] if cpu else platform.machine()}, Linux {kernel}, Python {platform.python_version()}"


def commit():
    """Of the jar that was measured."""
    try:
        with zipfile.ZipFile(JAR) as jar:
            found = re.search(r"git\.commit\.id\.abbrev=(\w+)", jar.read("BOOT-INF/classes/git.properties").decode())
    except (OSError, KeyError):
        found = None
    return f"commit {found[1]}" if found else "an unknown commit"


def overview(measured, size):
    """Rates of all servers, and the ratios that a user would compare."""
    parts = []
    if "memory" in measured:
        memory = measured["memory"]
        title, where = (OVER_VETH[0], "over a network") if memory.over_veth() else (size, "over loopback")
        parts.append(picture.bars(f"Replies per second on one core {where}, C loop = 1", {
            LABELS[name]: memory.ratios(name, title, rate) for name in memory.servers()}))
        if memory.over_veth():
            parts.append(dots("Processor time for a reply, C loop = 1", memory, OVER_VETH, cpu_us,
                              ["uppercased-linux", "c-burst", "c-runs", "c-promises", "go", "rust"]))
    if "waits" in measured:
        parts.append(dots("Replies per second when each message waits 2 ms, a slow one 1 s; JDK = 1", measured["waits"],
                          WAITS, rate, SCENARIOS["waits"].servers))
    return picture.svg("Rate and processor time of the servers, as ratios", parts)


def dots(heading, scenario, titles, figure, compared):
    names = [name for name in compared if name in scenario.servers()]
    return picture.dots(heading, {title: {LABELS[name]: median(scenario.ratios(name, title, figure)) for name in names}
                                  for title in titles})


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
