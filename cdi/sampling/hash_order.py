"""An order by hash that DuckDB, PostgreSQL and Spark agree on, and sums that tell whether two frames are the same.

The digest is md5 of UTF-8 text, for spreading and not for secrecy: it is the one hash that all three engines have.
It is compared byte by byte: as text in DuckDB and Spark, which compare text so, and as a 128-bit UUID in PostgreSQL,
where the order of text depends on the database's collation.
"""

from __future__ import annotations

from typing import Any

from cdi.load.database_connection import quiet

with quiet():
    import ibis

ENGINES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "pyspark": "Spark"}

_BITS = 128
# Hexadecimal digits summed as one number: sums of 32-bit numbers fit 64 bits for two thousand million rows.
_PIECE = 8

# Functions of the engines that Ibis has no name for. The lambda only says how many values the function takes.
_own = ibis.udf.scalar.builtin
_md5 = _own(lambda _: None, name="md5", signature=(("string",), "string"))
_md5_of_bytes = _own(lambda _: None, name="md5", signature=(("binary",), "string"))
_convert_to = _own(lambda _a, _b: None, name="convert_to", signature=(("string", "string"), "binary"))
_substr = _own(lambda _a, _b, _c: None, name="substr", signature=(("string", "int64", "int64"), "string"))
_varbit = _own(lambda _: None, name="varbit", signature=(("string",), "string"))
_int8 = _own(lambda _: None, name="int8", signature=(("string",), "int64"))
_conv = _own(lambda _a, _b, _c: None, name="conv", signature=(("string", "int64", "int64"), "string"))


def digest(text: Any, engine: str) -> Any:
    """The md5 of an expression of text, as 32 lower-case hexadecimal digits."""
    if engine == "postgres":
        # The text is hashed in the database's own encoding there, which need not be UTF-8.
        return _md5_of_bytes(_convert_to(text, "UTF8"))
    return _md5(text)


def ordered(digests: Any, engine: str) -> Any:
    """The digests as values that the engine sorts and compares byte by byte."""
    return digests.cast("uuid") if engine == "postgres" else digests


def below(order: Any, share: float, engine: str) -> Any:
    """Whether a digest is among the lowest `share` (0 to 1) of all that there can be; a share of 1 is everybody."""
    if share >= 1:
        return ibis.literal(value=True)
    limit = ibis.literal(f"{int(share * 2**_BITS):032x}")
    return order < ordered(limit, engine)


def sums(digests: Any, engine: str) -> tuple[Any, Any]:
    """The sums of the first and of the second 32 bits of the digests: equal for equal rows, in any order."""
    return _number(_substr(digests, 1, _PIECE), engine).sum(), _number(
        _substr(digests, 1 + _PIECE, _PIECE), engine
    ).sum()


def _number(piece: Any, engine: str) -> Any:
    """Eight hexadecimal digits as a whole number; no two engines write this alike."""
    if engine == "postgres":
        return _int8(_varbit(ibis.literal("x") + piece))
    if engine == "pyspark":
        return _conv(piece, 16, 10).cast("int64")
    return (ibis.literal("0x") + piece).cast("int64")
