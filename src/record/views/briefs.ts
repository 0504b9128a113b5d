import { sql, type RawBuilder } from 'kysely';
import { memoryOf } from '../../platform/database/remember.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { ThingKind } from '../tables.ts';

/** For whom a view is made. What is sealed is in neither: it is opened by its own operation. */
export type Audience = 'public' | 'desk';

/**
 * A thing as a page names it. For the public, what is not public is `hidden`: no name, no number, only its kind
 * ("a person known to the desk"). `id` is internal and never leaves the process.
 */
export type Brief = {
  id: number;
  kind: ThingKind;
  number: number;
  /** `actor/12`; null where hidden. */
  ref: string | null;
  title: string;
  /** The kind of actor or source. */
  sort: string | null;
  hidden: boolean;
  visibility: 'public' | 'desk' | 'sealed';
  withdrawn: boolean;
};

/** A brief that the audience may be told of as a thing that stands; null for any other. */
export const standingFor = (audience: Audience, brief: Brief | undefined): Brief | null =>
  brief && !(audience === 'public' && (brief.hidden || brief.withdrawn)) ? brief : null;

/** Briefs of things of any kind, by the ids asked for. A merged thing answers as the canonical one; in a history (`own`) as itself. */
export async function loadBriefs(
  db: Reader,
  ids: Iterable<number>,
  audience: Audience,
  own = false,
): Promise<Map<number, Brief>> {
  const asked = [...new Set(ids)];
  if (own) return askBriefs(db, asked, audience, own);
  const memory = memoryOf<number, Brief | null>(db, `briefs ${audience}`);
  if (!memory) return askBriefs(db, asked, audience);
  const fresh = asked.filter((id) => !memory.has(id));
  const found = await askBriefs(db, fresh, audience);
  for (const id of fresh) memory.set(id, found.get(id) ?? null);
  return new Map(
    asked.flatMap((id): [number, Brief][] => {
      const brief = memory.get(id);
      return brief ? [[id, brief]] : [];
    }),
  );
}

/** What a provision is called away from its law: what stands below an article with the article’s own name, “Article 2, 1”. */
const provisionName = (id: RawBuilder<unknown>, audience: Audience) => sql`(
  with recursive up (parent_id, kind, label, depth) as (
    select o.parent_id, o.kind, o.label, 0 from provision o where o.id = ${id}
    union all
    select w.parent_id, w.kind, w.label, up.depth + 1 from up join provision w on w.id = up.parent_id join thing wt on wt.id = w.id
    where up.kind <> 'article' and ${audience === 'public' ? sql`wt.visibility = 'public' and wt.withdrawn_at is null` : sql`true`}
  ), own as (select label from up where depth = 0)
  select string_agg(rtrim(up.label, '. '), ', ' order by up.depth desc) from up, own
  where up.depth = 0 or (exists (select from up a where a.kind = 'article') and not starts_with(own.label, rtrim(up.label, '. '))))`;

async function askBriefs(
  db: Reader,
  asked: readonly number[],
  audience: Audience,
  own = false,
): Promise<Map<number, Brief>> {
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{
    asked: number;
    id: number;
    kind: ThingKind;
    number: number;
    visibility: Brief['visibility'];
    gone: boolean;
    erased: boolean;
    shut: boolean;
    title: string | null;
    sort: string | null;
  }>`
    select a.id as asked, t.id, t.kind, t.number, t.visibility, t.withdrawn_at is not null as gone, t.redacted_at is not null as erased,
      -- what is part of a case or a law that the public may not see is not public either
      coalesce(ct.visibility <> 'public' or ct.withdrawn_at is not null or ct.redacted_at is not null, false) as shut,
      case t.kind
        when 'actor' then (select n.text from actor_name n where n.actor_id = t.id order by n.position limit 1)
        when 'case' then (select title from "case" where id = t.id)
        when 'event' then (select title from event where id = t.id)
        when 'proceeding' then (select title from proceeding where id = t.id)
        when 'charge' then (select title from charge where id = t.id)
        when 'order' then (select title from "order" where id = t.id)
        when 'source' then (select title from source where id = t.id)
        when 'capture' then (select s.title from capture c join source s on s.id = c.source_id where c.id = t.id)
        when 'claim' then (select wording from claim where id = t.id)
        when 'photo' then (select alt from photo where id = t.id)
        when 'law' then (select title from law where id = t.id)
        when 'provision' then (select ${provisionName(sql`t.id`, audience)} || ', ' || l.title from provision v join law l on l.id = v.law_id where v.id = t.id)
        when 'letter' then (select title from letter where id = t.id)
        when 'question' then (select wording from question where id = t.id)
        when 'permission' then (select coalesce(nullif(p.person, ''), (select n.text from actor_name n where n.actor_id = p.person_id order by n.position limit 1)) from permission p where p.id = t.id)
        when 'reply' then (select asker from reply where id = t.id)
        when 'demand' then (select what from demand where id = t.id)
      end as title,
      case t.kind when 'actor' then (select kind from actor where id = t.id) when 'source' then (select kind from source where id = t.id) end as sort
    from thing a join thing t on t.id = ${own ? sql`a.id` : sql`coalesce(a.merged_into, a.id)`}
    left join event e on t.kind = 'event' and e.id = t.id
    left join charge ch on t.kind = 'charge' and ch.id = t.id left join "order" o on t.kind = 'order' and o.id = t.id
    left join proceeding p on t.kind in ('proceeding', 'charge', 'order') and p.id = case t.kind when 'proceeding' then t.id else coalesce(ch.proceeding_id, o.proceeding_id) end
    left join question q on t.kind = 'question' and q.id = t.id
    left join provision pv on t.kind = 'provision' and pv.id = t.id
    left join thing ct on ct.id = (select coalesce(c.merged_into, c.id) from thing c where c.id = coalesce(e.case_id, p.case_id, q.case_id, pv.law_id))
    where a.id = any(${asked}::bigint[])`.execute(db);
  return new Map(
    rows.map((row) => {
      const hidden =
        row.erased ||
        (audience === 'public' && (row.visibility !== 'public' || row.gone || row.shut)) ||
        row.visibility === 'sealed';
      return [
        Number(row.asked),
        {
          id: Number(row.id),
          kind: row.kind,
          number: Number(row.number),
          ref: hidden && audience === 'public' ? null : `${row.kind}/${row.number}`,
          title: hidden ? '' : (row.title ?? ''),
          sort: hidden && audience === 'public' ? (row.kind === 'actor' ? row.sort : null) : row.sort,
          hidden,
          visibility: row.visibility,
          withdrawn: row.gone,
        },
      ];
    }),
  );
}
