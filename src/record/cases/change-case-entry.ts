import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { caseParts } from '../kinds/parts.ts';
import { refSchema } from '../refs.ts';
import { requireFilingPermission } from '../permissions.ts';
import { takeForChange } from '../things.ts';

const kinds = ['case', ...caseParts.map((part) => part.name)] as const;

/**
 * Changes the editorial text of a case or a part of it: its title and, for a case, its summary. What happened, who was
 * involved and how items are related is stated by claims.
 * @throws AppError `conflict` if someone has saved it since `version`
 */
export const changeCaseEntry = defineOperation({
  name: 'record.changeDossier',
  permission: legal,
  input: z.object({
    thing: refSchema,
    version: z.coerce.number().int().positive(),
    title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
    summary: z.string().trim().max(20_000, 'errors.field.text.long').optional(),
    visibility: z.enum(['public', 'desk']),
  }),
  async write({ tx, input, principal, at, change }) {
    const thing = await takeForChange(tx, input.thing, at, { version: input.version, kinds });
    if (thing.visibility === 'sealed') throw new AppError('sealed');
    requireFilingPermission(principal, [thing.kind]);
    const kind = thing.kind as (typeof kinds)[number];
    const before = await tx.selectFrom(kind).selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
    const words = { title: input.title, ...(kind === 'case' ? { summary: input.summary || null } : {}) };
    await tx.updateTable(kind).set(words).where('id', '=', thing.id).execute();
    await tx.updateTable('thing').set({ visibility: input.visibility }).where('id', '=', thing.id).execute();
    change({
      kind,
      thingId: thing.id,
      action: 'changed',
      before: { ...before, visibility: thing.visibility },
      after: { ...before, ...words, visibility: input.visibility },
    });
    return { version: thing.version + 1 };
  },
});
