import { z } from 'zod';
import { legal } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { changeSource } from '../sources/change-source.ts';
import { file, type Filed } from './file.ts';
import { filingInput } from './schema.ts';

/**
 * Files new items and changes claims and sources, in one transaction. Changes can name new items by `#key`. This is for
 * forms that also create a speaker or publisher, or that add statements to existing claims.
 * @throws AppError the same as `file`, `changeClaim` and `changeSource`. The paths of a change's errors begin with the
 * place of the change in the input, such as `changeClaims.0.to`
 */
export const fileAndChange = defineOperation({
  name: 'record.fileAndChange',
  permission: legal,
  input: z.object({
    filing: filingInput,
    changeSources: z.array(changeSource.input).default([]),
    changeClaims: z.array(changeClaim.input).default([]),
  }),
  async write(writing): Promise<Filed> {
    const { input } = writing;
    const filed = await file.write({ ...writing, input: input.filing });
    const made = new Map<string, string>();
    for (const list of Object.keys(filed) as (keyof Filed)[])
      for (const [index, item] of input.filing[list].entries())
        if (item.key) made.set(`#${item.key}`, filed[list][index]!);
    for (const [index, change] of input.changeSources.entries())
      await under(
        `changeSources.${index}`,
        changeSource.write({ ...writing, input: { ...change, to: named(change.to, made) } }),
      );
    for (const [index, change] of input.changeClaims.entries())
      await under(
        `changeClaims.${index}`,
        changeClaim.write({ ...writing, input: { ...change, to: named(change.to, made) } }),
      );
    return filed;
  },
});

/** A value in which each `#key` is replaced by the ref of the new item. */
export function named<T>(value: T, made: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (made.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => named(one, made)) as T;
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one, made)])) as T;
  return value;
}

async function under(path: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError(thrown.code, {
      fields: thrown.fields.map((field) => ({ ...field, path: `${path}.${field.path}` })),
      details: thrown.details,
      cause: thrown,
    });
  }
}
