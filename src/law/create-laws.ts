import type { z } from 'zod';
import { legal, sampling } from '../accounts/tables.ts';
import { insertRows } from '../platform/database/insert-rows.ts';
import { defineOperation, type Writing } from '../platform/operation.ts';
import { named } from '../record/filing/file-and-change.ts';
import { file, fileExample, type Filed } from '../record/filing/file.ts';
import { RefResolver, refOf } from '../record/refs.ts';
import { allocate, createThings } from '../record/things.ts';
import { writeDuties } from './duties/add-duties.ts';
import { lawsInput } from './schema.ts';
import { changeRefs, planChanges, provisionKeys, writeChanges, type Planned } from './write-changes.ts';

/** The refs of the new laws, in the order of the input, and the refs of what was filed with them. */
export type LawsMade = { laws: string[]; filed: Filed };

/**
 * Creates laws with their changes and duties, and files their sources and claims. Claims can be about a law in the same
 * input (`#key`) and its provisions (`#key:art_5`); changes and duties refer to claims in the input by `#key`.
 * @throws AppError `invalid_input` naming every wrong field by its path
 */
export const createLaws = defineOperation({
  name: 'law.createLaws',
  permission: legal,
  input: lawsInput,
  write: (writing) => makeLaws(writing, false),
});

/** Creates the laws of the sample data. */
export const createExampleLaws = defineOperation({
  name: 'law.createExampleLaws',
  permission: sampling,
  input: lawsInput,
  write: (writing) => makeLaws(writing, true),
});

async function makeLaws(writing: Writing<z.output<typeof lawsInput>, undefined>, example: boolean): Promise<LawsMade> {
  const { tx, input, at, change } = writing;
  const known = await allocate(tx, 'law', input.laws.length);
  const made = new Map<string, string>();
  for (const [index, law] of input.laws.entries()) if (law.key) made.set(`#${law.key}`, refOf(known[index]!));
  const things = input.laws.map((law, index) => ({ ...known[index]!, visibility: law.visibility }));
  await createThings(tx, things, at, example);
  await insertRows(
    tx,
    'law',
    input.laws.map((law, index) => ({ id: known[index]!.id, title: law.title, language: law.language })),
  );
  for (const [index, law] of input.laws.entries())
    change({
      kind: 'law',
      thingId: known[index]!.id,
      action: 'created',
      before: null,
      after: { title: law.title, language: law.language, visibility: law.visibility },
    });

  const planned: Planned[] = [];
  for (const [index, law] of input.laws.entries()) {
    const one = await planChanges(tx, law.changes, {
      law: things[index]!,
      example,
      at,
      refs: new RefResolver(),
      path: `laws.${index}.changes`,
    });
    planned.push(one);
    if (law.key) for (const [key, ref] of provisionKeys(one, law.key)) made.set(key, ref);
  }

  // Claims about the laws are filed after them, because a claim's subject must exist.
  const filing = named(input.filing, made);
  const filed = await (example ? fileExample : file).write({ ...writing, input: filing });
  for (const list of Object.keys(filed) as (keyof Filed)[])
    for (const [index, item] of filing[list].entries()) if (item.key) made.set(`#${item.key}`, filed[list][index]!);

  const laws = named(
    input.laws.map((law) => law.changes),
    made,
  );
  const refs = new RefResolver();
  await refs.load(
    tx,
    laws.flatMap((changes) => [...changeRefs(changes)]),
  );
  for (const [index, changes] of laws.entries())
    await writeChanges(tx, changes, planned[index]!, refs, `laws.${index}.changes`, change);
  if (input.duties.length) await writeDuties(tx, named(input.duties, made), at, change);
  return { laws: known.map(refOf), filed };
}
