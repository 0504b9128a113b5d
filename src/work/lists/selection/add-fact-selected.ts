import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { actorInput, claimInput, maxTextLength, statementInput } from '../../../record/filing/schema.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { loadCasesOf } from '../../../record/views/parts.ts';
import { beginAct } from './begin-act.ts';
import { storeOutcome } from './selection.ts';

/** The placeholder for the title of an item in the wording of its claim. */
const titlePlace = '{title}';
/** The maximum total number of characters of the claims of all items. */
const maxWritten = 5_000_000;
export const wordingFor = (wording: string, title: string): string => wording.replaceAll(titlePlace, () => title);

/** @throws AppError `invalid_input` if one of the wordings, or all together, are too long */
function refuseLongWording({ wording }: { wording: string }, fact: unknown, titles: readonly string[]): void {
  const places = wording.split(titlePlace).length - 1;
  // The lengths are calculated without building the texts, because a short wording can contain thousands of
  // placeholders.
  const lengths = titles.map((title) => wording.length + places * (title.length - titlePlace.length));
  const all = lengths.reduce((sum, length) => sum + length, titles.length * JSON.stringify(fact).length);
  if (all > maxWritten || lengths.some((length) => length > maxTextLength))
    throw new AppError('invalid_input', { fields: [{ path: 'claim.wording', message: 'errors.field.text.long' }] });
}

/**
 * Adds the same fact to each selected item. Each item gets its own desk-only claim, with the same speakers and the same
 * source, so that people can check, correct and publish each claim separately. The claims are not checked, because a
 * check means that someone has compared this claim with its source. Items that already have a value of the property are
 * skipped, unless `others` is set.
 * @throws AppError the same as `file`. The paths of errors in the claims begin with `claim` or `fact`
 */
export const addFactSelected = defineOperation({
  name: 'work.addFactSelected',
  permission: legal,
  input: z.object({
    selection: z.string().max(64),
    actors: z.array(actorInput).max(20).default([]).describe('New speakers. The claim names them by `#key`'),
    claim: claimInput.omit({ key: true, case: true, statements: true, visibility: true, checked: true }),
    fact: statementInput.pick({ property: true, value: true }),
    others: z.boolean().default(false),
  }),
  async write(writing): Promise<{ changed: number }> {
    const { tx, principal } = writing;
    const { selection, actors, claim, fact, others } = writing.input;
    const { plan, outcome } = await beginAct(
      tx,
      selection,
      { act: 'fact', property: fact.property, others },
      principal,
    );
    const ids = plan.does.map(({ id }) => id);
    if (ids.length) {
      const briefs = await loadBriefs(tx, ids, 'desk', true);
      refuseLongWording(
        claim,
        fact,
        ids.map((id) => briefs.get(id)!.title),
      );
      const cases = await loadCasesOf(tx, ids, 'desk');
      const claims = plan.does.map(({ id, ref }) => ({
        ...claim,
        wording: wordingFor(claim.wording, briefs.get(id)!.title),
        case: ref.startsWith('case/') ? ref : (cases.get(id)?.ref ?? undefined),
        statements: [{ subject: ref, ...fact }],
      }));
      try {
        await file.write({ ...writing, input: file.input.parse({ actors, claims }), prepared: undefined });
      } catch (thrown) {
        throw asOneClaim(thrown);
      }
    }
    await storeOutcome(tx, selection, outcome);
    return { changed: ids.length };
  },
});

/** Merges equal errors. An error in one claim occurs in all claims, and the form has only one field for them. */
function asOneClaim(thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'invalid_input') return thrown;
  const fields = new Map(
    thrown.fields.map((field) => {
      const path = field.path.replace(/^claims\.\d+\.statements\.0\./, 'fact.').replace(/^claims\.\d+\./, 'claim.');
      return [`${path} ${field.message}`, { ...field, path }];
    }),
  );
  return new AppError('invalid_input', { fields: [...fields.values()], details: thrown.details });
}
