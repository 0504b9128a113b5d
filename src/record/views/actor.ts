import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Thing } from '../things.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import { loadClaims, publicClaim, type ClaimView } from './claims.ts';
import { loadFacts, type FactView, type PropertyView } from './facts.ts';

export type NameView = { text: string; kind: string; language: string | null; script: string | null };

/** An actor with its names, what is said of it, and where it appears. */
export type ActorView = {
  brief: Brief;
  version: number;
  example: boolean;
  kind: string;
  names: NameView[];
  facts: PropertyView[];
  /** Claims that carry `facts`, and those the actor made, by id. */
  claims: Map<number, ClaimView>;
  /** Ids of claims in whose chain the actor speaks. */
  said: number[];
  /** Things of cases that name the actor, with the property (or the involvement's role). */
  appears: { case: Brief; in: Brief; role: string; attributed: boolean; claimIds: number[] }[];
  /** Kinship, memberships and posts of others that name this actor ("child of", "member of"). */
  ties: { subject: Brief; value: FactView }[];
  published: { source: Brief; date: string | null }[];
};

const listLength = 200;

export async function loadActor(db: Reader, thing: Thing, audience: Audience): Promise<ActorView> {
  const actor = await db.selectFrom('actor').select('kind').where('id', '=', thing.id).executeTakeFirstOrThrow();
  const family = sql`(select t.id from thing t where t.id = ${thing.id} or t.merged_into = ${thing.id})`;
  const names = await db
    .selectFrom('actor_name')
    .innerJoin('thing', 'thing.id', 'actor_name.actor_id')
    .select(['text', 'actor_name.kind', 'language', 'script', 'actor_id', 'position'])
    .where(sql<boolean>`actor_id in ${family}`)
    // A name that only the desk knew stays there when its actor is merged into a public one.
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'))
    .orderBy(sql`actor_id <> ${thing.id}`)
    .orderBy('position')
    .execute();
  const facts = (await loadFacts(db, [thing.id], audience)).get(thing.id) ?? [];
  const said = await db
    .selectFrom('claim')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .select('claim.id')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('chain_link')
          .select('chain_link.claim_id')
          .whereRef('chain_link.claim_id', '=', 'claim.id')
          .where(sql<boolean>`chain_link.actor_id in ${family}`)
          .$if(audience === 'public', (query) => query.where('chain_link.visibility', '=', 'public')),
      ),
    )
    .$if(audience === 'public', (query) => query.where(publicClaim))
    .where('claim.state', '!=', 'withdrawn')
    .orderBy('claim.id', 'desc')
    .limit(listLength)
    .execute();
  const { rows: named } = await sql<{ subject_id: number; case_id: number | null }>`
    select f.subject_id, coalesce(ct.merged_into, ct.id) as case_id
    from fact f join thing s on s.id = f.subject_id
    left join event e on e.id = s.id left join proceeding p on p.id = s.id
    left join charge ch on ch.id = s.id left join proceeding chp on chp.id = ch.proceeding_id
    left join "order" o on o.id = s.id left join proceeding op on op.id = o.proceeding_id
    left join thing ct on ct.id = case when s.kind = 'case' then s.id else coalesce(e.case_id, p.case_id, chp.case_id, op.case_id) end
    where f.value_thing = ${thing.id} and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')}
    group by 1, 2 order by min(f.date_from) nulls last, 1 limit ${listLength}`.execute(db as never);
  const theirs = await loadFacts(db, named.map((row) => Number(row.subject_id)), audience);
  const naming = named.map((row) => ({
    subject: Number(row.subject_id),
    inCase: row.case_id === null ? null : Number(row.case_id),
    values: (theirs.get(Number(row.subject_id)) ?? []).flatMap((property) => property.values.filter((value) => value.thing?.id === thing.id)),
  }));
  const publications = await db
    .selectFrom('source')
    .innerJoin('thing', 'thing.id', 'source.id')
    .select(['source.id', 'source.published'])
    .where(sql<boolean>`source.publisher_id in ${family}`)
    .where('thing.withdrawn_at', 'is', null)
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'))
    .orderBy('source.published', 'desc')
    .limit(listLength)
    .execute();
  const briefs = await loadBriefs(db, [thing.id, ...naming.flatMap((one) => [one.subject, ...(one.inCase === null ? [] : [one.inCase])]), ...publications.map((row) => row.id)], audience);
  const visible = (id: number | null): Brief | null => {
    const brief = id === null ? undefined : briefs.get(Number(id));
    return brief && !(audience === 'public' && brief.hidden) ? brief : null;
  };
  const saidIds = said.map((row) => row.id);
  const carriers = [...facts.flatMap((property) => property.values), ...naming.flatMap((one) => one.values)];
  const claims = await loadClaims(db, [...saidIds, ...carriers.flatMap((value) => value.claimIds)], audience);
  return {
    brief: briefs.get(thing.id)!,
    version: thing.version,
    example: thing.example,
    kind: actor.kind,
    names: distinctNames(names),
    facts,
    claims: new Map(claims.map((claim) => [claim.id, claim])),
    said: saidIds,
    appears: naming.flatMap(({ subject, inCase, values }) => {
      const [theCase, part] = [visible(inCase), visible(subject)];
      if (!theCase || !part) return [];
      return values.map((value) => ({ case: theCase, in: part, role: roleIn(value), attributed: value.attributed, claimIds: value.claimIds }));
    }),
    ties: naming.flatMap(({ subject, inCase, values }) => {
      const other = inCase === null ? visible(subject) : null;
      return other ? values.map((value) => ({ subject: other, value })) : [];
    }),
    published: publications.flatMap((row) => {
      const source = visible(row.id);
      return source ? [{ source, date: row.published }] : [];
    }),
  };
}

const roleIn = (value: FactView): string => (value.value && typeof value.value === 'object' && 'role' in value.value ? String(value.value.role) : value.property);

/** A name that a merged actor shares is listed once. */
function distinctNames(names: readonly NameView[]): NameView[] {
  const seen = new Set<string>();
  return names.flatMap(({ text, kind, language, script }) => {
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ text, kind, language, script }];
  });
}
