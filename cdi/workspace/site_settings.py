"""What `data/site.toml` says about the site that `cdi site` makes; a workspace need not have the file."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.paths import Workspace
from cdi.workspace.settings import check_settings
from cdi.workspace.toml import read_toml

SITE_SETTINGS = "site.toml"


class SiteSettings(BaseModel):
    """The table `[site]`: where the site will be, who answers for it, and what of the reports lies in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str | None = Field(
        default=None,
        max_length=500,
        description="where the site will be, such as https://example.org/cdi/; a feed and a site map need it",
    )
    name: str = Field(default="Crime data integrity", min_length=1, max_length=100, description="name of the site")
    contact: str | None = Field(default=None, max_length=200, description="address of the office that answers for it")
    documents: Literal["inside", "beside"] = Field(
        default="inside",
        description="inside: copies of the documents lie in the site, so that it can be sent alone; "
        "beside: it leads to those in reports/",
    )
    drafts: bool = Field(default=True, description="whether reports that nobody signed off are on the site")

    @field_validator("address")
    @classmethod
    def _whole_address(cls, address: str | None) -> str | None:
        """The address with a slash at its end."""
        if address is None:
            return None
        if not address.startswith(("https://", "http://")) or any(sign in address for sign in " \"'<>?#\\"):
            raise PydanticCustomError("no_address", "an address that begins with https:// and has no ? or #")
        return address if address.endswith("/") else f"{address}/"


def read_site_settings(workspace: Workspace) -> SiteSettings:
    """The settings of the site; the usual ones where there is no such file. InputFaulty names what does not hold."""
    path = workspace.data / SITE_SETTINGS
    if not path.exists() and not path.is_symlink():
        return SiteSettings()
    content = read_toml(path)
    others = sorted(content.keys() - {"site"})
    table = content.get("site", {})
    if others or not isinstance(table, dict):
        fault = Fault(str(path), "one table, [site], and nothing beside it", column=(others or ["site"])[0])
        raise InputFaulty(workspace.shown([fault]))
    try:
        return check_settings(SiteSettings, table, path, "site")
    except InputFaulty as faulty:
        raise InputFaulty(workspace.shown(faulty.faults)) from faulty
