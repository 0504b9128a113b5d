import { z } from 'zod';
import { legal } from '../accounts/tables.ts';
import { defineOperation } from '../platform/operation.ts';
import { refSchema } from '../record/refs.ts';
import { takeForChange } from '../record/things.ts';

/**
 * Changes the desk's title of a law, the language of its authentic text, and its access. Facts about it are claims.
 * @throws AppError `conflict` if someone saved since `version`
 */
export const changeLaw = defineOperation({
  name: 'law.changeLaw',
  permission: legal,
  input: z.object({
    law: refSchema,
    version: z.coerce.number().int().positive(),
    title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
    language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad'),
    visibility: z.enum(['public', 'desk']),
  }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.law, at, { version: input.version, kinds: ['law'] });
    const { title, language, visibility } = input;
    const before = await tx
      .selectFrom('law')
      .select(['title', 'language'])
      .where('id', '=', thing.id)
      .executeTakeFirstOrThrow();
    await tx.updateTable('law').set({ title, language }).where('id', '=', thing.id).execute();
    await tx.updateTable('thing').set({ visibility }).where('id', '=', thing.id).execute();
    change({
      kind: 'law',
      thingId: thing.id,
      action: 'changed',
      before: { ...before, visibility: thing.visibility },
      after: { title, language, visibility },
    });
    return { version: thing.version + 1 };
  },
});
