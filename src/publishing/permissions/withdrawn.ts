import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';

/** A published article that a permission touches which was taken back, and nobody has looked through since. */
export type TouchedArticle = { number: number; headline: string; permission: number; person: string; on: string | null };

/**
 * Articles before readers that permissions touch which were taken back: the one a permission was given for; of one for
 * whatever is told, those that name the person, in what they cite or by who speaks. Worked out when it is asked for.
 */
export async function listTouched(db: Reader, { document, permission }: { document?: number; permission?: number } = {}): Promise<TouchedArticle[]> {
  const { rows } = await sql<TouchedArticle>`
    with gone as (
      select p.id, t.number, p.person_id, p.document_id, p.withdrawn_on, coalesce(nullif(p.person, ''), (select n.text from actor_name n where n.actor_id = p.person_id order by n.position limit 1), '') as person
      from permission p join thing t on t.id = p.id
      where p.state = 'withdrawn' and t.visibility <> 'sealed' and t.withdrawn_at is null and t.redacted_at is null and (${permission ?? null}::bigint is null or p.id = ${permission ?? null})
    ), family as (
      select g.id, f.id as actor_id from gone g join thing a on a.id = g.person_id join thing f on coalesce(f.merged_into, f.id) = coalesce(a.merged_into, a.id)
    ), touched as (
      select g.id, g.document_id from gone g where g.document_id is not null
      union
      select f.id, e.document_id from family f join gone g on g.id = f.id and g.document_id is null
        join (
          select claim_id, actor_id from chain_link where actor_id is not null
          union select claim_id, subject_id from statement union select claim_id, value_thing from statement where value_thing is not null
        ) n on n.actor_id = f.actor_id
        join published_citation c on c.claim_id = n.claim_id join edition e on e.id = c.edition_id join document d on d.id = e.document_id and d.edition_id = e.id
    )
    select a.number::int as number, r.headline, g.number::int as permission, g.person, g.withdrawn_on as on
    from touched x join gone g on g.id = x.id join document d on d.id = x.document_id join thing a on a.id = d.id join edition e on e.id = d.edition_id join revision r on r.id = e.revision_id
    where d.state in ('published', 'retracted') and a.redacted_at is null and (${document ?? null}::bigint is null or d.id = ${document ?? null})
      and not exists (select from permission_seen s where s.permission_id = g.id and s.document_id = d.id)
    order by g.withdrawn_on desc nulls last, a.number desc limit 200`.execute(db as never);
  return rows;
}
