import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { NameComparisons } from '../../record/actors/names/comparisons.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { NEAR_NAME } from '../../record/actors/names/similarity.ts';
import { kazakh, kazakhEndings, undeclined } from '../../record/actors/names/undeclined.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { plainWords } from '../words.ts';

/** One search term: a word or a "phrase". `not`: items that contain it are excluded (-word). */
export type Term = { text: string; phrase: boolean; not: boolean };

/** A term with its lexemes (a tsquery; null for stop words) and the actors that the term may name. */
export type ReadTerm = Term & { lexemes: string | null; actors: number[] };

/**
 * The search text, with the actors in the record that it may name. `named`: actors that the whole text may name.
 * `names`: words of the names of these actors, in the record's spelling. `complete`: whether all terms were compared
 * with all names that they may mean.
 */
export type ReadText = { terms: ReadTerm[]; named: number[]; names: string[]; complete: boolean };

/** The most terms of a search. Someone who sends more is attacking the server, not searching. */
const maxTerms = 16;
const maxCandidates = 600;
/** The most steps for comparing the terms with names: about a tenth of a second. */
const mostSteps = 10_000_000;
/** The most words of a name, and of all names together, that are compared with a term. */
const mostParts = { ofName: 24, together: 2_000 };
/** Longer words are not compared, because no word of a name has more letters. */
const longestWord = 40;
/** A word counts as another spelling of an actor's name if their similarity (0 to 1) is at least this. */
const nearWord = 0.85;

export function splitTerms(text: string): Term[] {
  const terms: Term[] = [];
  for (const [, not, quoted, word] of text
    .normalize('NFC')
    .matchAll(/(-)?(?:["“”«„]([^"“”«„»]+)["“”»]|([^\s"“”«»]+))/g)) {
    const value = (quoted ?? word ?? '').trim();
    if (/[\p{L}\p{N}]/u.test(value)) terms.push({ text: value, phrase: quoted !== undefined, not: not !== undefined });
  }
  return terms.slice(0, maxTerms);
}

export async function readText(db: Reader, text: string, audience: Audience): Promise<ReadText> {
  const terms = splitTerms(text);
  if (terms.length === 0) return { terms: [], named: [], names: [], complete: true };
  const { rows } = await sql<{ lexemes: string }>`
    select case when t.phrase then phraseto_tsquery('russian', ${plainWords(sql.ref('t.text'))}) else plainto_tsquery('russian', ${plainWords(sql.ref('t.text'))}) end::text as lexemes
    from unnest(${terms.map((term) => term.text)}::text[], ${terms.map((term) => term.phrase)}::boolean[]) with ordinality as t (text, phrase, place) order by t.place`.execute(
    db,
  );
  const wanted = terms.filter((term) => !term.not);
  const whole = wanted.map((term) => term.text).join(' ');
  const forms = new Map(wanted.map((term) => [term, term.phrase ? [] : undeclined(term.text)]));
  const names = await candidates(
    db,
    [...new Set([...wanted.flatMap((term) => [term.text, ...forms.get(term)!].flatMap(nameKeys)), ...nameKeys(whole)])],
    audience,
  );
  const comparisons = new NameComparisons(mostSteps);
  const named = wanted.length > 1 ? await actorsNamed(whole, names, comparisons) : [];
  const near: Called[] = [];
  for (const term of terms)
    near.push(term.not ? none : await actorsNear([term.text, ...forms.get(term)!], names, comparisons));
  return {
    terms: terms.map((term, index) => ({
      ...term,
      lexemes: lexemesOf(term, rows[index]?.lexemes ?? ''),
      actors: near[index]!.ids,
    })),
    named,
    names: [...new Set(near.flatMap((one) => one.words))],
    complete: comparisons.areComplete && names.areWhole,
  };
}

const kazakhPlural = /^(.{4,}[лдт][ае]р)(?:[нтд][ыі]ң|[ғгқк][ае]|[нтд][ыі]|[дт][ае]н?|ы|і|мен|бен|пен)$/u;
const stemmed = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{N}\p{M}\p{P}\p{S}]*$/u;

/**
 * PostgreSQL's `russian` configuration stems Russian and English. For a Kazakh word, the search looks for words that
 * begin with its stem; for a word in any other script, for words that begin with the word.
 */
function lexemesOf(term: Term, lexemes: string): string | null {
  if (!lexemes) return null;
  if (term.phrase || !/^'[^']+'$/.test(lexemes)) return lexemes;
  const lower = term.text.toLowerCase();
  if (!stemmed.test(lower)) return `${lexemes}:*`;
  const bare = kazakh.test(lower) ? lower.replace(kazakhEndings, '') : kazakhPlural.exec(lower)?.[1]?.slice(0, -3);
  if (bare === undefined) return lexemes;
  const stem = /^[\p{L}\p{N}]+$/u.test(bare) && bare.length >= 4 ? bare : lexemes.slice(1, -1);
  return `(${lexemes} | '${stem}':*)`;
}

/**
 * The search text with every word as a prefix. This is used if nothing is found, because no stemmer knows all
 * languages. Null if no word changes.
 */
export function loosened(text: ReadText): ReadText | null {
  let changed = false;
  const terms = text.terms.map((term) => {
    const start = foldText(term.text);
    if (term.phrase || term.not || term.lexemes === null || start.length < 4 || !/^[\p{L}\p{N}]+$/u.test(start))
      return term;
    changed = true;
    return { ...term, lexemes: `(${term.lexemes} | '${start}':*)` };
  });
  return changed ? { ...text, terms } : null;
}

type Name = { ids: number[]; text: string };

/**
 * Names of actors, by the words and keys with which terms are compared. Many names share a word; each word is compared
 * only once.
 */
type Names = {
  all: readonly Name[];
  byPart: ReadonlyMap<string, readonly Name[]>;
  byKey: ReadonlyMap<string, readonly Name[]>;
  /** Whether `byPart` has all words of the names. False if there were more than `mostParts`. */
  areWhole: boolean;
};

/** Names of actors that have one of the keys. For readers, only names that they may see. */
async function candidates(db: Reader, keys: readonly string[], audience: Audience): Promise<Names> {
  const found = sql<{ id: number; canonical: number; text: string; keys: string[] }>`
    select t.id, c.id as canonical, n.text, n.keys from actor_name n join thing t on t.id = n.actor_id join thing c on c.id = coalesce(t.merged_into, t.id)
    where n.keys && ${[...keys]}::text[] and c.redacted_at is null and c.withdrawn_at is null and c.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
      and t.redacted_at is null and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    order by cardinality(n.keys), n.id limit ${maxCandidates}`;
  const rows = keys.length === 0 ? [] : (await found.execute(db)).rows;
  const wanted = new Set(keys);
  const all: Name[] = [];
  const byPart = new Map<string, Name[]>();
  const byKey: [string, Name][] = [];
  let areWhole = true;
  for (const { id, canonical, text, keys: own } of rows) {
    const name = { ids: [Number(id), Number(canonical)], text };
    all.push(name);
    for (const key of own) if (wanted.has(key)) byKey.push([key, name]);
    const parts = new Set(text.split(/\s+/).filter((part) => part.length > 2));
    for (const [index, part] of [...parts].entries()) {
      const held = byPart.get(part);
      if (held) held.push(name);
      else if (index < mostParts.ofName && byPart.size < mostParts.together) byPart.set(part, [name]);
      else areWhole = false;
    }
  }
  return { all, byPart, byKey: group(byKey), areWhole };
}

/** Actors that a word names, and the spellings of the word in their names. */
type Called = { ids: number[]; words: string[] };
const none: Called = { ids: [], words: [] };

/**
 * The actors that a word names. If it names none as it is written, the actors that it names without its case ending.
 */
async function actorsNear(
  [word, ...forms]: readonly string[],
  names: Names,
  comparisons: NameComparisons,
): Promise<Called> {
  const found = await actorsCalled(word!, names, comparisons);
  if (found.ids.length > 0) return found;
  const others: Called[] = [];
  for (const form of forms) others.push(await actorsCalled(form, names, comparisons));
  return {
    ids: [...new Set(others.flatMap((one) => one.ids))],
    words: [...new Set(others.flatMap((one) => one.words))],
  };
}

/** The actors with a name that contains the word in some spelling, or whose acronym the word is ("HRW"). */
async function actorsCalled(word: string, names: Names, comparisons: NameComparisons): Promise<Called> {
  if (word.split(/[\s-]/u).some((part) => part.length > longestWord)) return none;
  const called = new Set<Name>();
  const words: string[] = [];
  for (const [part, holders] of names.byPart) {
    if (!comparisons.areComplete) break;
    if ((await comparisons.similarity(word, part)) < nearWord) continue;
    words.push(part);
    for (const name of holders) called.add(name);
  }
  for (const name of new Set(nameKeys(word).flatMap((key) => names.byKey.get(key) ?? []))) {
    if (!comparisons.areComplete) break;
    if (!called.has(name) && (await comparisons.similarity(word, name.text)) >= nearWord) called.add(name);
  }
  return { ids: idsOf(called), words };
}

async function actorsNamed(text: string, names: Names, comparisons: NameComparisons): Promise<number[]> {
  const named = new Set<Name>();
  for (const name of names.all) {
    if (!comparisons.areComplete) break;
    if ((await comparisons.similarity(text, name.text)) >= NEAR_NAME) named.add(name);
  }
  return idsOf(named);
}

const idsOf = (names: Iterable<Name>): number[] => [...new Set([...names].flatMap(({ ids }) => ids))];

/**
 * The condition that rows match a search text. Each row has a `tsv` and an array of `actors`. A row matches if it has
 * every word of the text: as a word, or as the name of an actor, in any script and spelling. It also matches if it has
 * an actor whom the whole text names. Null if there is nothing to search for.
 */
export function textCondition(
  text: ReadText,
  column: { tsv: RawBuilder<unknown>; actors: RawBuilder<unknown> },
): RawBuilder<boolean> | null {
  const wanted = text.terms.filter((term) => !term.not && (term.lexemes !== null || term.actors.length));
  const unwanted = text.terms.flatMap((term) => (term.not && term.lexemes !== null ? [term.lexemes] : []));
  if (wanted.length === 0) return null;
  const plain = wanted.filter((term) => term.actors.length === 0).map((term) => term.lexemes!);
  const parts = wanted
    .filter((term) => term.actors.length > 0)
    .map((term) => {
      const named = sql<boolean>`${column.actors} && ${term.actors}::bigint[]`;
      return term.lexemes === null ? named : sql<boolean>`(${column.tsv} @@ ${term.lexemes}::tsquery or ${named})`;
    });
  if (plain.length)
    parts.unshift(sql<boolean>`${column.tsv} @@ ${plain.map((lexemes) => `(${lexemes})`).join(' & ')}::tsquery`);
  const all = sql.join(parts, sql` and `);
  const found = text.named.length
    ? sql<boolean>`((${all}) or ${column.actors} && ${text.named}::bigint[])`
    : sql<boolean>`(${all})`;
  return unwanted.length
    ? sql<boolean>`${found} and not ${column.tsv} @@ ${unwanted.map((lexemes) => `(${lexemes})`).join(' | ')}::tsquery`
    : sql<boolean>`${found}`;
}

/**
 * The words and actors of `search_key e`, written as in the definition of its database index, so that PostgreSQL uses
 * that index.
 */
export const ofKey = { tsv: sql`search_vector(e.thing_id, e.for_public)`, actors: sql.ref('e.actors') };

/** All lexemes of the search, combined with "or": for ranking matches. */
export function rankQuery(text: ReadText): string {
  return text.terms.flatMap((term) => (term.not || term.lexemes === null ? [] : [`(${term.lexemes})`])).join(' | ');
}
