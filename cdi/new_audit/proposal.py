"""How a file would fill the tables of the contract: what is sure, what is asked, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cdi.contract.moments import DateOrder, other_order, parse_moment
from cdi.contract.personal_data import heading_is_personal
from cdi.contract.tables import AUDIT_TABLES
from cdi.contract.vocabulary import TableSchema
from cdi.house_style import formatting
from cdi.load.excel import table_name
from cdi.load.mapping import Fitting
from cdi.load.recognise import Match, Recognised, match_columns, name_keys, recognise_tables
from cdi.model.errors import UsageRefused, nearest
from cdi.new_audit.answers import OPEN, Answers, OpenQuestion
from cdi.new_audit.joined_sheets import belong_together, join_parts
from cdi.new_audit.readiness import read_needs
from cdi.new_audit.source_file import Sheet
from cdi.new_audit.words_of_file import fit_words

# How much better one table must fit a sheet than the next one, in columns, for the sheet to be taken for it.
_CLEARLY = 1.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """How one sheet would fill a table.

    `columns` gives each contract column its heading, `matches` how it was recognised (those that were answered are
    not among them), `constants` a column its one value. `values` gives a column's values the words of the file that
    stand for them, `strange` those that no value is like. `questions` must be answered first; `unused` is in no
    contract and stays where it is.
    """

    table: str
    sheet: Sheet
    columns: Mapping[str, str]
    matches: Mapping[str, Match]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, list[str]]]
    strange: Mapping[str, list[str]]
    questions: tuple[OpenQuestion, ...]

    @property
    def unused(self) -> list[str]:
        """Headings whose column stays where it is."""
        used = set(self.columns.values())
        return [heading for heading in self.sheet.text.frame.columns if heading not in used]

    def first_cell(self, column: str, words: Sequence[str]) -> str:
        """The first cell of a column that holds one of these words, as a spreadsheet names it."""
        text, heading = self.sheet.text, self.columns[column]
        row = text.frame.index[text.frame[heading].str.strip().isin(words)][0]
        return text.cell_name(int(row), heading)

    @property
    def unsupplied(self) -> list[str]:
        """The optional columns that nothing of the file fills, so that what they tell is unknown."""
        filled = {*self.columns, *self.constants, "source", "note"}
        return [
            column.name for column in AUDIT_TABLES[self.table].columns if column.optional and column.name not in filled
        ]

    @property
    def fitting(self) -> Fitting:
        """What `audit.toml` says of the stored table."""
        return Fitting(values=self.values, constants=self.constants)


def propose_tables(
    sheets: Sequence[Sheet], answers: Answers, inspection: str, *, sheet: str | None = None, table: str | None = None
) -> tuple[list[Proposal], list[OpenQuestion]]:
    """How sheets would fit the contract, and everything that has to be asked first.

    A title, an answer, or `table` for the one `sheet` says which table it is; else its headings and cells do. Raises
    UsageRefused when no sheet fits any table, or for a sheet, table or heading that does not exist.
    """
    if table is not None and table not in AUDIT_TABLES:
        raise UsageRefused(f"no table is called {table!r}; {nearest(table, AUDIT_TABLES)}")
    titles = [each.title for each in sheets]
    for title in [*([sheet] if sheet else []), *answers.sheets]:
        if title not in titles and not (title != sheet and sheet):
            raise UsageRefused(f"the file has no sheet {title!r} with anything in it; {nearest(title, titles)}")
    chosen = [each for each in sheets if sheet in (None, each.title)]
    if table and len(chosen) > 1:
        raise UsageRefused(f"--table {table}: say with --sheet which of {', '.join(map(repr, titles))} it is")
    tables, questions = _choose_tables(chosen, {**answers.sheets, **({chosen[0].title: table} if table else {})})
    if not tables:
        valid = ", ".join(f"{each.title!r} ({nearest(table_name(each.title), AUDIT_TABLES)})" for each in chosen)
        raise UsageRefused(f"no table of the data contract is like {valid}")
    proposals = [_propose(name, each, answers, inspection) for each, name in join_parts(tables)]
    return proposals, [*questions, *(question for each in proposals for question in each.questions)]


def _choose_tables(
    sheets: Sequence[Sheet], answered: Mapping[str, str]
) -> tuple[list[tuple[Sheet, str]], list[OpenQuestion]]:
    """The table of each sheet that holds one, and a question for each sheet that may hold several or the same."""
    tables, questions = list[tuple[Sheet, str]](), list[OpenQuestion]()
    guessed: dict[str, list[tuple[Sheet, Recognised]]] = {}
    for sheet in sheets:
        answer = answered.get(sheet.title, OPEN)
        if answer == OPEN and table_name(sheet.title) in AUDIT_TABLES:
            answer = table_name(sheet.title)
        if answer != OPEN:
            tables += [(sheet, answer)] if answer else []
            continue
        likely = recognise_tables(sheet.text.frame)
        if likely:
            guessed.setdefault(likely[0].table, []).append((sheet, likely[0]))
        if len(likely) > 1 and likely[0].score - likely[1].score < _CLEARLY:
            questions.append(_ask_table(sheet, [each.table for each in likely[:3]]))
    settled = {name for _, name in tables}
    for name, candidates in guessed.items():
        if name not in settled and belong_together([sheet for sheet, _ in candidates]):
            tables += [(sheet, name) for sheet, _ in candidates]
            continue
        if len(candidates) > 1 or name in settled:
            asked = {question.name for question in questions}
            questions += [_ask_table(each, [name]) for each, _ in candidates if each.title not in asked]
        if name not in settled:
            tables.append((max(candidates, key=lambda pair: pair[1].score)[0], name))
    return tables, questions


def _ask_table(sheet: Sheet, names: Sequence[str]) -> OpenQuestion:
    why = f"looks like {' or '.join(names)}" if len(names) > 1 else f"looks like {names[0]}, and so does another sheet"
    return OpenQuestion(
        "sheets", f"sheet {sheet.title!r} {why}: which table is it?", name=sheet.title, offered=names[0]
    )


def _propose(table: str, sheet: Sheet, answers: Answers, inspection: str) -> Proposal:
    schema, cells = AUDIT_TABLES[table], sheet.text.frame
    answered = {name: text for name, text in answers.columns.get(table, {}).items() if text != OPEN}
    constants = {name: text for name, text in answers.constants.get(table, {}).items() if text != OPEN}
    for name, heading in answered.items():
        if heading and heading not in cells.columns:
            headings = [each for each in cells.columns if not heading_is_personal(each)]
            raise UsageRefused(f"{sheet.title!r} has no heading {heading!r} for {name}; {nearest(heading, headings)}")
    matches = {
        name: match
        for name, match in match_columns(cells, schema).items()
        if name not in answered and name not in constants
    }
    if "inspection_id" in schema.names and "inspection_id" not in answered:
        # Forces number their audits in their own way, and every row is of this one.
        match = matches.pop("inspection_id", None)
        own = match is not None and set(cells[match.heading]) <= {inspection, ""}
        matches |= {"inspection_id": match} if match is not None and own else {}
        constants = {"inspection_id": inspection, **constants} if not own else constants
    sure = {name: match.heading for name, match in matches.items() if match.sure}
    columns = {**sure, **{name: heading for name, heading in answered.items() if heading}}
    columns = {name: columns[name] for name in schema.names if name in columns}
    answered_values = answers.values.get(table, {})
    values, strange = fit_words(schema, columns, sheet, answered_values)
    proposal = Proposal(table, sheet, columns, matches, constants, values, strange, ())
    return replace(proposal, questions=tuple(_questions(proposal, schema, answered, answers.dates)))


def _questions(
    proposal: Proposal, schema: TableSchema, answered: Mapping[str, str], dates: DateOrder | None
) -> Iterator[OpenQuestion]:
    table, cells = proposal.table, proposal.sheet.text.frame
    for column in schema.columns:
        match = proposal.matches.get(column.name)
        if match and not match.sure:
            text = f"is {column.name} ({column.meaning}) the heading {match.heading!r}? {match.why}"
            yield OpenQuestion("columns", text, table, column.name, offered=match.heading)
        elif not (match or column.optional or column.name in answered or column.name in proposal.constants):
            text = (
                f"{column.name} ({column.meaning}): no heading fits; name one, or a value for every row such as "
                f'"={column.choices[0] if column.choices else column.example_cell}" ({column.expected})'
                f"{_why_needed(table, column.name)}"
            )
            if (column.name,) == schema.key and (keys := name_keys(cells)):
                text = (
                    f"{column.name} ({column.meaning}): no heading fits; each row has its own {formatting.listed(keys)}"
                )
            yield OpenQuestion("columns", text, table, column.name)
    for name, heading in proposal.columns.items():
        if dates is None and schema.column(name).kind in ("date", "datetime") and _reads_month_first(cells[heading]):
            text = f'{heading!r} reads like month/day/year; say "mdy", or "dmy" if only some cells are written so'
            yield OpenQuestion("dates", text, offered="mdy")
            return


def _why_needed(table: str, column: str) -> str:
    """Why a column cannot be left out, as far as documents say something by it."""
    lost = [need.lost for need in read_needs() if need.table == table and column in need.columns]
    return f"; it cannot be left out, since by it documents say {lost[0]}" if lost else ""


def _reads_month_first(cells: Iterable[str]) -> bool:
    """Whether some dates of a column can be read month first alone, and none day first alone."""
    month_first = False
    for text in {cell.strip() for cell in cells}:
        try:
            parse_moment(text, order="dmy")
        except ValueError:
            month_first = month_first or other_order(text, "dmy") is not None
            continue
        if other_order(text, "dmy") is None:
            return False
    return month_first


def word_questions(proposal: Proposal) -> list[OpenQuestion]:
    """What may be asked of strange words, without the words: one may be the name of a person.

    Unanswered, they are faults of their cells.
    """
    return [
        OpenQuestion(
            "values",
            f'In [values.{proposal.table}.{name}] say "word of the file" = a value, for {_numbered(words)} none; '
            f"first in {proposal.first_cell(name, words)}",
            proposal.table,
            name,
        )
        for name, words in proposal.strange.items()
    ]


def _numbered(words: Sequence[str]) -> str:
    return f"{formatting.count(len(words))} that {'is' if len(words) == 1 else 'are'}"


def settle(answers: Answers, proposals: Sequence[Proposal]) -> Answers:
    """The answers with everything that was sure besides, as a mapping file keeps it."""
    return Answers(
        answers.dates,
        {**answers.sheets, **{title: each.table for each in proposals for title in each.sheet.titles}},
        {
            **answers.columns,
            **{
                each.table: {
                    **{name: text for name, text in answers.columns.get(each.table, {}).items() if text != OPEN},
                    **each.columns,
                }
                for each in proposals
            },
        },
        {**answers.constants, **{each.table: each.constants for each in proposals}},
        {
            **answers.values,
            **{
                each.table: {
                    name: {word: value for value, words in by_value.items() for word in words}
                    for name, by_value in each.values.items()
                }
                for each in proposals
            },
        },
    )
