import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { addressKey } from '../../record/sources/address.ts';
import type { ThingKind } from '../../record/tables.ts';
import { loadBriefs, type Audience } from '../../record/views/briefs.ts';
import { provisionAt } from '../meanings/lists.ts';
import { identifiedActors } from '../similar-actors.ts';
import { isLimitedEntry } from './limited.ts';
import { lawsNumbered } from './laws-named.ts';
import { hitColumns, inReadersWords, toHit, type Hit, type HitRow } from './hit.ts';
import { shownState } from '../../record/claims/counted.ts';

const numbered = [
  'case',
  'article',
  'actor',
  'source',
  'claim',
  'law',
  'letter',
] as const satisfies readonly ThingKind[];

const numberSign = '(?:#|no\\.?\\s*|№)?\\s*';

/** The kinds of items that a word names in a language of the interface. “дело”, for example, means a case. */
const kindsNamed = (word: string): ThingKind[] =>
  numbered.filter((kind) =>
    interfaceLocales.some((locale) => foldText(messages(locale)(`search.public.kind.${kind}`)) === foldText(word)),
  );

/** Parses a text that refers to an item: `12`, `case 12`, “дело № 12”, `actor/12`, `/cases/12/slug`, or any URL. */
export function readPointer(text: string): { kinds: readonly ThingKind[]; number: number } | { url: string } | null {
  const value = text.trim();
  const bare = new RegExp(`^${numberSign}(\\d{1,15})$`, 'i').exec(value);
  if (bare) return { kinds: numbered, number: Number(bare[1]) };
  const path =
    /^(?:https?:\/\/[^/]+\/|\/)?(?:desk\/)?(case|article|actor|source|claim|law|letter)s?[\s/]+(?:#\s*)?(\d{1,15})(?:[/?#].*)?$/i.exec(
      value,
    );
  const url =
    /^https?:\/\/\S+$/i.test(value) && URL.canParse(value)
      ? value
      : /^[\w-]+(?:\.[\w-]+)+\/\S*$/.test(value) && URL.canParse(`https://${value}`)
        ? `https://${value}`
        : null;
  if (path) return { kinds: [path[1]!.toLowerCase() as ThingKind], number: Number(path[2]) };
  const [, word = '', number] = new RegExp(`^(\\p{L}+)\\s+${numberSign}(\\d{1,15})$`, 'iu').exec(value) ?? [];
  // “Статья 3” means a provision of a law in Russian, although the word also means an article of the publication.
  const kinds = number === undefined || provisionAt([word.toLowerCase(), number]) ? [] : kindsNamed(word);
  if (kinds.length) return { kinds, number: Number(number) };
  return url ? { url } : null;
}

/**
 * The items to which a text refers by number, URL or identifier, if the audience may see them. Laws with this number
 * come first. For a merged item, returns the canonical item.
 */
export async function findDirectly(db: Reader, text: string, audience: Audience): Promise<Hit[]> {
  const pointer = readPointer(text);
  const pointing: Promise<{ rows: { id: number; kind: ThingKind }[] }> = !pointer
    ? Promise.resolve({ rows: [] })
    : 'url' in pointer
      ? sql<{ id: number; kind: ThingKind }>`
        select distinct t.canonical_id as id, t.kind from source_address a join thing t on t.id = a.source_id where a.address_key = ${addressKey(pointer.url)}`.execute(
          db,
        )
      : sql<{ id: number; kind: ThingKind }>`
        select t.canonical_id as id, t.kind from thing t where t.kind = any(${[...pointer.kinds]}::text[]) and t.number = ${pointer.number}`.execute(
          db,
        );
  const [actors, laws, { rows: pointed }] = await Promise.all([
    identifiedActors(db, text, audience),
    lawsNumbered(db, text, audience),
    pointing,
  ]);
  const asked = [
    ...laws.map((id) => ({ id, kind: 'law' as const })),
    ...pointed,
    ...actors.map(({ id }) => ({ id, kind: 'actor' as const })),
  ];
  if (asked.length === 0) return [];
  const ids = asked.map((row) => Number(row.id));
  const { rows } = await sql<HitRow>`
    select ${hitColumns()} from search_entry e join thing t on t.id = e.thing_id
    where e.thing_id = any(${ids}::bigint[]) and ${audience === 'public' ? sql`e.for_public` : sql`(e.for_desk or ${isLimitedEntry})`}`.execute(
    db,
  );
  const claims = await claimHits(
    db,
    asked.flatMap((row) =>
      row.kind === 'claim' && !rows.some((hit) => Number(hit.thing_id) === Number(row.id)) ? [Number(row.id)] : [],
    ),
    audience,
  );
  const order = (hit: Hit): number =>
    laws.includes(hit.id)
      ? laws.indexOf(hit.id) - laws.length
      : numbered.indexOf(hit.kind as (typeof numbered)[number]);
  const shown = await inReadersWords(db, rows, audience);
  return [...shown.map(toHit), ...claims].toSorted((a, b) => order(a) - order(b));
}

/** Hits for claims that belong to cases, because these claims have no entry in the index. */
async function claimHits(db: Reader, ids: readonly number[], audience: Audience): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const checked = await db
    .selectFrom('claim')
    .select('id')
    .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
    .where(shownState(audience, 'claim'))
    .execute();
  const briefs = await loadBriefs(
    db,
    checked.map((row) => row.id),
    audience,
  );
  return [...briefs.values()].flatMap((brief) =>
    brief.hidden || brief.withdrawn
      ? []
      : [
          {
            id: brief.id,
            kind: 'claim',
            number: brief.number,
            ref: `claim/${brief.number}`,
            title: brief.title,
            slug: null,
            date: null,
            countries: [],
            types: [],
            statuses: [],
            languages: [],
          },
        ],
  );
}
