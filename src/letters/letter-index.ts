import { sql } from 'kysely';
import type { Change } from '../platform/changes.ts';
import type { Tx } from '../platform/database/tx.ts';
import { dateMarks } from '../search/index/marks.ts';
import { Facets, insertEntries, type EntryContent } from '../search/index/entry.ts';
import type { Indexer } from '../search/index/indexer.ts';
import { idsAfter, live, relevantChanges } from '../search/index/lookups.ts';

type Known = {
  letter_id: number;
  property: string;
  words: string | null;
  date_from: string | null;
  date_to: string | null;
  for_public: boolean;
  for_desk: boolean;
};

/** SQL: the titles of the letter `l` in its other languages: those of its published texts, and our translations. */
const otherTitles = sql`(
  select string_agg(o.title, E'\\n') from (
    select b ->> 'text' from letter_version v cross join jsonb_array_elements(v.content -> 'texts') x cross join jsonb_array_elements(x -> 'blocks') b
    where v.id = l.version_id and l.stage = 'published' and b ->> 'type' = 'headline'
    union select x.text from text_translation x where x.thing_id = l.id and x.field = 'title' and x.original = l.title
  ) o (title) where o.title not in ('', l.title))`;

/** Letters, by their titles in all languages and the public names of addressees and signatories. */
export const letterIndexer: Indexer = {
  kind: 'letter',
  touched: (tx, changes) => lettersTouched(tx, changes),
  async insert(tx, ids) {
    const { rows: letters } = await sql<{
      id: number;
      title: string;
      other_titles: string | null;
      language: string;
      is_public: boolean;
      changed_at: Date;
    }>`
      select t.id, l.title, ${otherTitles} as other_titles, l.language, t.visibility = 'public' and coalesce(l.stage, 'published') = 'published' as is_public, t.changed_at from thing t join letter l on l.id = t.id where t.id = any(${[...ids]}::bigint[]) and ${live}`.execute(
      tx,
    );
    if (letters.length === 0) return;
    const { rows: known } = await sql<Known>`
      select e.letter_id, f.property, (select string_agg(n.text, ' ') from actor_name n where n.actor_id = f.value_thing) as words, f.date_from, f.date_to,
        f.public_shown and not f.public_attributed and et.visibility = 'public' and et.withdrawn_at is null and ct.visibility = 'public' and ct.withdrawn_at is null and (at.id is null or at.visibility = 'public') as for_public, f.desk_shown as for_desk
      from letter_event e join thing et on et.id = e.event_id join event ev on ev.id = e.event_id join thing c on c.id = ev.case_id join thing ct on ct.id = c.canonical_id
      join fact f on f.subject_id = e.event_id left join thing at on at.id = f.value_thing
      where e.letter_id = any(${letters.map((letter) => Number(letter.id))}::bigint[]) and f.property in ('sent', 'date', 'addressee', 'signatory')`.execute(
      tx,
    );
    const entryContent = (letter: (typeof letters)[number], isPublic: boolean): EntryContent => {
      const mine = known.filter(
        (one) => Number(one.letter_id) === Number(letter.id) && (isPublic ? one.for_public : one.for_desk),
      );
      const facets = new Facets();
      facets.add('language', letter.language);
      const marks: string[] = [];
      let on: string | null = null;
      for (const { date_from, date_to } of mine) {
        if (date_from === null) continue;
        facets.add('year', date_from.slice(0, 4));
        marks.push(...dateMarks(date_from, date_to));
        if (on === null || date_from > on) on = date_from;
      }
      const names = mine.flatMap((one) => one.words ?? []).join('\n');
      return {
        title: letter.title,
        words: [[letter.title, letter.other_titles ?? ''].join('\n').trim(), '', names, ''],
        body: '',
        marks,
        facets,
        actors: [],
        on,
        changed: letter.changed_at,
      };
    };
    await insertEntries(
      tx,
      'letter',
      letters.map((letter) => ({
        thingId: Number(letter.id),
        desk: entryContent(letter, false),
        public: letter.is_public ? entryContent(letter, true) : null,
      })),
    );
  },
  page: (tx, after, limit) => idsAfter(tx, 'letter', after, limit),
};

/**
 * The letters that changes affect. The changed item can be the letter itself, one of its events, a case of such an
 * event, a claim about it, or an actor in it.
 */
async function lettersTouched(tx: Tx, changes: readonly Change[]): Promise<Iterable<number>> {
  const { themselves: letters, of, subjects } = relevantChanges(changes, 'letter');
  const [events, cases, claims, actors] = [[...of('event'), ...subjects], of('case'), of('claim'), of('actor')];
  if (events.length + cases.length + claims.length + actors.length === 0) return letters;
  const { rows } = await sql<{ id: number }>`
    select letter_id as id from letter_event where event_id = any(${events}::bigint[])
    union select l.letter_id from letter_event l join event e on e.id = l.event_id where e.case_id = any(${cases}::bigint[])
    union select l.letter_id from letter_event l join statement s on s.subject_id = l.event_id where s.claim_id = any(${claims}::bigint[])
    union select l.letter_id from letter_event l join fact f on f.subject_id = l.event_id where f.value_thing = any(${actors}::bigint[])`.execute(
    tx,
  );
  for (const row of rows) letters.add(Number(row.id));
  return letters;
}
