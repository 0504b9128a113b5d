import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { similarActors } from '../../search/similar-actors.ts';
import { agencyOf } from './agencies.ts';
import { comparableSql } from './similarity/sketch.ts';
import { loadPages, type CreditRow, type SourcePage } from './pages.ts';
import type { Decision } from './tables.ts';

/** A page that credits an agency with its text. */
export type CreditView = {
  id: number;
  page: SourcePage;
  credit: CreditRow;
  /** The words of the credit; null if only the page's metadata has it. */ written: string | null;
  state: Decision;
  reason: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
};

type Loaded = {
  id: number;
  source_id: number;
  state: Decision;
  reason: string | null;
  decided_at: Date | null;
  decided_by: string | null;
  text: string;
  agency: string;
  how: string;
  start_at: number | null;
  end_at: number | null;
  capture_id: number;
};

const select = sql`
  select k.*, w.name as decided_by, c.text
  from agency_credit k join capture c on c.id = k.capture_id join thing t on t.id = c.id join thing s on s.id = c.source_id left join account w on w.id = k.decided_by`;

async function toViews(db: Reader, rows: readonly Loaded[]): Promise<CreditView[]> {
  const pages = await loadPages(
    db,
    rows.map((row) => Number(row.source_id)),
  );
  return rows.flatMap((row) => {
    const page = pages.get(Number(row.source_id));
    const agency = agencyOf(row.agency);
    if (!page || !agency) return [];
    const written =
      row.start_at === null || row.end_at === null
        ? null
        : row.text.slice(row.start_at, row.end_at).replace(/\s+/g, ' ').trim();
    const credit: CreditRow = {
      id: Number(row.id),
      agency,
      how: row.how as CreditRow['how'],
      start: row.start_at,
      end: row.end_at,
      captureId: Number(row.capture_id),
    };
    return [
      {
        id: Number(row.id),
        page,
        credit,
        written,
        state: row.state,
        reason: row.reason,
        decidedAt: row.decided_at,
        decidedBy: row.decided_by,
      },
    ];
  });
}

export async function listCredits(
  db: Reader,
  state: 'open' | 'dismissed',
  { limit = 50, offset = 0 } = {},
): Promise<CreditView[]> {
  const { rows } =
    await sql<Loaded>`${select} where k.state = ${sql.lit(state)} and ${comparableSql} order by k.id desc limit ${limit} offset ${offset}`.execute(
      db,
    );
  return toViews(db, rows);
}

/** Open credits of a source or of sources merged into it. */
export async function listCreditsOf(db: Reader, sourceId: number): Promise<CreditView[]> {
  const { rows } =
    await sql<Loaded>`${select} where k.state = 'open' and k.source_id in (select id from thing where id = ${sourceId} or merged_into = ${sourceId}) and ${comparableSql} order by k.id`.execute(
      db,
    );
  return toViews(db, rows);
}

/** @throws AppError `not_found` */
export async function loadCredit(db: Reader, id: number): Promise<CreditView> {
  const { rows } = await sql<Loaded>`${select} where k.id = ${id} and ${comparableSql}`.execute(db);
  const [view] = await toViews(db, rows);
  if (!view) throw new AppError('not_found');
  return view;
}

export type AgencyOnRecord = {
  /** The actor with the agency's name, if there is one. */
  actor: { ref: string; title: string } | null;
  /**
   * The agency's stories that this page may have republished. First come the stories from which a page with the same
   * text was copied, then stories of the same day, then the newest.
   */
  stories: { brief: Brief; published: string | null; ofCopies: boolean }[];
};

/** What the record has about the agency that a page credits with its text. */
export async function findAgency(db: Reader, { page, credit }: CreditView, limit = 8): Promise<AgencyOnRecord> {
  let actor: AgencyOnRecord['actor'] = null;
  let actorId: number | null = null;
  for (const name of credit.agency.names) {
    const best = (await similarActors(db, name, 'desk', { limit: 1 }))[0];
    if (best && best.name.toLowerCase() === name.toLowerCase()) {
      [actor, actorId] = [{ ref: best.ref, title: best.title }, best.id];
      break;
    }
  }
  if (actorId === null) return { actor, stories: [] };
  const { rows } = await sql<{ id: number; published: string | null; of_copies: boolean }>`
    select s.id, s.published, exists (
      select from copy_pair p join derivation d on d.origin_id = s.id and d.source_id in (p.a_id, p.b_id) where p.state <> 'dismissed' and ${page.id} in (p.a_id, p.b_id)
    ) as of_copies
    from source s join thing t on t.id = s.id join thing a on a.id = s.publisher_id
    where a.canonical_id = ${actorId} and t.id <> ${page.id} and t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null and t.visibility <> 'sealed'
    order by of_copies desc, (s.published is not distinct from ${page.published}) desc, s.published desc nulls last, s.id desc limit ${limit}`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.map((row) => Number(row.id)),
    'desk',
  );
  return {
    actor,
    stories: rows.map((row) => ({
      brief: briefs.get(Number(row.id))!,
      published: row.published,
      ofCopies: Boolean(row.of_copies),
    })),
  };
}
