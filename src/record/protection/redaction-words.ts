import { sql } from 'kysely';
import { editors, isEditor } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import type { Principal } from '../../platform/operation.ts';
import type { RowKeys } from '../../platform/storage/row-keys.ts';
import { nameKeys } from '../actors/names/keys.ts';
import { surnamesOf } from '../actors/names/surnames.ts';
import { references } from '../teams/references.ts';
import type { Thing } from '../things.ts';
import { loadBriefs, type Brief } from '../views/briefs.ts';
import { PersonFinder, type Mention, type MentionReason, type PersonNames } from './person-finder.ts';
import { encryptedMentions } from './encrypted-texts.ts';
import { choiceOf, eachMention, textColumns, type Found, type PersonSearch } from './texts.ts';

/** The ids of an actor and of all actors merged into it. */
export const familyOf = async (db: Reader, id: number): Promise<number[]> =>
  (
    await db
      .selectFrom('thing')
      .select('id')
      .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
      .execute()
  ).map((row) => row.id);

/** How to find an actor, with the words that the user entered. Only people are searched for in other forms. */
export async function personOf(db: Reader, family: readonly number[], also: readonly string[]): Promise<PersonNames> {
  const { rows } = await sql<{ text: string; person: boolean }>`
    select n.text, a.kind = 'person' as person from actor_name n join actor a on a.id = n.actor_id
    where n.actor_id = any(${[...family]}::bigint[]) order by n.actor_id, n.position`.execute(db);
  const names = [...new Set(rows.map(({ text }) => text))];
  const inflected = rows.some(({ person }) => person);
  return { names, also: [...new Set(also)], others: inflected ? await namesakesOf(db, family, names) : [], inflected };
}

/** The maximum number of names of other people that are compared. */
const maxNamesakes = 500;

/** The names of other people in the record that may have the same surname, in any script and gender. */
async function namesakesOf(db: Reader, family: readonly number[], names: readonly string[]): Promise<string[]> {
  const words = names.flatMap((name) => name.match(/[\p{L}\p{M}'’ʼ-]{3,}/gu) ?? []);
  const variants = words.flatMap((word) => [word, `${word}а`, `${word}a`, word.replace(/[аa]$/u, '')]);
  const keys = new Set(variants.flatMap(nameKeys).filter((key) => key.startsWith('t:')));
  const { rows } = await sql<{ text: string }>`
    select n.text from actor_name n join actor a on a.id = n.actor_id
    where a.kind = 'person' and n.keys && ${[...keys]}::text[] and n.actor_id <> all(${[...family]}::bigint[])
    order by n.id limit ${maxNamesakes}`.execute(db);
  return rows.map(({ text }) => text);
}

/** The words that are removed wherever they are, the longest first. Words of fewer than three letters are left out. */
export const wordsOf = async (db: Reader, family: readonly number[], also: readonly string[]): Promise<string[]> => [
  ...new PersonFinder(await personOf(db, family, also)).words,
];

/** Prepares the search for an actor: how to find them, and which items refer to them. */
export async function searchFor(db: Reader, family: readonly number[], also: readonly string[]): Promise<PersonSearch> {
  const { rows } = await sql<{ owner: number }>`
    select distinct owner from (${references((_, target) => sql`${target} = any(${[...family]}::bigint[])`)}) n`.execute(
    db,
  );
  return {
    finder: new PersonFinder(await personOf(db, family, also)),
    linked: new Set([...rows.map((row) => Number(row.owner)), ...family]),
  };
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

/** Whether an item is a person. */
export async function isPerson(db: Reader, { id }: Pick<Thing, 'id'>): Promise<boolean> {
  const found = await db.selectFrom('actor').select('kind').where('id', '=', id).executeTakeFirst();
  return found?.kind === 'person';
}

/**
 * Checks that someone can redact an actor, and that they can remove the words in `alsoErase`. An editor can remove any
 * words that identify the person. Others can remove only surnames that no other actor's name contains.
 * @throws AppError `not_permitted`; `invalid_input` for words that only an editor can remove
 */
export async function requireRedaction(
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
 * Words that may name the person. They are removed only if the user selects them. `choice` is how the user names them
 * (`choiceOf`); `before` and `after` are the text around them.
 */
export type Doubt = {
  choice: string;
  word: string;
  reason: MentionReason;
  places: number;
  before: string;
  after: string;
  /** The item to which the text belongs. Null if it belongs to none. */
  brief: Brief | null;
};

/** The maximum number of uncertain mentions that are listed. */
const maxDoubts = 1000;
/** How much of the text around a mention is shown, in characters. */
const around = 90;

/** Cuts a text at a word and marks the cut, with single spaces. */
const contextOf = (text: string, { start, end }: Mention): { before: string; after: string } => {
  const [from, to] = [Math.max(0, start - around), Math.min(text.length, end + around)];
  const before = text.slice(from, start).replaceAll(/\s+/g, ' ');
  const after = text.slice(end, to).replaceAll(/\s+/g, ' ');
  return {
    before: from > 0 ? `…${before.replace(/^\S*/u, '')}` : before,
    after: to < text.length ? `${after.slice(0, after.lastIndexOf(' ') + 1)}…` : after,
  };
};

/**
 * What a redaction would remove from the items that the user of the current request can see, public items first.
 * - `elsewhere`: how many times the words occur outside of items
 * - `doubts`: words that may name the person, in these items and outside of items
 * - `hidden`: how many such words there are in items that the user cannot see. They are never removed
 */
export async function previewRedaction(
  db: Reader,
  keys: RowKeys,
  search: PersonSearch,
): Promise<{ losses: Loss[]; elsewhere: number; doubts: Doubt[]; hidden: number }> {
  const places = new Map<number, Map<string, number>>();
  const doubts = new Map<string, Omit<Doubt, 'brief'> & { item: number | null }>();
  const files = new Set<number>();
  const keyOf = (word: string): string => plain(word).replaceAll(/\s+/g, ' ');
  const spelled = new Map(search.finder.words.map((word) => [keyOf(word), word]));
  let [elsewhere, hidden] = [0, 0];
  const ofItem = (id: number): Map<string, number> => {
    const known = places.get(id) ?? new Map<string, number>();
    places.set(id, known);
    return known;
  };
  const columns = await textColumns(db);
  const add = ({ item, where, mention, word, text }: Found, isFile = false): void => {
    const key = keyOf(word);
    if (!mention.sure) {
      const choice = choiceOf(where, word);
      const known = doubts.get(choice);
      if (known) known.places++;
      else if (doubts.size < maxDoubts)
        doubts.set(choice, { choice, word, reason: mention.reason, places: 1, item, ...contextOf(text, mention) });
      else hidden++;
      return;
    }
    if (!spelled.has(key)) spelled.set(key, word);
    if (item === null) {
      elsewhere++;
      return;
    }
    const counted = ofItem(item);
    counted.set(spelled.get(key)!, (counted.get(spelled.get(key)!) ?? 0) + 1);
    if (isFile) files.add(item);
  };
  for (const column of columns)
    if (!derived.test(column.table)) {
      const isFile = column.table === 'capture' && column.column === 'text';
      await eachMention(db, column, search, (found) => add(found, isFile));
    }
  for await (const found of encryptedMentions(db, keys, columns, search)) for (const one of found) add(one);
  const naming = search.linked;
  for (const id of naming) ofItem(id);
  const inDoubt = [...doubts.values()].flatMap(({ item }) => item ?? []);
  const briefs = await loadBriefs(db, new Set([...places.keys(), ...inDoubt]), 'desk', true);
  const losses = [...places].flatMap(([id, found]): Loss[] => {
    const brief = briefs.get(id);
    if (!brief) {
      elsewhere += [...found.values()].reduce((sum, count) => sum + count, 0);
      return [];
    }
    const counted = [...found].map(([word, count]) => ({ word, places: count }));
    return [{ brief, words: counted, names: naming.has(id), file: files.has(id) }];
  });
  const offered = [...doubts.values()].flatMap(({ item, ...doubt }): Doubt[] => {
    const brief = item === null ? null : briefs.get(item);
    // The names of someone else in the record.
    if (brief?.kind === 'actor' && doubt.reason === 'other') return [];
    if (brief !== undefined) return [{ ...doubt, brief }];
    hidden += doubt.places;
    return [];
  });
  const rank = ({ brief }: { brief: Brief | null }): number => (brief?.visibility === 'public' ? 0 : brief ? 1 : 2);
  const byItem = (a: { brief: Brief | null }, b: { brief: Brief | null }): number =>
    rank(a) - rank(b) ||
    (a.brief?.kind ?? '').localeCompare(b.brief?.kind ?? '') ||
    (a.brief?.number ?? 0) - (b.brief?.number ?? 0);
  return { losses: losses.toSorted(byItem), elsewhere, doubts: offered.toSorted(byItem), hidden };
}
