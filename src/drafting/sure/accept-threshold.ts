import { z } from 'zod';
import { administrators, editors } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineOperation } from '../../platform/operation.ts';
import { readSetting, storeSetting } from '../../platform/database/settings.ts';

const name = 'accept-line';

/**
 * The confidence in percent from which claims may be accepted in bulk: at least 50. With a lower one, many of the
 * claims would be wrong.
 */
export const lineSchema = z.coerce
  .number('errors.field.line.range')
  .int('errors.field.line.range')
  .min(50, 'errors.field.line.range')
  .max(99, 'errors.field.line.range');
const stored = z.object({ line: lineSchema.nullable() });

/** The default percentage. More than nine in ten claims with at least this confidence were right. */
export const firstLine = 90;

/**
 * The confidence in percent from which claims can be accepted in bulk. Null if the desk accepts each claim separately.
 */
export async function acceptThreshold(db: Reader): Promise<number | null> {
  const read = stored.safeParse(await readSetting(db, name));
  return read.success ? read.data.line : firstLine;
}

/** Sets the percentage of `acceptThreshold` for the whole desk. */
export const setAcceptLine = defineOperation({
  name: 'drafting.setAcceptLine',
  permission: [...editors, ...administrators],
  input: z.object({ line: lineSchema.nullable() }),
  async write({ tx, input, change }) {
    const before = await acceptThreshold(tx);
    if (before === input.line) return;
    await storeSetting(tx, name, { line: input.line });
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { acceptLine: before },
      after: { acceptLine: input.line },
    });
  },
});
