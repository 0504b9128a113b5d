import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sourceInput } from '../filing/schema.ts';
import { claimsDependingOn, recomputeOrigins } from '../projection/origins.ts';
import { requireEditorForPublic } from '../permissions.ts';
import { project, subjectsOf } from '../projection/project.ts';
import { RefResolver, refSchema } from '../refs.ts';
import { snapshotSource } from '../projection/snapshots.ts';
import { refuseTakenAddresses, sourceRefs, sourceRows } from './rows.ts';
import { takeForChange } from '../things.ts';

/**
 * Replaces a source's description, its addresses, and the sources from which it derives. Recalculates independent
 * sources.
 * @throws AppError `editor_needed` if this changes what readers see beside a public claim (its independent source, or
 * the reason why its source is withheld), unless an editor changes it; `conflict` if someone has saved the source since
 * `version`; `invalid_input` by field
 */
export const changeSource = defineOperation({
  name: 'record.changeSource',
  permission: legal,
  input: z.object({ source: refSchema, version: z.coerce.number().int().positive(), to: sourceInput }),
  async write({ tx, input, principal, at, change }) {
    const thing = await takeForChange(tx, input.source, at, { version: input.version, kinds: ['source'] });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    const before = await snapshotSource(tx, thing.id);
    const refs = new RefResolver();
    await refs.load(tx, sourceRefs([input.to]));
    const read = sourceRows([input.to], [thing], refs);
    if (read.derivations.some((derivation) => derivation.origin_id === thing.id))
      refs.errors.push({ path: 'sources.0.derivedFrom', message: 'errors.field.derivation.self' });
    refs.throwIfWrong();
    const { id: _, ...row } = read.rows[0]!;
    const was = (before.withheld ?? null) as string | null;
    const description = { ...row, withheld: input.to.withheld === undefined ? was : row.withheld };
    // Readers see the reason why a source is withheld beside public claims, although the source itself is not public.
    if (description.withheld !== was)
      await requireEditorForPublic(tx, principal, await claimsDependingOn(tx, [thing.id]));
    await tx.updateTable('source').set(description).where('id', '=', thing.id).execute();
    await tx.deleteFrom('source_address').where('source_id', '=', thing.id).execute();
    await tx.deleteFrom('derivation').where('source_id', '=', thing.id).execute();
    await refuseTakenAddresses(tx, read.addresses);
    await insertRows(
      tx,
      'source_address',
      read.addresses.map(({ path: __, ...row }) => row),
    );
    await insertRows(tx, 'derivation', read.derivations);
    await tx.updateTable('thing').set({ visibility: input.to.visibility }).where('id', '=', thing.id).execute();
    const claims = await claimsDependingOn(tx, [thing.id]);
    // Readers see how many independent sources public claims have, even if the changed source itself is not public.
    await requireEditorForPublic(tx, principal, await recomputeOrigins(tx, claims));
    await project(tx, await subjectsOf(tx, claims));
    change({
      kind: 'source',
      thingId: thing.id,
      action: 'changed',
      before,
      after: { ...read.after[0], ...description, visibility: input.to.visibility },
    });
    return { version: thing.version + 1 };
  },
});
