import { sql } from 'kysely';
import type { Sql } from './kinds/kind.ts';
import { allKinds } from './kinds/registry.ts';

/**
 * A query for the accounts (`account_id`) that worked on an item: they added, changed, checked or commented on the
 * item, or have unsaved changes of it.
 */
export const writersOf = (id: Sql, kind: Sql): Sql => sql`
  select s.account_id from change c join change_set s on s.id = c.change_set_id
  where c.thing_id = ${id} and c.kind = ${kind} and c.action in ('created', 'changed', 'checked')
  ${sql.join(
    allKinds().flatMap(({ unsaved }) => (unsaved ? [sql`union all ${unsaved(id)}`] : [])),
    sql` `,
  )}`;
