import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { loadPages, type SourcePage } from '../republished/pages.ts';
import { spans, wordsIn, type Span } from '../republished/similarity/words.ts';
import { lossesOf, readElsewhere, type QuotationDifference, type Text } from './differences.ts';
import { findElsewhere } from './find.ts';

/**
 * A piece of a passage. `extra`: words that the other version lacks; `missing`: a place where this version lacks words
 * (its text is empty); `other`: words that differ; `context`: text around the passage.
 */
export type Piece = { text: string; mark: 'same' | 'extra' | 'missing' | 'other' | 'context' };

/** One page's version of a quotation. */
export type ReadingView = { page: SourcePage; captureNumber: number; pieces: Piece[] };

export type LossView = {
  id: number;
  lacking: ReadingView;
  witness: ReadingView;
  words: string;
  /** Whether the missing words look like a name. Copied text often loses names, because they are links on the page. */
  name: boolean;
  state: 'open' | 'accepted' | 'dismissed';
  reason: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
};

type Row = {
  id: number;
  state: LossView['state'];
  reason: string | null;
  decided_at: Date | null;
  decided_by: string | null;
  capture_id: number;
  witness_id: number;
  start_at: number;
  end_at: number;
  gap_at: number;
  witness_start: number;
  witness_end: number;
  words_start: number;
  words_end: number;
  text: string;
  witness_text: string;
  number: number;
  witness_number: number;
  source_id: number;
  witness_source: number;
  quotes: number[] | null;
  witness_quotes: number[] | null;
};

const select = sql`
  select w.*, a.name as decided_by, c.text, t.number, c.source_id, d.text as witness_text, u.number as witness_number, d.source_id as witness_source, x.quotes, y.quotes as witness_quotes
  from quotation_warning w
  join capture c on c.id = w.capture_id join thing t on t.id = c.id join thing s on s.id = c.source_id
  join capture d on d.id = w.witness_id join thing u on u.id = d.id join thing v on v.id = d.source_id
  left join text_sketch x on x.capture_id = c.id left join text_sketch y on y.capture_id = d.id
  left join account a on a.id = w.decided_by
  where t.visibility <> 'sealed' and u.visibility <> 'sealed' and s.visibility <> 'sealed' and v.visibility <> 'sealed' and t.redacted_at is null and u.redacted_at is null`;

export async function listLosses(
  db: Reader,
  state: LossView['state'],
  { limit = 50, offset = 0 } = {},
): Promise<LossView[]> {
  const { rows } =
    await sql<Row>`${select} and w.state = ${sql.lit(state)} order by w.id desc limit ${limit} offset ${offset}`.execute(
      db,
    );
  return toViews(db, rows);
}

export async function countLosses(db: Reader): Promise<{ open: number; dismissed: number }> {
  const { rows } = await sql<{ open: number; dismissed: number }>`
    select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'dismissed')::int as dismissed from quotation_warning`.execute(
    db,
  );
  return { open: Number(rows[0]!.open), dismissed: Number(rows[0]!.dismissed) };
}

export type Waiting = { copies: number; credits: number; quotations: number };

/** How many suggestions about these sources need a decision: copies, credits of agencies, and missing words. */
export async function countOpenOf(db: Reader, sourceIds: readonly number[]): Promise<Waiting> {
  if (sourceIds.length === 0) return { copies: 0, credits: 0, quotations: 0 };
  const { rows } = await sql<Waiting>`
    with family as materialized (select id from thing where id = any(${[...sourceIds]}::bigint[]) or merged_into = any(${[...sourceIds]}::bigint[]))
    select (select count(*) from copy_pair where state = 'open' and (a_id in (select id from family) or b_id in (select id from family)))::int as copies,
      (select count(*) from agency_credit where state = 'open' and source_id in (select id from family))::int as credits,
      (select count(*) from quotation_warning w join capture c on c.id = w.capture_id where w.state = 'open' and c.source_id in (select id from family))::int as quotations`.execute(
    db,
  );
  const { copies, credits, quotations } = rows[0]!;
  return { copies: Number(copies), credits: Number(credits), quotations: Number(quotations) };
}

/** @throws AppError `not_found` */
export async function loadLoss(db: Reader, id: number): Promise<LossView> {
  const { rows } = await sql<Row>`${select} and w.id = ${id}`.execute(db);
  const [view] = await toViews(db, rows);
  if (!view) throw new AppError('not_found');
  return view;
}

/**
 * Places where words seem to be missing in the passages of claims, by claim. Pages and the check before publication
 * show them.
 */
export async function lossesOfClaims(db: Reader, claimIds: readonly number[]): Promise<Map<number, LossView[]>> {
  if (claimIds.length === 0) return new Map();
  const { rows } = await sql<Row & { claim_id: number }>`
    select x.*, cl.id as claim_id from claim cl join passage p on p.id = cl.passage_id
    join (${select} and w.state <> 'dismissed') x on x.capture_id = p.capture_id and x.gap_at > p.start_at and x.gap_at < p.end_at
    where cl.id = any(${[...claimIds]}::bigint[]) order by x.id`.execute(db);
  const views = new Map((await toViews(db, rows)).map((view) => [view.id, view]));
  const byClaim = new Map<number, LossView[]>();
  for (const row of rows) {
    const view = views.get(Number(row.id));
    if (view) byClaim.set(Number(row.claim_id), [...(byClaim.get(Number(row.claim_id)) ?? []), view]);
  }
  return byClaim;
}

async function toViews(db: Reader, rows: readonly Row[]): Promise<LossView[]> {
  const pages = await loadPages(
    db,
    rows.flatMap((row) => [Number(row.source_id), Number(row.witness_source)]),
  );
  return rows.flatMap((row): LossView[] => {
    const [page, witness] = [pages.get(Number(row.source_id)), pages.get(Number(row.witness_source))];
    if (!page || !witness) return [];
    const lackingAt = { start: row.start_at, end: row.end_at };
    const witnessAt = { start: row.witness_start, end: row.witness_end };
    const compared = compare(
      asText(row.text, lackingAt, row.quotes),
      asText(row.witness_text, witnessAt, row.witness_quotes),
      lackingAt,
      witnessAt,
    );
    const words = row.witness_text.slice(row.words_start, row.words_end);
    return [
      {
        id: Number(row.id),
        lacking: {
          page,
          captureNumber: Number(row.number),
          pieces: piecesAround(
            row.text,
            lackingAt,
            compared.map((one) => ({ at: one.here, mark: markOf(one, 'here') })),
          ),
        },
        witness: {
          page: witness,
          captureNumber: Number(row.witness_number),
          pieces: piecesAround(
            row.witness_text,
            witnessAt,
            compared.map((one) => ({ at: one.there, mark: markOf(one, 'there') })),
          ),
        },
        words,
        name: looksLikeName(words),
        state: row.state,
        reason: row.reason,
        decidedAt: row.decided_at,
        decidedBy: row.decided_by,
      },
    ];
  });
}

const asText = (text: string, at: Span, quotes: readonly number[] | null): Text => ({
  text,
  words: wordsIn(text, [at]),
  quotes: spans(quotes ?? []),
});

/**
 * The differences of two passages, word by word. If the passages cannot be aligned any more, for example because a name
 * was redacted, the whole passage is one difference.
 */
const compare = (here: Text, there: Text, at: Span, other: Span): QuotationDifference[] =>
  readElsewhere(here, here.words, there)?.differences ?? [{ kind: 'replaced', here: at, there: other, words: 0 }];

function markOf(one: QuotationDifference, side: 'here' | 'there'): Piece['mark'] {
  if (one.kind === 'same' || one.kind === 'allowed') return 'same';
  if (one.kind === 'replaced') return 'other';
  return (one.kind === 'missing-here') === (side === 'here') ? 'missing' : 'extra';
}

/** The number of characters shown before and after a passage. */
const context = 90;

function piecesAround(text: string, at: Span, marks: readonly { at: Span; mark: Piece['mark'] }[]): Piece[] {
  const from = wordEdge(text, Math.max(0, at.start - context), 1);
  const to = wordEdge(text, Math.min(text.length, at.end + context), -1);
  const pieces: Piece[] = [{ text: `${from > 0 ? '…' : ''}${text.slice(from, at.start)}`, mark: 'context' }];
  let place = at.start;
  for (const { at: span, mark } of marks) {
    if (mark === 'same') continue;
    if (span.start > place) pieces.push({ text: text.slice(place, span.start), mark: 'same' });
    pieces.push({ text: text.slice(span.start, span.end), mark });
    place = Math.max(place, span.end);
  }
  pieces.push(
    { text: text.slice(place, at.end), mark: 'same' },
    { text: `${text.slice(at.end, to)}${to < text.length ? '…' : ''}`, mark: 'context' },
  );
  return pieces.filter((piece) => piece.text !== '' || piece.mark === 'missing');
}

function wordEdge(text: string, at: number, step: 1 | -1): number {
  let place = at;
  while (place > 0 && place < text.length && /[\p{L}\p{N}]/u.test(text[place - (step === 1 ? 1 : 0)]!)) place += step;
  return place;
}

const looksLikeName = (words: string): boolean => /(?:^|\s)\p{Lu}|\p{L}\.\p{L}/u.test(words);

/** A claim's quotation in another captured page. */
export type QuotedElsewhere = ReadingView & {
  claim: Piece[];
  differs: boolean;
  /** Words that the claim lacks, or that the page lacks. */ lost: { words: string; by: 'claim' | 'page' }[];
};

/**
 * The other captures in which a quotation occurs, each with the claim's version and the page's version of the
 * quotation. Sealed captures are left out.
 */
export async function quotedElsewhere(
  db: Reader,
  wording: string,
  ownSourceId: number | null,
): Promise<QuotedElsewhere[]> {
  const { here, found } = await findElsewhere(db, wording, ownSourceId);
  const pages = await loadPages(
    db,
    found.map((one) => one.there.sourceId),
  );
  const numbers = new Map(
    (found.length
      ? await db
          .selectFrom('thing')
          .select(['id', 'number'])
          .where(
            'id',
            'in',
            found.map((one) => one.there.captureId),
          )
          .execute()
      : []
    ).map((row) => [row.id, row.number]),
  );
  return found.flatMap(({ there, reading }): QuotedElsewhere[] => {
    const page = pages.get(there.sourceId);
    const captureNumber = numbers.get(there.captureId);
    if (!page || captureNumber === undefined) return [];
    const { differences } = reading;
    return [
      {
        page,
        captureNumber,
        pieces: piecesAround(
          there.text,
          reading.there,
          differences.map((one) => ({ at: one.there, mark: markOf(one, 'there') })),
        ),
        claim: piecesAround(
          here.text,
          reading.here,
          differences.map((one) => ({ at: one.here, mark: markOf(one, 'here') })),
        ),
        differs: differences.some((one) => one.kind !== 'same' && one.kind !== 'allowed'),
        lost: lossesOf(reading).map((loss) =>
          loss.lacking === 'here'
            ? { words: there.text.slice(loss.words.start, loss.words.end), by: 'claim' }
            : { words: here.text.slice(loss.words.start, loss.words.end), by: 'page' },
        ),
      },
    ];
  });
}
