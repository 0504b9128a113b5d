import { sql } from 'kysely';
import type { DocumentState } from '../../documents/tables.ts';
import { sameText } from '../../documents/translations/same-text.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { ReviewState } from '../../publishing/review/tables.ts';

/** An article that a withdrawn permission affects, and that no one has checked since. `step`: its status in review. */
export type TouchedArticle = {
  number: number;
  headline: string;
  state: DocumentState;
  step: ReviewState | null;
  publishAt: Date | null;
  permission: number;
  person: string;
  on: string | null;
};

/**
 * Articles affected by withdrawn permissions, published or not. A permission for one article affects that article and
 * its translations. A general permission affects each article whose published or newest text cites a claim about the
 * person or by them. `opened`: the content of a sealed permission, for the user who opened it.
 */
export async function listTouched(
  db: Reader,
  {
    document,
    permission,
    opened,
  }: {
    document?: number;
    permission?: number;
    opened?: { person_id: number | null; person: string; document_id: number | null };
  } = {},
): Promise<TouchedArticle[]> {
  const { rows } = await sql<TouchedArticle>`
    with gone as (
      select p.id, t.number, o.person_id, o.document_id, p.withdrawn_on, coalesce(nullif(o.person, ''), (select n.text from actor_name n where n.actor_id = o.person_id order by n.position limit 1), '') as person
      from permission p join thing t on t.id = p.id
        cross join lateral (select ${opened ? sql`${opened.person_id}::bigint as person_id, ${opened.person}::text as person, ${opened.document_id}::bigint as document_id` : sql`p.person_id, p.person, p.document_id`}) o
      where p.state = 'withdrawn' and t.visibility ${opened ? sql`=` : sql`<>`} 'sealed' and p.looked_through_at is null and t.withdrawn_at is null and t.redacted_at is null and (${permission ?? null}::bigint is null or p.id = ${permission ?? null})
    ), touched as (
      select g.id, m.id as document_id from gone g cross join lateral ${sameText(sql`g.document_id`)} m where g.document_id is not null
      union
      select g.id, c.document_id from gone g join thing a on a.id = g.person_id
        cross join lateral (select m.id from thing m where m.canonical_id = a.canonical_id) f
        cross join lateral (
          select l.claim_id from chain_link l where l.actor_id = f.id
          union select s.claim_id from statement s where s.subject_id = f.id
          union select s.claim_id from statement s where s.value_thing = f.id
        ) n
        cross join lateral (
          select d.id as document_id from published_citation p join edition e on e.id = p.edition_id join document d on d.id = e.document_id and d.edition_id = e.id where p.claim_id = n.claim_id
          union select d.id from citation i join revision v on v.id = i.revision_id join document d on d.id = v.document_id and d.revision_id = v.id where i.claim_id = n.claim_id
        ) c
      where g.document_id is null
    )
    select a.number::int as number, r.headline, d.state, w.state as step, w.publish_at as "publishAt", g.number::int as permission, g.person, g.withdrawn_on as on
    from touched x join gone g on g.id = x.id join document d on d.id = x.document_id join thing a on a.id = d.id left join edition e on e.id = d.edition_id join revision r on r.id = coalesce(e.revision_id, d.revision_id) left join review w on w.document_id = d.id
    where d.state in ('draft', 'published', 'retracted') and a.kind = 'article' and a.withdrawn_at is null and a.redacted_at is null and (${document ?? null}::bigint is null or d.id = ${document ?? null})
      and not exists (select from permission_seen s where s.permission_id = g.id and s.document_id = d.id)
    order by g.withdrawn_on desc nulls last, a.number desc limit 200`.execute(db);
  return rows;
}

/**
 * A sealed permission that was withdrawn, if no one who can open it has checked the affected articles yet. `mine`:
 * whether this user can open it.
 */
export type SealedWithdrawal = { number: number; on: string | null; mine: boolean };

export async function listSealedBack(db: Reader, accountId: number | null): Promise<SealedWithdrawal[]> {
  const { rows } = await sql<SealedWithdrawal>`
    select t.number::int as number, p.withdrawn_on as on, exists (select from sealed_for f where f.thing_id = p.id and f.account_id = ${accountId}::bigint) as mine
    from permission p join thing t on t.id = p.id
    where p.state = 'withdrawn' and t.visibility = 'sealed' and p.looked_through_at is null and t.withdrawn_at is null and t.redacted_at is null
    order by p.withdrawn_on desc, t.number desc limit 200`.execute(db);
  return rows;
}
