import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { findPackage } from '../../record/files/packages.ts';
import { refSchema } from '../../record/refs.ts';
import { takeForChange } from '../../record/things.ts';
import { showThings } from '../../record/lifecycle/withdraw.ts';
import type {} from './tables.ts';

/**
 * With `released`, lets readers open a preserved page, and makes the capture's item public. Without `released`, readers
 * can no longer open the page. Readers can open a page only if the publication lets readers open preserved pages and
 * the source is public.
 * @throws AppError `sealed`, `redacted`, `gone` if the capture was withdrawn, `not_found` if there is no package
 */
export const makeCapturePublic = defineOperation({
  name: 'evidence.releaseCapture',
  permission: editors,
  input: z.object({ capture: refSchema, released: z.boolean() }),
  async write({ tx, input, at, principal, change }): Promise<void> {
    const thing = await takeForChange(tx, input.capture, at, { kinds: ['capture'] });
    const before = await tx
      .selectFrom('released_capture')
      .select('capture_id')
      .where('capture_id', '=', thing.id)
      .executeTakeFirst();
    if (input.released) {
      if (thing.visibility === 'sealed') throw new AppError('sealed');
      if (thing.withdrawn_at) throw new AppError('gone');
      if (!(await findPackage(tx, thing.id))?.size) throw new AppError('not_found');
      await showThings(tx, [thing], 'public', change);
    }
    if (input.released === (before !== undefined)) return;
    if (input.released)
      await tx
        .insertInto('released_capture')
        .values({ capture_id: thing.id, released_by: principal.accountId, released_at: at })
        .execute();
    else await tx.deleteFrom('released_capture').where('capture_id', '=', thing.id).execute();
    change({
      kind: 'capture',
      thingId: thing.id,
      action: 'changed',
      before: { released: before !== undefined },
      after: { released: input.released },
    });
  },
});
