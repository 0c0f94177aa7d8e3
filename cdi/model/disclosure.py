"""What an audit chooses to print of small numbers of people; `cdi.disclosure` acts on it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class Disclosure(BaseModel):
    """What may be printed of small numbers of people; `cdi.disclosure` says what is about people if nothing is chosen.

    `people` and `process` name what is classed otherwise here: the beginning of a figure's id, or table.column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold: int = Field(
        default=5,
        ge=1,
        description="counts of people below it are hidden, with what would give them away; 1 hides none",
    )
    rounding_base: int = Field(
        default=1,
        ge=1,
        description="base that printed counts of people are rounded to, no more than the threshold; 1 rounds none",
    )
    people: tuple[str, ...] = Field(
        default=(), description="beginnings of figure ids, and table.column, that count as about people here"
    )
    process: tuple[str, ...] = Field(
        default=(), description="likewise those that count as about the force's work, and so are never hidden"
    )

    @model_validator(mode="after")
    def _never_to_none(self) -> Disclosure:
        """A larger base would print none where there are some, and all where there are others."""
        if self.rounding_base > self.threshold:
            expected = f"rounding_base of at most {self.threshold}, as the threshold is"
            raise PydanticCustomError(
                "contradicted",
                "{expected}",
                {"expected": expected, "key": "rounding_base", "value": self.rounding_base},
            )
        return self
