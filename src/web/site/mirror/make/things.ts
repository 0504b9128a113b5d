import { sql } from 'kysely';
import type { Reader } from '../../../../platform/database/tx.ts';
import type { ThingKind } from '../../../../record/tables.ts';
import { slugOf } from '../../../../record/views/briefs.ts';
import { addressOfThing } from '../../../record/components/of-record.ts';
import { plainPath } from './places.ts';

/**
 * The kinds whose items have pages, by the first part of the address. `comments` is included, because such addresses
 * contain the number of an article.
 */
const kindOf: Readonly<Record<string, ThingKind>> = {
  comments: 'article',
  articles: 'article',
  cases: 'case',
  actors: 'actor',
  sources: 'source',
  claims: 'claim',
  laws: 'law',
  provisions: 'provision',
  letters: 'letter',
};
const pluralOf = Object.fromEntries(Object.entries(kindOf).map(([plural, kind]) => [kind, plural])) as Record<
  string,
  string
>;

/**
 * The item to which an address belongs, as `case/3`, if it is a page or feed of an item. Null for lists and other
 * addresses.
 */
export function refOf(address: string): string | null {
  const found = /^\/(?:feeds\/)?([a-z]+)\/(\d+)(?![^/.?#])/.exec(plainPath(address));
  const kind = found && kindOf[found[1]!];
  return kind ? `${kind}/${found[2]}` : null;
}

/** The address of an item without its slug. It redirects to the page. */
export const shortAddress = (kind: string, number: number): string => `/${pluralOf[kind]}/${number}`;

/** An item that has or had a page. `address` has the slug if the title is known; `short` has none. */
export type Seed = { ref: string; address: string; short: string; title: string };

/**
 * All items that may have a page. Only a request shows whether an item really has one.
 * @param refs if set, only these items
 */
export async function findSeeds(db: Reader, refs?: readonly string[]): Promise<Seed[]> {
  const { rows } = await sql<{ kind: ThingKind; number: number; title: string | null; slug: string | null }>`
    select t.kind, t.number, e.title, ${slugOf(sql`t.kind`, sql`t.id`)} as slug from thing t left join search_entry e on e.thing_id = t.id and e.for_public
    where t.kind = any(${Object.values(kindOf)}::text[]) and t.visibility = 'public' ${refs ? sql`and (t.kind, t.number) in (select * from unnest(${refs.map((ref) => ref.split('/')[0]!)}::text[], ${refs.map((ref) => Number(ref.split('/')[1]))}::bigint[]))` : sql``} order by t.id`.execute(
    db,
  );
  return rows.map(({ kind, number, title, slug }) => {
    const short = shortAddress(kind, Number(number));
    const full = title === null ? undefined : addressOfThing({ kind, number: Number(number), title, slug });
    return { ref: `${kind}/${number}`, address: full ?? short, short, title: title ?? '' };
  });
}
