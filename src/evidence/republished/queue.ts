import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { loadSketched, type Sketched } from './similarity/compare.ts';
import { directionOf, type Direction } from './direction.ts';
import { overlapOf, type Overlap } from './similarity/overlap.ts';
import { loadPages, type SourcePage } from './pages.ts';
import type { Decision } from './tables.ts';

/** One suggestion: two pages with the same text. One of them is probably the copy. */
export type CopyPair = {
  id: number;
  copy: SourcePage;
  origin: SourcePage;
  direction: Direction;
  /** The number of common words. */
  shared: number;
  /** The share of the copy's own words that the original has. */
  ofCopy: number;
  /** The share of the original's own words that the copy has. */
  ofOrigin: number;
  state: Decision;
  reason: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
};

/** Pages with the same text. `origin`: the page that is probably the original source. */
export type CopyGroup = { origin: SourcePage; pairs: CopyPair[] };

type Row = {
  id: number;
  a_id: number;
  b_id: number;
  shared: number;
  of_a: number;
  of_b: number;
  a_at: Date;
  b_at: Date;
  state: Decision;
  reason: string | null;
  decided_at: Date | null;
  decided_by: string | null;
};

/** When Kronika preserved a page. The time of a page from a web archive is only what the archive says. */
const preservedAt = (capture: 'a' | 'b') =>
  sql`case when ${sql.ref(`${capture}.method`)} = 'archive' then (select t.created_at from thing t where t.id = ${sql.ref(`${capture}.id`)}) else ${sql.ref(`${capture}.captured_at`)} end`;

const select = sql`
  select p.id, p.a_id, p.b_id, p.shared, p.of_a, p.of_b, ${preservedAt('a')} as a_at, ${preservedAt('b')} as b_at, p.state, p.reason, p.decided_at, w.name as decided_by
  from copy_pair p join capture a on a.id = p.a_capture join capture b on b.id = p.b_capture left join account w on w.id = p.decided_by`;

/** The maximum number of suggestions that the queue loads. Further suggestions are only counted. */
const maxPairs = 500;

export async function listCopyGroups(db: Reader): Promise<CopyGroup[]> {
  const { rows } = await sql<Row>`${select} where p.state = 'open' order by p.id desc limit ${maxPairs}`.execute(db);
  return grouped(await toPairs(db, rows));
}

/** Open suggestions for a source or for sources merged into it. Only the newest 50 are returned. */
export async function listCopiesOf(db: Reader, sourceId: number): Promise<CopyPair[]> {
  const { rows } = await sql<Row>`
    ${select} where p.state = 'open' and (p.a_id in (select id from thing where id = ${sourceId} or merged_into = ${sourceId}) or p.b_id in (select id from thing where id = ${sourceId} or merged_into = ${sourceId}))
    order by p.id desc limit 50`.execute(db);
  return toPairs(db, rows);
}

export async function listPairs(db: Reader, ids: readonly number[]): Promise<CopyPair[]> {
  const { rows } = await sql<Row>`${select} where p.id = any(${[...ids]}::bigint[]) order by p.id`.execute(db);
  return toPairs(db, rows);
}

export async function listDismissedCopies(db: Reader, limit = 100): Promise<CopyPair[]> {
  const { rows } =
    await sql<Row>`${select} where p.state = 'dismissed' order by p.decided_at desc, p.id desc limit ${limit}`.execute(
      db,
    );
  return toPairs(db, rows);
}

export async function countOpen(db: Reader): Promise<{ copies: number; credits: number; dismissed: number }> {
  const { rows } = await sql<{ copies: number; credits: number; dismissed: number }>`
    select (select count(*) from copy_pair where state = 'open')::int as copies, (select count(*) from agency_credit where state = 'open')::int as credits,
      ((select count(*) from copy_pair where state = 'dismissed') + (select count(*) from agency_credit where state = 'dismissed'))::int as dismissed`.execute(
    db,
  );
  return { copies: Number(rows[0]!.copies), credits: Number(rows[0]!.credits), dismissed: Number(rows[0]!.dismissed) };
}

async function toPairs(db: Reader, rows: readonly Row[]): Promise<CopyPair[]> {
  const pages = await loadPages(
    db,
    rows.flatMap((row) => [Number(row.a_id), Number(row.b_id)]),
  );
  return rows.flatMap((row) => {
    const [a, b] = [pages.get(Number(row.a_id)), pages.get(Number(row.b_id))];
    if (!a || !b || a.id === b.id) return [];
    const weigh = (page: SourcePage, share: number, capturedAt: Date) => ({
      published: page.published,
      credits: page.credits.map((credit) => credit.agency.key),
      agency: page.agency,
      share,
      capturedAt,
    });
    const direction = directionOf(weigh(a, row.of_a, row.a_at), weigh(b, row.of_b, row.b_at));
    const [copy, origin, ofCopy, ofOrigin] =
      direction.copy === 'a' ? [a, b, row.of_a, row.of_b] : [b, a, row.of_b, row.of_a];
    return [
      {
        id: Number(row.id),
        copy,
        origin,
        direction,
        shared: row.shared,
        ofCopy,
        ofOrigin,
        state: row.state,
        reason: row.reason,
        decidedAt: row.decided_at,
        decidedBy: row.decided_by,
      },
    ];
  });
}

/** Groups pairs by their text. The origin of a group is the page from which most others seem to be copied. */
export function grouped(pairs: readonly CopyPair[]): CopyGroup[] {
  let left = [...pairs];
  const groups: CopyGroup[] = [];
  while (left.length) {
    const score = new Map<number, number>();
    for (const { origin, copy } of left) {
      score.set(origin.id, (score.get(origin.id) ?? 0) + 1);
      score.set(copy.id, (score.get(copy.id) ?? 0) - 1);
    }
    const head = left
      .map((pair) => pair.origin)
      .reduce((best, one) => ((score.get(one.id) ?? 0) > (score.get(best.id) ?? 0) ? one : best));
    const own = left.filter((pair) => pair.origin.id === head.id);
    groups.push({ origin: head, pairs: own.toSorted((a, b) => b.shared - a.shared) });
    const within = new Set([head.id, ...own.map((pair) => pair.copy.id)]);
    left = left.filter((pair) => !(within.has(pair.origin.id) && within.has(pair.copy.id)));
  }
  return groups;
}

/**
 * A piece of a paragraph in one of the two texts. `passage`: the number of the common passage to which the piece
 * belongs, in the order of the original. Null if only this text has the piece.
 */
export type Piece = { text: string; passage: number | null; /** The first piece of its passage. */ first: boolean };
export type Side = { page: SourcePage; captureNumber: number; capturedAt: Date; paragraphs: Piece[][] };
export type SideBySide = CopyPair & { sides: { origin: Side; copy: Side } | null; passages: number };

/** A suggestion with both texts side by side. @throws AppError `not_found` */
export async function loadCopyPair(db: Reader, id: number): Promise<SideBySide> {
  const { rows } = await sql<Row & { a_capture: number; b_capture: number; a_number: number; b_number: number }>`
    select x.*, p.a_capture, p.b_capture, ta.number as a_number, tb.number as b_number from (${select} where p.id = ${id}) x
    join copy_pair p on p.id = x.id join thing ta on ta.id = p.a_capture join thing tb on tb.id = p.b_capture`.execute(
    db,
  );
  const row = rows[0];
  const [pair] = row ? await toPairs(db, [row]) : [];
  if (!row || !pair) throw new AppError('not_found');
  const texts = await loadSketched(db, [Number(row.a_capture), Number(row.b_capture)]);
  const [a, b] = [texts.get(Number(row.a_capture)), texts.get(Number(row.b_capture))];
  if (!a || !b) return { ...pair, sides: null, passages: 0 };
  const turned = pair.direction.copy === 'a';
  const [origin, copy] = turned ? [b, a] : [a, b];
  const overlap = overlapOf(origin, copy);
  const numbers = numbered(overlap);
  const about = (side: 'a' | 'b') => ({
    captureNumber: Number(side === 'a' ? row.a_number : row.b_number),
    capturedAt: side === 'a' ? row.a_at : row.b_at,
  });
  return {
    ...pair,
    passages: Math.max(0, ...numbers),
    sides: {
      origin: { page: pair.origin, ...about(turned ? 'b' : 'a'), paragraphs: cut(origin, overlap, numbers, 'a') },
      copy: { page: pair.copy, ...about(turned ? 'a' : 'b'), paragraphs: cut(copy, overlap, numbers, 'b') },
    },
  };
}

/** If at most so many characters are between two ranges of common words, they are one passage with a changed word. */
const near = 40;

/** The number of each range's passage. Ranges that are near each other in both texts have the same number. */
function numbered({ passages }: Overlap): number[] {
  let number = 0;
  return passages.map((run, index) => {
    const before = passages[index - 1];
    const goesOn =
      before && run.a.start - before.a.end <= near && run.b.start >= before.b.end && run.b.start - before.b.end <= near;
    if (!goesOn) number++;
    return number;
  });
}

function cut({ text, body }: Sketched, { passages }: Overlap, numbers: readonly number[], side: 'a' | 'b'): Piece[][] {
  const runs = passages
    .map((run, index) => ({ ...run[side], number: numbers[index]! }))
    .toSorted((x, y) => x.start - y.start);
  const seen = new Set<number>();
  return body.map((block) => {
    const pieces: Piece[] = [];
    let at = block.start;
    const addPiece = (to: number, passage: number | null): void => {
      if (to <= at) return;
      pieces.push({ text: text.slice(at, to), passage, first: passage !== null && !seen.has(passage) });
      if (passage !== null) seen.add(passage);
      at = to;
    };
    for (const run of runs) {
      if (run.end <= block.start || run.start >= block.end) continue;
      addPiece(Math.max(at, Math.min(run.start, block.end)), null);
      addPiece(Math.min(run.end, block.end), run.number);
    }
    addPiece(block.end, null);
    return pieces;
  });
}
