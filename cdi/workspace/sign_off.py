"""Who signed a report off: `signoff.toml` of an audit folder, written by `cdi sign-off` alone.

Each signature names the exact content that it covers, by checksum, and covers nothing else: whoever changes a word, a
figure or a chart afterwards is left with a draft. It is no part of the words of an audit, nor of its data, so neither
author text nor a cell can make one.
"""

from __future__ import annotations

import datetime
import unicodedata
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from cdi.model.fault import Fault, InputFaulty
from cdi.workspace.settings import check_settings
from cdi.workspace.toml import read_toml

SIGN_OFF = "signoff.toml"
SigningRole = Literal["analyst", "assurer", "approver"]
SIGNING_ROLES: tuple[SigningRole, ...] = get_args(SigningRole)
"""Who must sign, as the Aqua Book has it: who made the analysis, who assured it, who answers for its use."""
_Checksum = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signature(_Entry):
    """One role's signature: by whom (an office or post, never a name), on which day, and the content that it covers."""

    role: SigningRole = Field(description="in which role")
    by: str = Field(min_length=1, max_length=200, pattern=r"^[^\n<>]*\S[^\n<>]*$", description="post that signed")
    on: datetime.date = Field(description="the day")
    figures: _Checksum = Field(description="checksum of the files of the analysis")
    documents: dict[str, _Checksum] = Field(description="checksum of each document without its draft marking")
    notebook: _Checksum | None = Field(default=None, description="checksum of the executed notebook")

    @field_validator("by")
    @classmethod
    def _latin(cls, by: str) -> str:
        """Letters of other alphabets look like ours, so that one person could pass for two."""
        if strange := [sign for sign in by if not _is_plain(sign)]:
            name = unicodedata.name(strange[0], "a sign without a name")
            raise PydanticCustomError("strange_sign", "a post in Latin letters; found {name}", {"name": name})
        return by

    @property
    def person(self) -> str:
        """Who signed, in the form in which two signatures are compared: letters and digits, without their accents."""
        letters = unicodedata.normalize("NFKD", self.by).casefold()
        return "".join(sign for sign in letters if sign.isalnum())


class SignOff(_Entry):
    """The signatures of a report, at most one a role that counts: the last."""

    signature: tuple[Signature, ...] = ()

    def of(self, role: SigningRole) -> Signature | None:
        """The last signature in a role."""
        return next((each for each in reversed(self.signature) if each.role == role), None)

    def lacking(self, document: str, content: str, figures: str) -> tuple[SigningRole, ...]:
        """The roles in which nobody signed this content of a document with these figures."""
        return tuple(role for role in SIGNING_ROLES if not _covers(self.of(role), document, content, figures))

    def in_two_roles(self) -> tuple[str, ...]:
        """Who signed in more than one role: whoever assures an analysis must not have made it."""
        signed = [signature for role in SIGNING_ROLES if (signature := self.of(role))]
        people = [signature.person for signature in signed]
        return tuple(sorted({signature.by for signature in signed if people.count(signature.person) > 1}))

    def covers_figures(self, figures: str) -> bool:
        """Whether three people signed a report that rests on these figures."""
        signatures = [self.of(role) for role in SIGNING_ROLES]
        return all(each and each.figures == figures for each in signatures) and not self.in_two_roles()

    def covers(self, document: str, content: str, figures: str) -> bool:
        """Whether three people signed this content, each in a role of their own."""
        return not self.lacking(document, content, figures) and not self.in_two_roles()


def _is_plain(sign: str) -> bool:
    """Whether a sign is what a post is written with: a Latin letter, a digit, punctuation or a space."""
    if sign.isalpha():
        return "LATIN" in unicodedata.name(sign, "")
    return sign == " " or unicodedata.category(sign)[0] in "NPSM"


def read_sign_off(folder: Path) -> SignOff:
    """The signatures of an audit folder, none where nobody signed.

    Raises InputFaulty for a file that does not hold, and for a link, which might lead to those of another audit.
    """
    path = folder / SIGN_OFF
    if not path.exists() and not path.is_symlink():
        return SignOff()
    if path.is_symlink():
        raise InputFaulty([Fault(str(path), "the file itself, as cdi sign-off writes it", problem="a link")])
    return check_settings(SignOff, read_toml(path), path)


def _covers(signature: Signature | None, document: str, content: str, figures: str) -> bool:
    return signature is not None and signature.figures == figures and signature.documents.get(document) == content
