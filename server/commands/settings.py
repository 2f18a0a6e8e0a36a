"""What `gradwalk serve` can be told on the command line and by environment variables; the command line wins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, PositiveInt
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import URL

from server.profile import PROFILES, Profile
from server.storage import default_database, parse_database

ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:[0-9]{1,5})?")
NO_DATABASE = "none"
PREFIX = "GRADWALK_"


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


def _origin(value: str) -> str:
    if not ORIGIN.fullmatch(value):
        raise ValueError("an origin is a scheme, a host and perhaps a port, without a path")
    return value


def _root_path(value: str) -> str:
    if not ROOT_PATH.fullmatch(value):
        raise ValueError("a root path begins with / and does not end with it, such as /gradwalk")
    return value


def _database(value: Any) -> URL | None:
    return None if value == NO_DATABASE else parse_database(value)


Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_words)]
Database = Annotated[URL | None, NoDecode, PlainValidator(_database)]


class Settings(BaseSettings):
    """Each field is an option of the command line and an environment variable: see `option` and `variable`.

    Several origins stand in one variable, with spaces between them.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: PositiveInt | None = None
    profile: Literal["class", "local"] | None = None
    database_url: Database = Field(default_factory=default_database, validate_default=False)
    cors_origin: Origins = ()
    frame_ancestors: Origins = ()
    root_path: Annotated[str, AfterValidator(_root_path)] = ""
    metrics: bool = False
    log_source: bool = False
    modules: bool = False

    def chosen_profile(self, *, alone: bool) -> Profile:
        """`alone`: whether only this machine reaches the server, which decides where no profile is given."""
        profile = PROFILES[self.profile or ("local" if alone else "class")]
        return profile if self.workers is None else replace(profile, workers=self.workers)


def option(field: str) -> str:
    """ "--cors-origin" for "cors_origin"; "--database" for "database_url", which takes the path of a file as well."""
    return "--" + field.removesuffix("_url").replace("_", "-")


def variable(field: str) -> str:
    """ "GRADWALK_CORS_ORIGIN" for "cors_origin"."""
    return PREFIX + field.upper()
