import { sql } from 'kysely';
import { byteOrderMark, line as csvLine } from '../formats/csv.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Note } from './read/reading.ts';
import type { Outcome } from './store/tables.ts';
import { noteWords } from './words.ts';

export type RowOutcome = {
  row: number;
  line: number;
  fate: Outcome;
  notes: Note[];
  case: { number: number; title: string; hidden: boolean } | null;
};
/** Which rows to list: those with an outcome, or (`noted`) those that were imported with notes. */
export type OutcomeFilter = Outcome | 'noted';

/** The outcomes of the rows after row `after`, in the order of the file. */
export async function pageOfOutcomes(
  db: Reader,
  importId: number,
  options: { after: number; limit: number; filter?: OutcomeFilter },
): Promise<RowOutcome[]> {
  const rows = await db
    .selectFrom('import_fate')
    .leftJoin('thing', 'thing.id', 'import_fate.thing_id')
    .leftJoin('case', 'case.id', 'import_fate.thing_id')
    .select(['row', 'line', 'fate', 'notes', 'thing.number', 'case.title'])
    .select(sql<boolean>`coalesce(thing.visibility = 'sealed' or thing.redacted_at is not null, false)`.as('hidden'))
    .where('import_id', '=', importId)
    .where('row', '>', options.after)
    .$if(options.filter === 'noted', (query) => query.where('has_notes', '=', true).where('fate', '<>', 'refused'))
    .$if(options.filter !== undefined && options.filter !== 'noted', (query) =>
      query.where('fate', '=', options.filter as Outcome),
    )
    .orderBy('row')
    .limit(options.limit)
    .execute();
  return rows.map((one) => ({
    row: one.row,
    line: one.line,
    fate: one.fate,
    notes: one.notes as Note[],
    case:
      one.number === null
        ? null
        : { number: one.number, title: one.hidden ? '' : (one.title ?? ''), hidden: one.hidden },
  }));
}

const atOnce = 2_000;

/**
 * The outcomes as CSV, page by page: line, outcome, case, column, reason. A row with several reasons has several lines.
 */
export async function* outcomesCsv(
  db: Reader,
  t: Translate,
  importId: number,
  filter?: OutcomeFilter,
): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(['line', 'fate', 'case', 'column', 'reason']);
  for (let after = 0; ;) {
    const page = await pageOfOutcomes(db, importId, { after, limit: atOnce, filter });
    if (page.length === 0) return;
    yield page
      .flatMap((row) => {
        const start = [String(row.line), row.fate, row.case ? `case/${row.case.number}` : ''];
        return row.notes.length === 0
          ? [csvLine([...start, '', ''])]
          : row.notes.map((note) => csvLine([...start, note.column ?? '', noteWords(t, note)]));
      })
      .join('');
    after = page.at(-1)!.row;
  }
}
