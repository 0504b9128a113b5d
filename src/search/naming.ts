import { sql } from 'kysely';
import { insertRows } from '../platform/database/insert-rows.ts';
import type { Tx } from '../platform/database/tx.ts';
import type { FindCases } from '../record/views/actor.ts';
import type { CaseContent } from './index/read-cases.ts';

/**
 * A public case that names an actor. `began`: the latest of the possible days of its beginning, for sorting. `roles`:
 * the roles of the actor that readers may see without a speaker.
 */
export type CaseActor = { actor_id: number; case_id: number; began: string | null; roles: string[] };

declare module '../platform/database/tables.ts' {
  interface Tables {
    case_actor: CaseActor;
  }
}

export async function insertActors(tx: Tx, actors: readonly CaseActor[]): Promise<void> {
  await insertRows(tx, 'case_actor', actors);
}

/** The actors in public facts of a case and its parts. */
export function actorsOf(content: CaseContent): CaseActor[] {
  if (!content.isPublic) return [];
  const roles = new Map<number, Set<string>>();
  let began: string | null = null;
  for (const part of content.parts)
    for (const { property, value, valueThing, from, forPublic, plainPublic } of part.isPublic ? part.facts : []) {
      if (!forPublic) continue;
      if (part.isCase && property === 'began' && from !== null && (began === null || from > began)) began = from;
      if (valueThing === null) continue;
      const own = roles.get(valueThing) ?? new Set<string>();
      roles.set(valueThing, own);
      if (plainPublic) own.add(property === 'involvement' ? String((value as { role?: string }).role) : property);
    }
  return Array.from(roles, ([actor_id, own]) => ({ actor_id, case_id: content.id, began, roles: [...own] }));
}

/** SQL for one page of the public cases that name an actor, the latest first, and for their number. */
export const casesNaming: FindCases = (actor, { limit, offset }) => ({
  page: sql`
    select case_id, row_number() over (order by began desc nulls last, case_id desc) as place from case_actor
    where actor_id = ${actor} order by place limit ${limit} offset ${offset}`,
  total: sql`select count(*)::int as total from case_actor where actor_id = ${actor}`,
});
