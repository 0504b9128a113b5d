import { z } from 'zod';
import { legal } from '../accounts/tables.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation } from '../platform/operation.ts';
import { named } from '../record/filing/file-and-change.ts';
import { file, type Filed } from '../record/filing/file.ts';
import { filingInput } from '../record/filing/schema.ts';
import { RefResolver, refSchema } from '../record/refs.ts';
import { takeForChange } from '../record/things.ts';
import { changeInput } from './schema.ts';
import { changeRefs, planChanges, provisionKeys, writeChanges } from './write-changes.ts';

/**
 * Adds changes of a law, and files their sources and claims (`filing`). The changes refer to these claims by `#key`.
 * The claims can be about provisions of the law, including new ones that the changes insert (`#law:art_5`).
 * @throws AppError `conflict` if someone saved since `version`; `invalid_input` by field, for example for a provision
 * that does not exist
 */
export const amendLaw = defineOperation({
  name: 'law.amendLaw',
  permission: legal,
  input: z.object({
    law: refSchema,
    version: z.coerce.number().int().positive(),
    changes: z.array(changeInput).min(1).max(100),
    filing: filingInput.default(() => filingInput.parse({})),
  }),
  async write(writing): Promise<{ version: number; filed: Filed }> {
    const { tx, input, at, change } = writing;
    const law = await takeForChange(tx, input.law, at, { version: input.version, kinds: ['law'] });
    if (law.withdrawn_at) throw new AppError('already_withdrawn');
    const planned = await planChanges(tx, input.changes, {
      law,
      example: false,
      at,
      refs: new RefResolver(),
      path: 'changes',
    });
    const made = new Map(provisionKeys(planned, 'law'));
    const filed = await file.write({ ...writing, input: named(input.filing, made) });
    for (const list of Object.keys(filed) as (keyof Filed)[])
      for (const [index, item] of input.filing[list].entries())
        if (item.key) made.set(`#${item.key}`, filed[list][index]!);
    const changes = named(input.changes, made);
    const refs = new RefResolver();
    await refs.load(tx, changeRefs(changes));
    await writeChanges(tx, changes, planned, refs, 'changes', change);
    return { version: law.version + 1, filed };
  },
});
