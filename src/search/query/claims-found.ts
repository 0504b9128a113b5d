import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { textCondition, type ReadText } from './terms.ts';

export type ClaimHit = { id: number; number: number; ref: string; wording: string; mode: string; case: { ref: string; title: string } };

/** `more`: there are others, in these cases or in cases further down. */
export type ClaimsFound = { hits: ClaimHit[]; more: boolean };

const casesLooked = 100;
const claimsLooked = 3_000;
const shown = 20;

/**
 * Claims that say all of it themselves, out of the newest cases that match. They have no entries of their own: a
 * case's entry has their words, and is a tenth of the size.
 */
export async function findClaims(db: Reader, text: ReadText, audience: Audience): Promise<ClaimsFound> {
  const inCase = textCondition(text, { tsv: sql.ref('e.tsv'), actors: sql.ref('e.actors') });
  const inClaim = textCondition(text, { tsv: sql`to_tsvector('russian', unaccent(c.wording))`, actors: sql`s.actors` });
  if (!inCase || !inClaim) return { hits: [], more: false };
  const visible = audience === 'public' ? sql`c.state = 'checked' and t.visibility = 'public'` : sql`c.state <> 'withdrawn' and t.visibility <> 'sealed'`;
  const { rows } = await sql<{ id: number; number: number; wording: string; mode: string; case_number: number; title: string }>`
    with found as materialized (
      select e.thing_id, e.title, e.sort_on from search_entry e
      where e.kind = 'case' and ${audience === 'public' ? sql`e.for_public` : sql`e.for_desk`} and ${inCase} order by e.sort_on desc, e.thing_id desc limit ${casesLooked}
    ), looked as materialized (
      select c.id, c.wording, c.mode, c.state, f.thing_id, f.title, f.sort_on from found f
      cross join lateral (select m.id from thing m where m.id = f.thing_id or m.merged_into = f.thing_id) m
      join claim c on c.case_id = m.id limit ${claimsLooked}
    )
    select c.id, t.number, c.wording, c.mode, ct.number as case_number, c.title
    from looked c join thing t on t.id = c.id join thing ct on ct.id = c.thing_id
    cross join lateral (
      select coalesce(array_agg(coalesce(a.merged_into, a.id)), '{}') as actors from chain_link l join thing a on a.id = l.actor_id
      where l.claim_id = c.id and l.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    ) s
    where ${visible} and t.withdrawn_at is null and t.redacted_at is null and ${inClaim}
    order by c.sort_on desc, c.thing_id desc, c.id limit ${shown + 1}`.execute(db as never);
  return {
    hits: rows.slice(0, shown).map((row) => ({
      id: Number(row.id), number: Number(row.number), ref: `claim/${row.number}`, wording: row.wording, mode: row.mode, case: { ref: `case/${row.case_number}`, title: row.title },
    })),
    more: rows.length > shown,
  };
}
