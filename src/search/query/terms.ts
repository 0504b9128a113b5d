import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { NameComparisons } from '../../record/actors/names/comparisons.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { nameKeys } from '../../record/actors/names/keys.ts';
import { NEAR_NAME } from '../../record/actors/names/similarity.ts';
import { kazakh, kazakhEndings, undeclined } from '../../record/actors/names/undeclined.ts';
import { currentReading } from '../../record/translations/reading.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { baseOf } from '../../record/vocabulary/languages.ts';
import { longStem, stemsOf } from '../meanings/stems.ts';
import { plainWords } from '../words.ts';
import { readCodes } from './codes.ts';
import { groupsOf, type Group, type Meaning } from './understood.ts';

/** One search term: a word or a "phrase". `not`: items that contain it are excluded (-word). */
export type Term = { text: string; phrase: boolean; not: boolean };

/** A meaning as the index has it: codes (`coded`), and tsqueries for its marks (`marked`) and phrases (`phrased`). */
export type ReadMeaning = Pick<Meaning, 'kind' | 'values'> & {
  coded: { code: number; value: string; loose?: boolean }[];
  marked: string | null;
  phrased: { text: string; lexemes: string }[];
};

/**
 * One term of the search, or several that mean something together. `lexemes`: a tsquery; null for stop words. `actors`:
 * ids of actors that it may name. `provision`: a number in it that may be the number of a provision, with its lexemes.
 */
export type ReadTerm = Term & {
  role: Group['role'];
  provision?: { number: string; lexemes: string };
  lexemes: string | null;
  actors: number[];
  meanings: ReadMeaning[];
};

/**
 * The search text after parsing and looking up its terms. `named`: actors that the whole text may name. `names`: words
 * of names of actors, in the record's spelling, which single terms may mean. `complete`: whether all terms were
 * compared with all names that they may mean. `least`: how many of the wanted terms an item must have, if not all; then
 * the terms are sorted, those that the fewest items have first.
 */
export type ReadText = { terms: ReadTerm[]; named: number[]; names: string[]; complete: boolean; least?: number };

/**
 * The maximum number of terms of a search. More are ignored, because someone could send thousands to slow the server.
 */
const maxTerms = 16;
const maxCandidates = 600;
/** The maximum number of steps for comparing the terms with names: about a tenth of a second. */
const maxSteps = 10_000_000;
/** The maximum number of words of one name, and of all names together, that are compared with a term. */
const maxParts = { ofName: 24, together: 2_000 };
/** Longer words are not compared, because few words of names have more letters. */
const maxWordLength = 40;
/** A word counts as another spelling of a word in a name if their similarity (0 to 1) is at least this. */
const nearWord = 0.85;

export function splitTerms(text: string): Term[] {
  const terms: Term[] = [];
  for (const [, not, quoted, word] of text
    .normalize('NFC')
    .replace(/(?<!\S)(\d{1,4})-(?=\p{L})/gu, '$1 ')
    .replace(/(?<!\S)(\p{L}{1,6}\.|№)(?=\d)/gu, '$1 ')
    .matchAll(/(-)?(?:["“”«„]([^"“”«„»]+)["“”»]|([^\s"“”«»]+))/g)) {
    const value = (quoted ?? word ?? '').trim();
    if (/[\p{L}\p{N}]/u.test(value)) terms.push({ text: value, phrase: quoted !== undefined, not: not !== undefined });
  }
  return terms.slice(0, maxTerms);
}

/** Joins terms that mean something together. Quoted and excluded terms stay alone and get no meanings. */
function grouped(terms: readonly Term[]): (Term & Omit<Group, 'from' | 'length'> & { words: string[] })[] {
  const found: ReturnType<typeof grouped> = [];
  const isPlain = (term: Term | undefined): boolean => term !== undefined && !term.phrase && !term.not;
  for (let at = 0; at < terms.length;) {
    if (!isPlain(terms[at])) {
      found.push({ ...terms[at]!, role: 'wanted', meanings: [], words: [terms[at]!.text] });
      at++;
      continue;
    }
    const words: string[] = [];
    while (isPlain(terms[at])) words.push(terms[at++]!.text);
    for (const { from, length, ...group } of groupsOf(words)) {
      const own = words.slice(from, from + length);
      found.push({ text: own.join(' '), phrase: false, not: false, ...group, words: own });
    }
  }
  const hasWanted = found.some((term) => term.role === 'wanted' && !term.not);
  return hasWanted ? found : found.map((term) => ({ ...term, role: 'wanted' }));
}

export async function readText(db: Reader, text: string, audience: Audience): Promise<ReadText> {
  const terms = grouped(splitTerms(text));
  if (terms.length === 0) return { terms: [], named: [], names: [], complete: true };
  const texts = [
    ...terms.flatMap((term) => term.words.map((word) => ({ text: word, phrase: term.phrase }))),
    ...terms.flatMap(({ provision }) => (provision === undefined ? [] : [{ text: provision, phrase: false }])),
    ...terms
      .flatMap(({ meanings }) => meanings.flatMap(({ phrases }) => phrases))
      .map((one) => ({ text: one, phrase: true })),
  ];
  const codeNames = terms.flatMap(({ meanings }) => meanings.flatMap(({ codes }) => codes));
  const wanted = terms.filter((term) => !term.not && term.role !== 'small');
  const whole = wanted.map((term) => term.text).join(' ');
  const forms = new Map(wanted.map((term) => [term, term.phrase || term.words.length > 1 ? [] : baseForms(term.text)]));
  const keys = [
    ...new Set([...wanted.flatMap((term) => [term.text, ...forms.get(term)!].flatMap(nameKeys)), ...nameKeys(whole)]),
  ];
  const [{ plain, phrased }, { of: codes }, names] = await Promise.all([
    readLexemes(db, texts),
    codeNames.length ? readCodes(db, codeNames, audience) : { of: new Map<string, number[]>() },
    candidates(db, keys, audience),
  ]);
  const comparisons = new NameComparisons(maxSteps);
  const named = wanted.length > 1 ? await actorsNamed(whole, names, comparisons) : [];
  const near: Called[] = [];
  for (const term of terms)
    near.push(
      term.not || term.role === 'small'
        ? none
        : term.words.length > 1
          ? { ids: await actorsNamed(term.text, names, comparisons), words: [] }
          : await actorsNear([term.text, ...forms.get(term)!], names, comparisons),
    );
  return {
    terms: terms.map(({ words, meanings: all, provision, ...term }, index) => {
      const lexemes = allOfLexemes(
        words.map((word) => lexemesOf({ ...term, text: word }, (term.phrase ? phrased : plain).get(word) ?? '')),
      );
      // The index does not have stop words such as “more”, so guesses at what they mean are left out.
      const meanings = lexemes === null ? all.filter(({ kind }) => kind !== 'host' && kind !== 'sound') : all;
      return {
        ...term,
        lexemes,
        ...(provision !== undefined && { provision: { number: provision, lexemes: plain.get(provision)! } }),
        actors: near[index]!.ids,
        meanings: meanings.map((meaning) => readMeaning(meaning, codes, phrased)),
      };
    }),
    named,
    names: [...new Set(near.flatMap((one) => one.words))],
    complete: comparisons.areComplete && names.areWhole,
  };
}

/** The tsqueries of texts (empty for stop words): `plain` for words, `phrased` for phrases. */
export async function readLexemes(
  db: Reader,
  texts: readonly { text: string; phrase: boolean }[],
): Promise<Record<'plain' | 'phrased', ReadonlyMap<string, string>>> {
  const { rows } = await sql<{ text: string; phrase: boolean; lexemes: string }>`
    select t.text, t.phrase, case when t.phrase then phraseto_tsquery('russian', ${plainWords(sql.ref('t.text'))}) else plainto_tsquery('russian', ${plainWords(sql.ref('t.text'))}) end::text as lexemes
    from unnest(${texts.map((one) => one.text)}::text[], ${texts.map((one) => one.phrase)}::boolean[]) as t (text, phrase)`.execute(
    db,
  );
  const those = (phrase: boolean) =>
    new Map(rows.filter((row) => row.phrase === phrase).map((row) => [row.text, row.lexemes]));
  return { plain: those(false), phrased: those(true) };
}

/** Looks up what the index has for a meaning. @param codes by name @param phrased the tsqueries of phrases */
export const readMeaning = (
  { kind, values, loose, codes: names, marks, phrases }: Meaning,
  codes: ReadonlyMap<string, readonly number[]>,
  phrased: ReadonlyMap<string, string>,
): ReadMeaning => ({
  kind,
  values,
  coded: names.flatMap((name) => {
    const value = name.slice(name.indexOf('=') + 1);
    return (codes.get(name) ?? []).map((code) => ({ code, value, loose: loose?.includes(value) }));
  }),
  marked: anyOfLexemes(marks.map((mark) => `'${mark.replace(/['\\]/g, '$&$&')}'`)),
  phrased: phrases
    .map((one) => ({ text: one, lexemes: phrased.get(one) ?? '' }))
    .filter(({ lexemes }) => lexemes !== ''),
});

/** The possible base forms of a name that may have a case ending, such as Какимжанова and Dvořáčkové. */
const baseForms = (word: string): string[] =>
  isCzech(word.toLowerCase())
    ? stemsOf(word)
        .filter((stem) => stem.length > 4)
        .slice(1)
        .flatMap((stem) => [stem, `${stem}a`])
    : undeclined(word);

const allOfLexemes = (lexemes: readonly (string | null)[]): string | null => {
  const all = lexemes.filter((one) => one !== null);
  return all.length > 1 ? all.map((one) => `(${one})`).join(' & ') : (all[0] ?? null);
};
const anyOfLexemes = (lexemes: readonly string[]): string | null => {
  const any = [...new Set(lexemes.filter((one) => one !== ''))];
  return any.length ? any.map((one) => `(${one})`).join(' | ') : null;
};

const kazakhPlural = /^(.{4,}[лдт][ае]р)(?:[нтд][ыі]ң|[ғгқк][ае]|[нтд][ыі]|[дт][ае]н?|ы|і|мен|бен|пен)$/u;
/** Whether a word has letters that Czech and Slovak have, but English does not. */
const isCzech = (word: string): boolean => /^[a-záčďéěíňóřšťúůýž]+$/u.test(word) && /[áčďéěíňóřšťúůýž]/u.test(word);
const stemmed = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{N}\p{M}\p{P}\p{S}]*$/u;

/**
 * The tsquery of a word. PostgreSQL's `russian` configuration stems only Russian and English words. For a Kazakh or
 * Czech word, the tsquery also matches words that begin with its stem; for a word in another script, words that begin
 * with it.
 */
function lexemesOf(term: Term, lexemes: string): string | null {
  if (!lexemes) return null;
  if (term.phrase || !/^'[^']+'$/.test(lexemes)) return lexemes;
  const lower = term.text.toLowerCase();
  if (!stemmed.test(lower)) return `${lexemes}:*`;
  const bare = kazakh.test(lower)
    ? lower.replace(kazakhEndings, '')
    : (kazakhPlural.exec(lower)?.[1]?.slice(0, -3) ?? (isCzech(lower) ? longStem(lower) : undefined));
  if (bare === undefined || bare === null) return lexemes;
  const stem = /^[\p{L}\p{N}]+$/u.test(bare) && bare.length >= 4 ? bare : lexemes.slice(1, -1);
  return `(${lexemes} | '${stem}':*)`;
}

/**
 * The search text in which words of at least four letters, except quoted and excluded ones, also match words that begin
 * with them. Used if nothing is found, because the stemmer does not support all languages. Null if no word changes.
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
 * Names of actors. `byPart`: by their words, so that a word that many names have is compared only once; `byKey`: by
 * those of their keys (`nameKeys`) that the search has too.
 */
type Names = {
  all: readonly Name[];
  byPart: ReadonlyMap<string, readonly Name[]>;
  byKey: ReadonlyMap<string, readonly Name[]>;
  /** Whether `byPart` has all words of the names. False if there were more than `maxParts`. */
  areWhole: boolean;
};

/** Names of actors that have one of the keys. For readers, only names that they may see. */
async function candidates(db: Reader, keys: readonly string[], audience: Audience): Promise<Names> {
  const found = sql<{ id: number; canonical: number; text: string; keys: string[] }>`
    select t.id, c.id as canonical, n.text, n.keys from actor_name n join thing t on t.id = n.actor_id join thing c on c.id = t.canonical_id
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
      else if (index < maxParts.ofName && byPart.size < maxParts.together) byPart.set(part, [name]);
      else areWhole = false;
    }
  }
  return { all, byPart, byKey: group(byKey), areWhole };
}

/** Actors that a word may name, and the words in their names that it matches. */
type Called = { ids: number[]; words: string[] };
const none: Called = { ids: [], words: [] };

/**
 * The actors that a word may name as it is written, or, if there are none, in one of its base forms (`forms`).
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

/** The actors with a name that contains the word in some spelling, or whose acronym is the word, such as HRW. */
async function actorsCalled(word: string, names: Names, comparisons: NameComparisons): Promise<Called> {
  if (word.split(/[\s-]/u).some((part) => part.length > maxWordLength)) return none;
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

/** A tsquery for the words of a term, or any other words and marks for what it means. */
const anyLexemes = (term: ReadTerm): string | null => anyOfLexemes([term.lexemes ?? '', ...otherLexemes(term)]);
const otherLexemes = ({ meanings }: ReadTerm): string[] =>
  meanings.flatMap(({ marked, phrased }) => [marked ?? '', ...phrased.map(({ lexemes }) => lexemes)]);
const codesOf = ({ meanings }: ReadTerm, loosely = true): number[] => [
  ...new Set(meanings.flatMap(({ coded }) => coded.flatMap(({ code, loose }) => (loose && !loosely ? [] : [code])))),
];

type Columns = { tsv: RawBuilder<unknown>; actors: RawBuilder<unknown>; terms: RawBuilder<unknown> | null };

/** The conditions for a row to match a term: by words, by the code of a meaning, or by an actor. One is enough. */
function waysOf(term: ReadTerm, column: Columns): RawBuilder<boolean>[] {
  const lexemes = anyLexemes(term);
  const codes = column.terms ? codesOf(term) : [];
  return [
    ...(lexemes === null ? [] : [sql<boolean>`${column.tsv} @@ ${lexemes}::tsquery`]),
    ...(codes.length ? [sql<boolean>`${column.terms} && ${codes}::int[]`] : []),
    ...(term.actors.length ? [sql<boolean>`${column.actors} && ${term.actors}::bigint[]`] : []),
  ];
}

/** The terms that results must match, each with its condition. Terms that cannot be searched for are left out. */
export const wantedTerms = (
  text: ReadText,
  column: Columns,
): { term: ReadTerm; condition: RawBuilder<boolean>; ways: RawBuilder<boolean>[] }[] =>
  text.terms.flatMap((term) => {
    const ways = term.not || term.role !== 'wanted' ? [] : waysOf(term, column);
    return ways.length ? [{ term, condition: sql<boolean>`(${sql.join(ways, sql` or `)})`, ways }] : [];
  });

/** SQL for how many of the conditions a row fulfils. */
const countOf = (conditions: readonly { condition: RawBuilder<boolean> }[]): RawBuilder<number> =>
  sql<number>`(${sql.join(
    conditions.map(({ condition }) => sql`${condition}::int`),
    sql` + `,
  )})`;

/**
 * The condition that rows match a search text. Each row has a `tsv` and an array of `actors`; entries also have their
 * codes (`terms`). A row matches if it matches every term: by its words, by an actor whom the term names, or by what
 * the term means. It also matches if it has an actor whom the whole text names. Null if there is nothing to search for.
 */
export function textCondition(text: ReadText, column: Columns): RawBuilder<boolean> | null {
  const unwanted = text.terms.flatMap((term) => (term.not && term.lexemes !== null ? [term.lexemes] : []));
  const wanted = wantedTerms(text, column);
  const simple: string[] = [];
  const parts: RawBuilder<boolean>[] = [];
  if (text.least !== undefined) {
    if (wanted.length < text.least) return null;
    // A row with none of these rarest terms cannot have enough terms. So the database index finds rows with one of
    // them, and then their terms are counted.
    const rarest = wanted.slice(0, wanted.length - text.least + 1).map(({ condition }) => condition);
    parts.push(sql<boolean>`(${sql.join(rarest, sql` or `)})`, sql<boolean>`${countOf(wanted)} >= ${text.least}`);
  } else
    for (const { term, condition, ways } of wanted) {
      const lexemes = anyLexemes(term);
      if (ways.length === 1 && lexemes !== null) simple.push(lexemes);
      else parts.push(condition);
    }
  if (simple.length)
    parts.unshift(sql<boolean>`${column.tsv} @@ ${simple.map((lexemes) => `(${lexemes})`).join(' & ')}::tsquery`);
  if (parts.length === 0) return null;
  const all = sql.join(parts, sql` and `);
  const found = text.named.length
    ? sql<boolean>`((${all}) or ${column.actors} && ${text.named}::bigint[])`
    : sql<boolean>`(${all})`;
  return unwanted.length
    ? sql<boolean>`${found} and not ${column.tsv} @@ ${unwanted.map((lexemes) => `(${lexemes})`).join(' | ')}::tsquery`
    : sql<boolean>`${found}`;
}

/** The columns of `search_entry e`. */
const ofEntry: Columns = { tsv: sql.ref('e.tsv'), actors: sql.ref('e.actors'), terms: sql.ref('e.terms') };

/**
 * The columns of `search_key e`. `tsv` is written exactly as in the definition of its database index, so that
 * PostgreSQL uses this index.
 */
export const ofKey = {
  tsv: sql`search_vector(e.thing_id, e.for_public)`,
  actors: sql.ref('e.actors'),
  terms: sql.ref('e.terms'),
};

/**
 * A tsquery for any of the words of the search, to mark matches and to rank claims.
 * @param without `common`: leaves out words that fit nearly every case, unless there are no others
 */
export function rankQuery(text: ReadText, without?: 'common'): string {
  const wanted = text.terms.filter((term) => !term.not && term.role === 'wanted');
  const terms = without && wanted.length ? wanted : text.terms.filter((term) => !term.not && term.role !== 'small');
  return terms
    .flatMap((term) => anyLexemes(term) ?? [])
    .map((lexemes) => `(${lexemes})`)
    .join(' | ');
}

/**
 * How much a match counts in the ranking. For comparison: `ts_rank` gives 0.6 for a word in a title, and 0.06 for a
 * word in a claim. `other`: other words for what the term means; `code`: the code of a meaning; `item`: in addition,
 * the code of a kind of item, so that “open letter” finds letters before items about letters; `exactly`: in addition,
 * the code of a meaning that is not loose; `actor`: an actor whom the term names.
 */
const weights = { other: 0.6, code: 0.5, item: 1.2, exactly: 0.1, actor: 0.3 };
/**
 * A factor of the ranking, by kind: cases, laws and actors come before sources and claims that match equally well.
 * Articles in other languages than the reader's come last, because each translation is a separate article.
 */
function ofKind(): RawBuilder<unknown> {
  const reading = currentReading();
  const foreign = reading
    ? sql`when e.kind = 'article' and split_part(e.languages[1], '-', 1) <> ${baseOf(reading.language)} then 0.3`
    : sql``;
  return sql`case when e.kind = 'source' then 0.8 when e.kind = 'claim' then 0.7 ${foreign} else 1 end`;
}

/** SQL for the rank of `search_entry e`: how well it matches a text. */
export function rankOf(text: ReadText): RawBuilder<unknown> {
  const parts = text.terms.flatMap((term) => {
    if (term.not || term.role === 'small') return [];
    const others = anyOfLexemes(otherLexemes(term));
    const codes = codesOf(term);
    const exactly = codesOf(term, false);
    const items = codesOf({ ...term, meanings: term.meanings.filter(({ kind }) => kind === 'item') });
    return [
      ...(term.lexemes === null ? [] : [sql`ts_rank(e.tsv, ${term.lexemes}::tsquery)`]),
      ...(others === null ? [] : [sql`${sql.lit(weights.other)} * (e.tsv @@ ${others}::tsquery)::int`]),
      ...(codes.length ? [sql`${sql.lit(weights.code)} * (e.terms && ${codes}::int[])::int`] : []),
      ...(items.length ? [sql`${sql.lit(weights.item)} * (e.terms && ${items}::int[])::int`] : []),
      ...(exactly.length && exactly.length < codes.length
        ? [sql`${sql.lit(weights.exactly)} * (e.terms && ${exactly}::int[])::int`]
        : []),
      ...(term.actors.length ? [sql`${sql.lit(weights.actor)} * (e.actors && ${term.actors}::bigint[])::int`] : []),
    ];
  });
  if (parts.length === 0) return sql`0`;
  const rank = sql`${ofKind()} * (${sql.join(parts, sql` + `)})`;
  return text.least === undefined ? rank : sql`${countOf(wantedTerms(text, ofEntry))} * 100 + ${rank}`;
}
