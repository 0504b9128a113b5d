import { sql, type RawBuilder } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../../record/views/briefs.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';
import { Translations } from '../../record/translations/load.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { nameForReaders } from './hosted.ts';
import type { LetterSort, LetterStage } from '../tables.ts';
import { mergeFacts } from './letter.ts';

/** A letter in a list. */
export type LetterLine = {
  letter: Brief;
  /** The language of its names of addressees. */ language: string;
  sort: LetterSort;
  stage: LetterStage | null;
  /** Confirmed signatures of a letter that is signed here. */ signed: number | null;
  publishedAt: Date | null;
  /** The names of the addressees of a letter that is signed here. */ addressedTo: string[];
  example: boolean;
  changedAt: Date;
  facts: PropertyView[];
};
export type LetterList = { letters: LetterLine[]; total: number };

/** Letters, the latest first. */
export async function listLetters(
  db: Reader,
  options: {
    audience: Audience;
    q?: string;
    /**
     * SQL for a list of ids: letters about one of these items. If an item is a case, also letters that were sent as an
     * event of the case.
     */
    about?: RawBuilder<unknown>;
    /** Only the letters with these ids. */ ids?: readonly number[];
    /** Whether sample data is listed; true by default. */ examples?: boolean;
    limit: number;
    offset: number;
  },
): Promise<LetterList> {
  const { audience, q, about, ids: wanted, examples = true, limit, offset } = options;
  const seen =
    audience === 'public'
      ? sql`and t.visibility = 'public' and t.withdrawn_at is null and (l.stage is null or l.stage = 'published')`
      : sql``;
  const named = q ? sql`and (l.title ilike ${containing(q)} or t.number::text = ${q.trim()})` : sql``;
  const among = about
    ? sql`and l.id in (select a.letter_id from letter_about a join thing x on x.id = a.thing_id where x.canonical_id = any(${about}) union select e.letter_id from letter_event e join event v on v.id = e.event_id join thing c on c.id = v.case_id where c.canonical_id = any(${about}))`
    : sql``;
  const these = wanted ? sql`and l.id = any(${[...wanted]}::bigint[])` : sql``;
  const real = examples ? sql`` : sql`and not t.example`;
  const from = sql`from letter l join thing t on t.id = l.id where t.merged_into is null and t.redacted_at is null and t.visibility <> 'sealed' ${seen} ${named} ${among} ${these} ${real}`;
  const linksOf = (letters: readonly number[]) =>
    Promise.all([
      db
        .selectFrom('letter_event')
        .select(['letter_id', 'event_id'])
        .where(sql<boolean>`letter_id = any(${[...letters]}::bigint[])`)
        .orderBy('position')
        .execute(),
      db
        .selectFrom('letter_addressee')
        .select(['letter_id', 'name', 'actor_id'])
        .where(sql<boolean>`letter_id = any(${[...letters]}::bigint[])`)
        .orderBy('position')
        .execute(),
    ]);
  const [{ rows: counted }, { rows }, early] = await Promise.all([
    sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db),
    sql<{
      id: number;
      language: string;
      sort: LetterSort;
      stage: LetterStage | null;
      signed: number | null;
      published_at: Date | null;
      example: boolean;
      changed_at: Date;
    }>`
      select t.id, l.language, l.sort, l.stage, l.published_at, case when l.stage is not null then (select coalesce(sum(n.count), 0)::int from letter_count n where n.letter_id = l.id and n.state = 'confirmed') end as signed, t.example, t.changed_at ${from}
      order by coalesce(to_char(l.published_at, 'YYYY-MM-DD'), (select max(f.date_from)::text from letter_event e join fact f on f.subject_id = e.event_id and f.property in ('sent', 'date') and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')} where e.letter_id = l.id)) desc nulls last, t.id desc
      limit ${limit} offset ${offset}`.execute(db),
    wanted ? linksOf(wanted) : null,
  ]);
  const ids = rows.map((row) => Number(row.id));
  if (ids.length === 0) return { total: counted[0]!.total, letters: [] };
  const [links, addressed] = early ?? (await linksOf(ids));
  const linked = links.filter((one) => ids.includes(one.letter_id));
  const events = linked.map((one) => one.event_id);
  const reading = audience === 'public' ? currentReading() : undefined;
  const [briefs, facts, translations] = await Promise.all([
    loadBriefs(db, [...ids, ...events, ...addressed.flatMap((one) => one.actor_id ?? [])], audience),
    loadFacts(db, events, audience),
    Translations.load(db, reading && addressed.length ? ids : []),
  ]);
  const read = (one: (typeof addressed)[number]): string | undefined =>
    reading &&
    nameForReaders(
      one.name,
      one.actor_id === null ? null : shownTo(audience, briefs.get(one.actor_id)),
      translations.ours(one.letter_id, one.name),
    );
  const open = linked.filter((one) => !briefs.get(one.event_id)?.hidden || audience === 'desk');
  return {
    total: counted[0]!.total,
    letters: rows.flatMap((row) => {
      const letter = briefs.get(Number(row.id));
      if (!letter || (letter.hidden && audience === 'public')) return [];
      const named = addressed.filter((one) => one.letter_id === letter.id);
      const mine = open.filter((one) => one.letter_id === letter.id).map((one) => facts.get(one.event_id) ?? []);
      return [
        {
          letter,
          language: reading && named.length && named.every(read) ? reading.language : row.language,
          sort: row.sort,
          stage: row.stage,
          signed: row.signed === null ? null : Number(row.signed),
          publishedAt: row.published_at,
          addressedTo: named.map((one) => read(one) ?? one.name),
          example: row.example,
          changedAt: row.changed_at,
          facts: mergeFacts(mine),
        },
      ];
    }),
  };
}
