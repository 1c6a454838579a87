"""The scenarios: servers, their workloads, and the server that is 1 in the ratios."""

from collections.abc import Callable
from dataclasses import dataclass

from network import Veth
from workloads import OVER_VETH, PROMISES, on_loopback, over_veth, waits


@dataclass
class Scenario:
    servers: list
    yardstick: str
    workloads: Callable  # of the sizes of messages and the network
    measures_start: bool = False


SCENARIOS = {
    # The reply is made at once.
    "memory": Scenario(
        ["uppercased-linux", "uppercased-nio", "uppercased-image", "c-loop", "c-burst", "c-runs", "c-promises", "go",
         "rust", "python", "netty", "spring-integration"], "c-loop",
        lambda sizes, network: on_loopback(sizes) | (over_veth(OVER_VETH) if isinstance(network, Veth) else {}),
        measures_start=True),
    # What each promise of the service costs a C server.
    "promises": Scenario(
        ["uppercased-address", "c-address", "c-dual-stack", "c-pktinfo", "c-stamps", "c-promises", "uppercased-linux"],
        "c-address", lambda sizes, network: over_veth(PROMISES)),
    # Each message waits: 2 ms, or 1 s if it is slow.
    "waits": Scenario(
        ["uppercased-waits", "jdk-waits", "go-waits", "netty-waits", "spring-integration-waits"], "jdk-waits",
        lambda sizes, network: waits()),
}
