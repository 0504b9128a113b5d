import { sql } from 'kysely';
import { editors, isEditor } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { Principal } from '../../platform/operation.ts';
import { surnamesOf } from '../actors/names/surnames.ts';
import { references } from '../teams/references.ts';
import type { Thing } from '../things.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';
import { countWords, textColumns } from './texts.ts';

/** The ids of an actor and of all actors merged into it. */
export const familyOf = async (db: Reader, id: number): Promise<number[]> =>
  (
    await db
      .selectFrom('thing')
      .select('id')
      .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
      .execute()
  ).map((row) => row.id);

/** The words to redact, the longest first. Words of fewer than three letters are left out. */
export async function wordsOf(db: Reader, family: readonly number[], also: readonly string[]): Promise<string[]> {
  const names = await db
    .selectFrom('actor_name')
    .select('text')
    .where('actor_id', 'in', [...family])
    .execute();
  return [...new Set([...names.map((name) => name.text), ...also])]
    .filter((word) => word.length >= 3)
    .toSorted((a, b) => b.length - a.length || a.localeCompare(b));
}

const plain = (word: string): string => word.normalize('NFC').toLowerCase();

/** Whether two lists have the same words, in any order. */
export const sameWords = (some: readonly string[], others: readonly string[]): boolean => {
  const [a, b] = [some, others].map((words) => new Set(words.map(plain))) as [Set<string>, Set<string>];
  return a.size === b.size && [...a].every((word) => b.has(word));
};

/**
 * Whether someone who can redact people can redact this actor. Editors can redact all actors. Data protection officers
 * can redact only people, and only those that they neither added nor changed, because the removed words come from the
 * names in the record (docs/decisions/0165).
 */
export async function canRedact(db: Reader, principal: Principal, { id }: Pick<Thing, 'id'>): Promise<boolean> {
  if (isEditor(principal)) return true;
  const { rows } = await sql<{ person: boolean; own: boolean }>`
    select exists (select from actor where id = ${id} and kind = 'person') as person,
      exists (
        select from change c join change_set s on s.id = c.change_set_id
        where c.kind = 'actor' and c.thing_id = any(${await familyOf(db, id)}::bigint[])
          and s.account_id = ${principal.accountId} and c.action <> 'opened'
      ) as own`.execute(db);
  return rows[0]!.person && !rows[0]!.own;
}

/**
 * Checks that someone can redact an actor, and that they can remove the words in `alsoErase`. An editor can remove any
 * words that identify the person. Others can remove only surnames that no other actor's name contains.
 * @throws AppError `not_permitted`; `invalid_input` for words that only an editor can remove
 */
export async function demandRedaction(
  db: Reader,
  principal: Principal,
  thing: Pick<Thing, 'id'>,
  alsoErase: readonly string[] = [],
): Promise<void> {
  if (isEditor(principal)) return;
  if (!(await canRedact(db, principal, thing)))
    throw new AppError('not_permitted', { details: { roles: editors.join(', ') } });
  const surnames = (await surnamesOf(db, thing.id)).own.map(plain);
  if (alsoErase.some((word) => !surnames.includes(plain(word))))
    throw new AppError('invalid_input', { fields: [{ path: 'alsoErase', message: 'errors.field.redact.editor' }] });
}

/** The words and data that a redaction removes from one item. */
export type Loss = {
  brief: Brief;
  /** Each word, and the number of places where it occurs, including the history. */
  words: { word: string; places: number }[];
  /**
   * Whether the item refers to the person. Then the redaction removes not only words, but everything that the item says
   * about the person. A photo is deleted completely.
   */
  names: boolean;
  /** Whether the item is a preserved copy whose text has the words. Then its file is deleted. */
  file: boolean;
};

/** Tables whose content is derived from other tables. */
const derived = /^(?:search_|fact$|duplicate_key$)/;

/**
 * What a redaction would remove from the items that the user of the current request can see, public items first.
 * `elsewhere`: how many times the words occur outside of items.
 */
export async function previewRedaction(
  db: Reader,
  family: readonly number[],
  words: readonly string[],
): Promise<{ losses: Loss[]; elsewhere: number }> {
  const places = new Map<number, Map<string, number>>();
  const files = new Set<number>();
  const keyOf = (word: string): string => plain(word).replaceAll(/\s+/g, ' ');
  const spelled = new Map(words.map((word) => [keyOf(word), word]));
  let elsewhere = 0;
  const ofItem = (id: number): Map<string, number> => {
    const known = places.get(id) ?? new Map<string, number>();
    places.set(id, known);
    return known;
  };
  for (const column of words.length ? await textColumns(db) : [])
    if (!derived.test(column.table))
      await countWords(db, column, words, (item, found, count) => {
        if (item === null) {
          elsewhere += count;
          return;
        }
        const [word, counted] = [spelled.get(keyOf(found)) ?? found, ofItem(item)];
        counted.set(word, (counted.get(word) ?? 0) + count);
        if (column.table === 'capture' && column.column === 'text') files.add(item);
      });
  const { rows } = await sql<{ owner: number }>`
    select distinct owner from (${references((_, target) => sql`${target} = any(${[...family]}::bigint[])`)}) n`.execute(
    db,
  );
  const naming = new Set(rows.map((row) => Number(row.owner)));
  for (const id of [...naming, ...family]) ofItem(id);
  const briefs = await loadBriefs(db, places.keys(), 'desk', true);
  const losses = [...places].flatMap(([id, found]): Loss[] => {
    const brief = briefs.get(id);
    if (!brief) {
      elsewhere += [...found.values()].reduce((sum, count) => sum + count, 0);
      return [];
    }
    const counted = [...found].map(([word, count]) => ({ word, places: count }));
    return [{ brief, words: counted, names: naming.has(id) || family.includes(id), file: files.has(id) }];
  });
  const rank = ({ brief }: Loss): number => (brief.visibility === 'public' ? 0 : 1);
  return {
    losses: losses.toSorted(
      (a, b) => rank(a) - rank(b) || a.brief.kind.localeCompare(b.brief.kind) || a.brief.number - b.brief.number,
    ),
    elsewhere,
  };
}
