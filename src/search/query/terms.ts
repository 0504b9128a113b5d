import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { nameKeys } from '../../record/names/keys.ts';
import { NEAR_NAME, nameSimilarity } from '../../record/names/similarity.ts';
import type { Audience } from '../../record/views/briefs.ts';

/** One thing looked for: a word or a "phrase", or what must not be there (-word). */
export type Term = { text: string; phrase: boolean; not: boolean };

/** A term with its lexemes (a tsquery; null for words too common to look for) and the actors it may name. */
export type ReadTerm = Term & { lexemes: string | null; actors: number[] };

/** What was typed, read against the record. `named`: actors that all of it together may name. */
export type ReadText = { terms: ReadTerm[]; named: number[] };

/** More is no search but an attack. */
const maxTerms = 16;
const maxCandidates = 600;
/** From here on a word is one of an actor's names spelled otherwise. */
const nearWord = 0.85;

export function splitTerms(text: string): Term[] {
  const terms: Term[] = [];
  for (const [, not, quoted, word] of text.normalize('NFC').matchAll(/(-)?(?:["“”«„]([^"“”»]+)["“”»]|([^\s"“”«»]+))/g)) {
    const value = (quoted ?? word ?? '').trim();
    if (/[\p{L}\p{N}]/u.test(value)) terms.push({ text: value, phrase: quoted !== undefined, not: not !== undefined });
  }
  return terms.slice(0, maxTerms);
}

/** Kazakh has no stemmer: a word with one of its letters finds what begins with it. */
const kazakh = /[әғқңөұүһі]/i;

export async function readText(db: Reader, text: string, audience: Audience): Promise<ReadText> {
  const terms = splitTerms(text);
  if (terms.length === 0) return { terms: [], named: [] };
  const { rows } = await sql<{ lexemes: string }>`
    select case when t.phrase then phraseto_tsquery('russian', unaccent(t.text)) else plainto_tsquery('russian', unaccent(t.text)) end::text as lexemes
    from unnest(${terms.map((term) => term.text)}::text[], ${terms.map((term) => term.phrase)}::boolean[]) with ordinality as t (text, phrase, place) order by t.place`.execute(db as never);
  const wanted = terms.filter((term) => !term.not);
  const whole = wanted.map((term) => term.text).join(' ');
  const names = await candidates(db, [...new Set([...wanted.flatMap((term) => nameKeys(term.text)), ...nameKeys(whole)])], audience);
  return {
    terms: terms.map((term, index) => ({ ...term, lexemes: lexemesOf(term, rows[index]?.lexemes ?? ''), actors: term.not ? [] : actorsNear(term.text, names) })),
    named: wanted.length > 1 ? actorsNamed(whole, names) : [],
  };
}

function lexemesOf(term: Term, lexemes: string): string | null {
  if (!lexemes) return null;
  return !term.phrase && kazakh.test(term.text) && /^'[^']+'$/.test(lexemes) ? `${lexemes}:*` : lexemes;
}

type Name = { ids: number[]; text: string };

/** Names that share a key. The public finds nobody by a name it may not know. */
async function candidates(db: Reader, keys: readonly string[], audience: Audience): Promise<Name[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ id: number; canonical: number; text: string }>`
    select t.id, c.id as canonical, n.text from actor_name n join thing t on t.id = n.actor_id join thing c on c.id = coalesce(t.merged_into, t.id)
    where n.keys && ${[...keys]}::text[] and c.redacted_at is null and c.withdrawn_at is null and c.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
      and t.redacted_at is null and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    order by cardinality(n.keys), n.id limit ${maxCandidates}`.execute(db as never);
  return rows.map((row) => ({ ids: [Number(row.id), Number(row.canonical)], text: row.text }));
}

function actorsNear(word: string, names: readonly Name[]): number[] {
  const near = (name: Name): boolean => nameSimilarity(word, name.text) >= nearWord || name.text.split(/\s+/).some((part) => part.length > 2 && nameSimilarity(word, part) >= nearWord);
  return [...new Set(names.filter(near).flatMap((name) => name.ids))];
}

function actorsNamed(text: string, names: readonly Name[]): number[] {
  return [...new Set(names.filter((name) => nameSimilarity(text, name.text) >= NEAR_NAME).flatMap((name) => name.ids))];
}

/**
 * The condition a text puts on rows with a `tsv` and an array of `actors`: every word, in the text or as the name of an
 * actor, in whatever script and spelling; or an actor of the name as a whole. Null where nothing can be looked for.
 */
export function textCondition(text: ReadText, column: { tsv: RawBuilder<unknown>; actors: RawBuilder<unknown> }): RawBuilder<boolean> | null {
  const wanted = text.terms.filter((term) => !term.not && (term.lexemes !== null || term.actors.length));
  const unwanted = text.terms.flatMap((term) => (term.not && term.lexemes !== null ? [term.lexemes] : []));
  if (wanted.length === 0) return null;
  const plain = wanted.filter((term) => term.actors.length === 0).map((term) => term.lexemes!);
  const parts = wanted.filter((term) => term.actors.length > 0).map((term) => {
    const named = sql<boolean>`${column.actors} && ${term.actors}::bigint[]`;
    return term.lexemes === null ? named : sql<boolean>`(${column.tsv} @@ ${term.lexemes}::tsquery or ${named})`;
  });
  if (plain.length) parts.unshift(sql<boolean>`${column.tsv} @@ ${plain.map((lexemes) => `(${lexemes})`).join(' & ')}::tsquery`);
  const all = sql.join(parts, sql` and `);
  const found = text.named.length ? sql<boolean>`((${all}) or ${column.actors} && ${text.named}::bigint[])` : sql<boolean>`(${all})`;
  return unwanted.length ? sql<boolean>`${found} and not ${column.tsv} @@ ${unwanted.map((lexemes) => `(${lexemes})`).join(' | ')}::tsquery` : sql<boolean>`${found}`;
}

/** All lexemes looked for, any of them: what ranks a row that matches. */
export function rankQuery(text: ReadText): string {
  return text.terms.flatMap((term) => (term.not || term.lexemes === null ? [] : [`(${term.lexemes})`])).join(' | ');
}
