import { sql } from 'kysely';
import type { Reader } from '../../../../platform/database/tx.ts';
import type { ThingKind } from '../../../../record/tables.ts';
import { slugOf } from '../../../../record/views/briefs.ts';
import { kindAt } from '../../../kit/middleware/page-refs.ts';
import { addressOfThing } from '../../../record/components/of-record.ts';

const pluralOf = Object.fromEntries(Object.entries(kindAt).map(([plural, kind]) => [kind, plural])) as Record<
  string,
  string
>;

/** The address of an item without its slug. It redirects to the page. */
export const shortAddress = (kind: string, number: number): string => `/${pluralOf[kind]}/${number}`;

/** An item that has or had a page. `address` has the slug if the title is known; `short` never has it. */
export type Seed = { ref: string; address: string; short: string; title: string };

/**
 * All items that may have a page. Only a request shows whether an item has one.
 * @param refs if set, only these items are returned
 */
export async function findSeeds(db: Reader, refs?: readonly string[]): Promise<Seed[]> {
  const { rows } = await sql<{ kind: ThingKind; number: number; title: string | null; slug: string | null }>`
    select t.kind, t.number, e.title, ${slugOf(sql`t.kind`, sql`t.id`)} as slug from thing t left join search_entry e on e.thing_id = t.id and e.for_public
    where t.kind = any(${Object.values(kindAt)}::text[]) and t.visibility = 'public' ${refs ? sql`and (t.kind, t.number) in (select * from unnest(${refs.map((ref) => ref.split('/')[0]!)}::text[], ${refs.map((ref) => Number(ref.split('/')[1]))}::bigint[]))` : sql``} order by t.id`.execute(
    db,
  );
  return rows.map(({ kind, number, title, slug }) => {
    const short = shortAddress(kind, Number(number));
    const full = title === null ? undefined : addressOfThing({ kind, number: Number(number), title, slug });
    return { ref: `${kind}/${number}`, address: full ?? short, short, title: title ?? '' };
  });
}
