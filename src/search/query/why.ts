import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { isReadable } from '../meanings/readable.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { markOfName, type RecordedName } from '../../record/actors/names/reader-name.ts';
import { loadDisputedTypes } from '../../record/disagreements/unresolved.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { loadBriefs, nameToRead, shownTo, type Audience } from '../../record/views/briefs.ts';
import { lineOf } from '../../record/vocabulary/terms.ts';
import type { Hit } from './hit.ts';
import type { ReadTerm, ReadText } from './terms.ts';

/**
 * Why an item was found, although its title and snippet do not show a word of the search. `word`: the word as typed;
 * `value`: what the item has instead, by `kind`: a country code, the key of a kind of pressure, a date in EDTF, a host,
 * or a name. Kind `text`: the words are in other texts of the item; `lacks`: the item does not have the word.
 * `language`: the language of a name, if it is not the reader's.
 */
export type Reason = {
  word: string;
  kind: ReadTerm['meanings'][number]['kind'] | 'actor' | 'alias' | 'text' | 'lacks';
  value: string;
  language?: string;
  /** Set if sources disagree about this kind of pressure. */ disputed?: true;
};

type Name = { text: string; language: string | undefined };

const maxReasons = 4;
/** The maximum number of ways to match a word that are tried for each hit. */
const maxWays = 120;

type Way = Reason & { term: number; matches: RawBuilder<boolean> };

function waysOf(text: ReadText): Way[] {
  return text.terms.flatMap((term, index) => {
    if (term.not || term.role === 'small') return [];
    const has = (lexemes: string) => sql<boolean>`e.tsv @@ ${lexemes}::tsquery`;
    const way = (kind: Reason['kind'], value: string, matches: RawBuilder<boolean>, word = term.text): Way => ({
      term: index,
      word,
      kind,
      value,
      matches,
    });
    return [
      ...term.meanings.flatMap(({ kind, values, coded, marked, phrased }) => [
        ...coded.map(({ code, value }) => way(kind, value, sql<boolean>`e.terms @> array[${code}::int]`)),
        ...(marked === null ? [] : [way(kind, values[0]!, has(marked))]),
        // These words may be anywhere in the item's texts. So they do not prove that the item has this place or host.
        ...phrased
          .filter((phrase) => foldText(phrase.text) !== foldText(term.text))
          .map(({ text: words, lexemes }) =>
            kind === 'host'
              ? way('text', words, has(lexemes), words)
              : way(kind === 'law' ? 'law' : 'same', words, has(lexemes)),
          ),
      ]),
      ...(term.lexemes === null ? [] : [way('text', term.text, has(term.lexemes))]),
    ];
  });
}

type Row = { id: number; ways: boolean[]; actors: number[] };

/** Returns the reasons for each hit, by its id. `shown`: the ids of hits that show a matching word in their texts. */
export type Explained = (hits: readonly Hit[], shown: ReadonlySet<number>) => Map<number, Reason[]>;

/**
 * Loads what explains hits. It comes only from the audience's entry in the index, so that readers learn nothing that
 * the page of the item does not show.
 */
export async function explain(
  db: Reader,
  text: ReadText,
  hits: readonly Pick<Hit, 'id' | 'kind'>[],
  audience: Audience,
): Promise<Explained> {
  const ways = waysOf(text).slice(0, maxWays);
  const wanted = [...new Set([...text.named, ...text.terms.flatMap((term) => term.actors)])];
  if (hits.length === 0 || ways.length + wanted.length === 0) return () => new Map();
  const entries = sql<Row>`
    select e.thing_id as id, ${ways.length ? sql`array[${sql.join(ways.map((way) => way.matches))}]` : sql`'{}'::boolean[]`} as ways,
      array(select a from unnest(e.actors) a where a = any(${wanted}::bigint[]) limit 20) as actors
    from search_entry e where e.thing_id = any(${hits.map((hit) => hit.id)}::bigint[]) and ${audience === 'public' ? sql`e.for_public` : sql`e.for_desk`}`.execute(
    db,
  );
  const cases = ways.some(({ kind }) => kind === 'act')
    ? hits.flatMap(({ id, kind }) => (kind === 'case' ? [id] : []))
    : [];
  const [{ rows }, names, disputed] = await Promise.all([
    entries,
    namesOf(db, text, hits),
    loadDisputedTypes(db, cases, audience),
  ]);
  const found = new Map(rows.map((row) => [Number(row.id), row]));
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => row.actors.map(Number)),
    audience,
  );
  const nameOf = (id: number): Name | null => {
    const brief = shownTo(audience, briefs.get(id));
    return brief && { text: brief.title, language: brief.language };
  };
  return (hits, shown) =>
    new Map(
      hits.map((hit) => {
        const row = found.get(hit.id);
        const alias = aliasOf(text, hit, names.get(hit.id));
        const reasons = row ? reasonsOf(text, hit, row, ways, { nameOf, alias, shown: shown.has(hit.id) }) : [];
        const types = disputed.get(hit.id);
        return [
          hit.id,
          reasons.map((one) => (one.kind === 'act' && types?.has(one.value) ? { ...one, disputed: true } : one)),
        ];
      }),
    );
}

function reasonsOf(
  text: ReadText,
  hit: Hit,
  row: Row,
  ways: readonly Way[],
  known: { nameOf: (id: number) => Name | null; alias: Name | undefined; shown: boolean },
): Reason[] {
  const matched = ways.filter((_, index) => row.ways[index]);
  const lacks: Reason[] = [];
  const reasons = text.terms.flatMap((term, index): Reason[] => {
    const own = matched.filter((way) => way.term === index);
    if (text.least !== undefined && !term.not && term.role === 'wanted' && own.length === 0)
      if (!row.actors.some((id) => term.actors.includes(Number(id))))
        lacks.push({ word: term.text, kind: 'lacks', value: term.text });
    // A kind of item needs no reason, because each result shows its kind.
    if (own.some((way) => way.kind === 'item')) return [];
    // The words themselves need no reason if they are marked in the title, the snippet or a claim.
    if (known.shown && own.some((way) => way.kind === 'text')) return [];
    const meant = own.filter((way) => way.kind !== 'text');
    const sure = meant.filter((way) => way.kind !== 'sound' && way.kind !== 'host');
    const clear = readableOf(sure);
    // If the item has the typed words, this is a better reason than words in a language that the reader cannot read.
    if (clear.length === 0 && own.some((way) => way.kind === 'text'))
      return own.filter((way) => way.kind === 'text').slice(0, 1);
    if (sure.length) {
      const best = clear.length ? clear : sure;
      return firstOfEachKind(best.filter((way) => !isBroader(way, best)));
    }
    const actor = row.actors.map(Number).find((id) => id !== hit.id && term.actors.includes(id));
    const name = actor === undefined ? null : known.nameOf(actor);
    if (name !== null && foldText(hit.title).includes(foldText(name.text))) return [];
    if (name !== null) return [{ word: term.text, kind: 'actor', value: name.text, language: name.language }];
    return meant.length ? firstOfEachKind(meant).slice(0, 1) : own.slice(0, 1);
  });
  if (known.alias !== undefined)
    reasons.unshift({
      word: text.terms.map((term) => term.text).join(' '),
      kind: 'alias',
      value: known.alias.text,
      language: known.alias.language,
    });
  return [...reasons.slice(0, maxReasons), ...lacks].map(({ word, kind, value, language }) => ({
    word,
    kind,
    value,
    ...(language !== undefined && { language }),
  }));
}

/**
 * Whether another way has a narrower kind of pressure than this one: “search of a newsroom” is narrower than “search”.
 */
const isBroader = ({ kind, value }: Way, ways: readonly Way[]): boolean =>
  kind === 'act' &&
  ways.some(
    (other) => other.kind === 'act' && other.value !== value && lineOf('incident-type', other.value).includes(value),
  );

/** Leaves out other words for the same in a language that is neither the reader's nor that of the search. */
const readableOf = (ways: readonly Way[]): Way[] =>
  ways.filter(
    ({ kind, word, value }) =>
      (kind !== 'law' && kind !== 'same') || isReadable(value, word, currentReading()?.language),
  );

const firstOfEachKind = (ways: readonly Way[]): Way[] => [
  ...new Map(ways.toReversed().map((way) => [way.kind, way])).values(),
];

/** The names of the actors among the hits, by the actor's id. */
async function namesOf(
  db: Reader,
  text: ReadText,
  hits: readonly Pick<Hit, 'id' | 'kind'>[],
): Promise<Map<number, RecordedName[]>> {
  const actors = text.names.length ? hits.flatMap(({ id, kind }) => (kind === 'actor' ? [id] : [])) : [];
  if (actors.length === 0) return new Map();
  const rows = await db
    .selectFrom('actor_name')
    .select(['actor_id', 'text', 'kind', 'language', 'script'])
    .where(sql<boolean>`actor_id = any(${actors}::bigint[])`)
    .orderBy('actor_id')
    .orderBy('position')
    .execute();
  return group(rows.map((row) => [Number(row.actor_id), row] as const));
}

/** The name of an actor that the words match, if the actor's title does not contain them. */
function aliasOf(text: ReadText, hit: Hit, names: readonly RecordedName[] = []): Name | undefined {
  const spelled = text.names.map(foldText);
  if (spelled.some((word) => foldText(hit.title).includes(word))) return undefined;
  const meant = names.filter((name) => spelled.some((word) => foldText(name.text).includes(word)));
  const name = meant.length ? nameToRead(meant) : undefined;
  const reading = currentReading();
  return name && { text: name.text, language: reading && markOfName(name, reading.language) };
}
