"""What `gradwalk serve` can be told on the command line and by environment variables; the command line wins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.profile import PROFILES, Profile

ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:[0-9]{1,5})?")


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


def _origin(value: str) -> str:
    if not ORIGIN.fullmatch(value):
        raise ValueError("an origin is a scheme, a host and perhaps a port, without a path")
    return value


Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_words)]


class Settings(BaseSettings):
    """The variables are named GRADWALK_PROFILE and so on; several origins stand in one, with spaces between them."""

    model_config = SettingsConfigDict(env_prefix="GRADWALK_", env_ignore_empty=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: PositiveInt | None = None
    profile: Literal["class", "local"] | None = None
    cors_origin: Origins = ()
    frame_ancestors: Origins = ()

    def chosen_profile(self, *, alone: bool) -> Profile:
        """`alone`: whether only this machine reaches the server, which decides where no profile is given."""
        profile = PROFILES[self.profile or ("local" if alone else "class")]
        return profile if self.workers is None else replace(profile, workers=self.workers)
