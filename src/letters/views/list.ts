import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Audience, type Brief } from '../../record/views/briefs.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';
import type { LetterSort, LetterStage } from '../tables.ts';
import { mergeFacts } from './letter.ts';

/** A letter in a list. */
export type LetterLine = { letter: Brief; sort: LetterSort; stage: LetterStage | null; /** Confirmed signatures of one that is signed here. */ signed: number | null; publishedAt: Date | null; example: boolean; changedAt: Date; facts: PropertyView[] };
export type LetterList = { letters: LetterLine[]; total: number };

/** Letters, the latest first. */
export async function listLetters(db: Reader, options: { audience: Audience; q?: string; /** Of one case's or event's. */ events?: readonly number[]; /** Left out with `false`. */ examples?: boolean; limit: number; offset: number }): Promise<LetterList> {
  const { audience, q, events, examples = true, limit, offset } = options;
  const seen = audience === 'public' ? sql`and t.visibility = 'public' and t.withdrawn_at is null and (l.stage is null or l.stage = 'published')` : sql``;
  const named = q ? sql`and (l.title ilike ${`%${q.replace(/[\\%_]/g, '\\$&')}%`} or t.number::text = ${q.trim()})` : sql``;
  const among = events ? sql`and l.id in (select letter_id from letter_event where event_id = any(${[...events]}::bigint[]))` : sql``;
  const real = examples ? sql`` : sql`and not t.example`;
  const from = sql`from letter l join thing t on t.id = l.id where t.merged_into is null and t.redacted_at is null and t.visibility <> 'sealed' ${seen} ${named} ${among} ${real}`;
  const { rows: counted } = await sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db as never);
  const { rows } = await sql<{ id: number; sort: LetterSort; stage: LetterStage | null; signed: number | null; published_at: Date | null; example: boolean; changed_at: Date }>`
    select t.id, l.sort, l.stage, l.published_at, case when l.stage is not null then (select count(*)::int from letter_signature s where s.letter_id = l.id and s.state = 'confirmed') end as signed, t.example, t.changed_at ${from}
    order by coalesce(to_char(l.published_at, 'YYYY-MM-DD'), (select max(f.date_from)::text from letter_event e join fact f on f.subject_id = e.event_id and f.property in ('sent', 'date') and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')} where e.letter_id = l.id)) desc nulls last, t.id desc
    limit ${limit} offset ${offset}`.execute(db as never);
  const ids = rows.map((row) => Number(row.id));
  const linked = ids.length ? await db.selectFrom('letter_event').select(['letter_id', 'event_id']).where('letter_id', 'in', ids).orderBy('position').execute() : [];
  const briefs = await loadBriefs(db, [...ids, ...linked.map((one) => one.event_id)], audience);
  const open = linked.filter((one) => !briefs.get(one.event_id)?.hidden || audience === 'desk');
  const facts = await loadFacts(db, open.map((one) => one.event_id), audience);
  return {
    total: counted[0]!.total,
    letters: rows.flatMap((row) => {
      const letter = briefs.get(Number(row.id));
      if (!letter || (letter.hidden && audience === 'public')) return [];
      const mine = open.filter((one) => one.letter_id === letter.id).map((one) => facts.get(one.event_id) ?? []);
      return [{ letter, sort: row.sort, stage: row.stage, signed: row.signed === null ? null : Number(row.signed), publishedAt: row.published_at, example: row.example, changedAt: row.changed_at, facts: mergeFacts(mine) }];
    }),
  };
}
