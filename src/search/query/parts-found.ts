import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Audience, type Brief } from '../../record/views/briefs.ts';
import { wordVector } from '../words.ts';
import type { Snippet } from './hit.ts';
import { markerFor, markText } from './snippets.ts';
import { rankQuery, textCondition, type ReadText } from './terms.ts';
import { shownState } from '../../record/claims/counted.ts';

/**
 * A claim or an event that belongs to a case. `marked`: its text with matches marked; `language`: the language of this
 * text, if it is not the reader's. `id` is internal.
 */
type InCase = Pick<Brief, 'language' | 'untranslated'> & {
  id: number;
  number: number;
  ref: string;
  case: Pick<Brief, 'id' | 'number' | 'title' | 'language' | 'untranslated'> & { ref: string };
  marked: Snippet;
};
export type ClaimHit = InCase & { wording: string; mode: string };
export type EventHit = InCase & { title: string };

/** `more`: whether the searched cases contain more matches. */
export type ClaimsFound = { hits: ClaimHit[]; more: boolean };
export type EventsFound = { hits: EventHit[]; more: boolean };

/** Maximum number of claims, and of events, that are compared with the words of the search. */
const looked = 3_000;
/** Maximum number of claims that are compared for each case, to find the best. */
const lookedPerCase = 200;
const shown = 20;

type PartRow = { id: number; number: number; text: string; mode: string; case_id: number };

/**
 * Claims in these cases that have all the words themselves, in their wording or as names of speakers. They have no
 * entries in the index, because these would need ten times the space. Instead, the entry of their case contains their
 * words.
 */
export async function findClaims(
  db: Reader,
  text: ReadText,
  cases: readonly number[],
  audience: Audience,
  found?: (ids: readonly number[]) => void,
): Promise<ClaimsFound> {
  const condition = textCondition(text, { tsv: wordVector(sql.ref('c.wording')), actors: sql`s.actors`, terms: null });
  if (!condition || cases.length === 0) return { hits: [], more: false };
  const { rows } = await sql<PartRow>`
    with looked as materialized (
      select c.id, c.wording, c.mode, c.state, f.id as case_id, f.turn from unnest(${[...cases]}::bigint[]) with ordinality as f (id, turn)
      cross join lateral (select m.id from thing m where m.id = f.id or m.merged_into = f.id) m
      join claim c on c.case_id = m.id order by f.turn limit ${looked}
    )
    select c.id, t.number, c.wording as text, c.mode, c.case_id
    from looked c join thing t on t.id = c.id
    cross join lateral (
      select coalesce(array_agg(a.canonical_id), '{}') as actors from chain_link l join thing a on a.id = l.actor_id
      where l.claim_id = c.id and l.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    ) s
    where ${claimVisible(audience)} and ${condition}
    order by c.turn, c.id limit ${shown + 1}`.execute(db);
  const first = rows.slice(0, shown);
  found?.(first.map((row) => Number(row.id)));
  return { hits: await claimHits(db, text, first, audience), more: rows.length > shown };
}

/**
 * For each case, the claim with the most of the words, if any has one.
 * @param found called with the ids of these claims as soon as they are known
 */
export async function bestClaims(
  db: Reader,
  text: ReadText,
  cases: readonly number[],
  audience: Audience,
  found?: (ids: readonly number[]) => void,
): Promise<ClaimHit[]> {
  const lexemes = rankQuery(text, 'common');
  const actors = [...new Set([...text.named, ...text.terms.flatMap((term) => term.actors)])];
  if (cases.length === 0 || !(lexemes || actors.length)) return [];
  const { rows } = await sql<PartRow>`
    with looked as materialized (
      select c.id, c.wording, c.mode, f.id as case_id, f.turn, ${wordVector(sql.ref('c.wording'))} as tsv from unnest(${[...cases]}::bigint[]) with ordinality as f (id, turn)
      cross join lateral (select m.id from thing m where m.id = f.id or m.merged_into = f.id) m
      cross join lateral (
        select c.id, c.wording, c.mode from claim c join thing t on t.id = c.id
        where c.case_id = m.id and ${claimVisible(audience)} order by c.id limit ${lookedPerCase}
      ) c
    )
    select distinct on (l.turn) l.id, t.number, l.wording as text, l.mode, l.case_id
    from looked l join thing t on t.id = l.id
    cross join lateral (select ${lexemes ? sql`ts_rank(l.tsv, ${lexemes}::tsquery)` : sql`0`} + ${
      actors.length
        ? sql`case when exists (
      select from chain_link k join thing a on a.id = k.actor_id where k.claim_id = l.id and a.canonical_id = any(${actors}::bigint[]) and k.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}) then 0.1 else 0 end`
        : sql`0`
    } as weight) w
    where w.weight > 0 order by l.turn, w.weight desc, l.id`.execute(db);
  found?.(rows.map((row) => Number(row.id)));
  return claimHits(db, text, rows, audience);
}

/** The condition for claims `c` (and `thing t`) that the audience can see. */
const claimVisible = (audience: Audience) =>
  sql`${shownState(audience, 'c')} and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`} and t.withdrawn_at is null and t.redacted_at is null`;

async function claimHits(
  db: Reader,
  text: ReadText,
  rows: readonly PartRow[],
  audience: Audience,
): Promise<ClaimHit[]> {
  return (await inCases(db, text, rows, audience)).map(({ row, title: wording, ...hit }) => ({
    ...hit,
    ref: `claim/${hit.number}`,
    wording,
    mode: row.mode,
  }));
}

/**
 * Events in these cases with all the words in their title or in the names of the people involved. Readers find an event
 * only if a public claim is about it.
 */
export async function findEvents(
  db: Reader,
  text: ReadText,
  cases: readonly number[],
  audience: Audience,
): Promise<EventsFound> {
  const titles = sql`concat_ws(' ', e.title, (select string_agg(x.text, ' ') from text_translation x where x.thing_id = e.id and x.original = e.title))`;
  const condition = textCondition(text, { tsv: wordVector(titles), actors: sql`s.actors`, terms: null });
  if (!condition || cases.length === 0) return { hits: [], more: false };
  const { rows } = await sql<PartRow>`
    with looked as materialized (
      select e.id, e.title, f.id as case_id, f.turn from unnest(${[...cases]}::bigint[]) with ordinality as f (id, turn)
      cross join lateral (select m.id from thing m where m.id = f.id or m.merged_into = f.id) m
      join event e on e.case_id = m.id order by f.turn limit ${looked}
    )
    select e.id, t.number, e.title as text, '' as mode, e.case_id
    from looked e join thing t on t.id = e.id
    cross join lateral (
      select coalesce(array_agg(f.value_thing) filter (where f.value_thing is not null), '{}') as actors, count(*) > 0 as told from fact f
      where f.subject_id = e.id and ${audience === 'public' ? sql`f.public_shown` : sql`f.desk_shown`}
    ) s
    where t.visibility ${audience === 'public' ? sql`= 'public' and s.told` : sql`<> 'sealed'`}
      and t.merged_into is null and t.withdrawn_at is null and t.redacted_at is null and ${condition}
    order by e.turn, e.id limit ${shown + 1}`.execute(db);
  const found = await inCases(db, text, rows.slice(0, shown), audience);
  return {
    hits: found.map(({ row: _, ...hit }) => ({ ...hit, ref: `event/${hit.number}` })),
    more: rows.length > shown,
  };
}

/** Adds to each row its marked text, and its case with the title that the audience sees. */
async function inCases(
  db: Reader,
  text: ReadText,
  rows: readonly PartRow[],
  audience: Audience,
): Promise<(Omit<InCase, 'ref'> & { row: PartRow; title: string })[]> {
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => [Number(row.id), Number(row.case_id)]),
    audience,
  );
  const shownBrief = (id: number): Brief | undefined => {
    const brief = briefs.get(Number(id));
    return brief?.hidden ? undefined : brief;
  };
  const known = rows.flatMap((row) => {
    const [part, inCase] = [shownBrief(row.id), shownBrief(row.case_id)];
    return part && inCase ? [{ row, part, inCase }] : [];
  });
  const marker = await markerFor(
    db,
    text,
    known.map(({ part }) => part.title),
  );
  return known.map(({ row, part, inCase }) => ({
    row,
    id: part.id,
    number: part.number,
    title: part.title,
    ...languageOf(part),
    case: {
      id: inCase.id,
      number: inCase.number,
      ref: `case/${inCase.number}`,
      title: inCase.title,
      ...languageOf(inCase),
    },
    marked: markText(part.title, marker),
  }));
}

const languageOf = ({ language, untranslated }: Brief): Pick<Brief, 'language' | 'untranslated'> => ({
  ...(language !== undefined && { language }),
  ...(untranslated && { untranslated }),
});
