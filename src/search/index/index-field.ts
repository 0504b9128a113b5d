import { sql } from 'kysely';
import { z } from 'zod';
import { administrators } from '../../accounts/tables.ts';
import { changesOf } from '../../platform/changes.ts';
import { defineJob, sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, run, systemPrincipal, type ChangeListener } from '../../platform/operation.ts';
import { refreshFields } from '../../record/fields/apply-fields.ts';
import { changeField } from '../../record/fields/change-field.ts';
import { showField } from '../../record/fields/show-field.ts';
import { project } from '../../record/projection/project.ts';
import { caseIndexer } from './cases.ts';
import { canonicalCases } from './lookups.ts';
import { actorIndexer, sourceIndexer } from './others.ts';
import { indexAgain } from './projection.ts';

/** The maximum number of items that one transaction updates. */
const setSize = 1_000;

/**
 * Updates the facts and the index of some items that have a value of an installation's own field. Needed after the
 * field has become public or a filter, or is no longer one.
 * @returns the last id, for the next call; null if no item is left
 */
export const indexField = defineOperation({
  name: 'search.indexField',
  permission: administrators,
  ofAllTeams: true,
  input: z.object({ field: z.string().max(60), after: z.number().int().min(0) }),
  async write({ tx, input }): Promise<number | null> {
    const { rows } = await sql<{ id: number; kind: string }>`
      select t.id, t.kind from thing t where t.id in (select s.canonical_id from statement x join thing s on s.id = x.subject_id where x.property = ${input.field})
        and t.id > ${input.after} order by t.id limit ${setSize}`.execute(tx);
    if (rows.length === 0) return null;
    const idsOf = (test: (kind: string) => boolean): number[] =>
      rows.filter(({ kind }) => test(kind)).map(({ id }) => Number(id));
    await project(
      tx,
      rows.map(({ id }) => Number(id)),
    );
    const [actors, sources] = [idsOf((kind) => kind === 'actor'), idsOf((kind) => kind === 'source')];
    const cases = await canonicalCases(
      tx,
      idsOf((kind) => kind !== 'actor' && kind !== 'source'),
    );
    // A case has the facets of the people under pressure in it.
    const { rows: naming } = await sql<{ id: number }>`
      select distinct thing_id as id from search_key where kind = 'case' and actors && ${actors}::bigint[]`.execute(tx);
    await indexAgain(tx, actorIndexer, actors);
    await indexAgain(tx, sourceIndexer, sources);
    await indexAgain(tx, caseIndexer, [...new Set([...cases, ...naming.map(({ id }) => Number(id))])]);
    return Number(rows.at(-1)!.id);
  },
});

/** Runs `indexField` for all items, after a field was changed. */
export const indexFieldJob = defineJob({
  name: 'search.indexField',
  input: z.object({ field: z.string().max(60) }),
  minutes: 60,
  async handler({ input: { field }, app, signal }) {
    await refreshFields(app.db.read);
    for (let after: number | null = 0; after !== null;) {
      signal.throwIfAborted();
      after = await run(app, indexField, systemPrincipal, { field, after });
    }
  },
});

/** Sends the job in the transaction that changes a field. */
export const fieldListener: ChangeListener = {
  name: 'fields',
  async onChange(tx, { operation, changes }) {
    if (operation !== changeField.name && operation !== showField.name) return;
    for (const { after } of changesOf(changes, 'setting')) {
      const { field } = (after ?? {}) as { field?: string };
      if (field) await sendJob(tx, indexFieldJob, { field });
    }
  },
};
