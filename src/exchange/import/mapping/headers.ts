import { z } from 'zod';
import { checkLists } from '../../../platform/text/word-lists.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { foldText } from '../../../record/actors/names/fold.ts';
import headers from './headers.json';
import { findTarget } from './targets.ts';

const schema = z.strictObject({
  about: z.string(),
  whose: z.array(z.string().min(1).transform(foldText)).min(1),
  rules: z.array(
    z.strictObject({
      target: z.string().refine((key) => key === 'identity' || findTarget(key) !== undefined, 'No such target.'),
      names: z.array(z.string().min(1).transform(foldText)).min(1),
      actor: z.enum(termKeys('actor-kind')).optional(),
      role: z.enum(termKeys('involvement-role')).optional(),
    }),
  ),
});
export type HeaderRule = z.output<typeof schema>['rules'][number];

const lists = checkLists('exchange/import/mapping/headers.json', schema, headers);

/**
 * The rules that suggest the target of a column by its folded name (`foldText`). The first rule that matches is used.
 */
export const headerRules: readonly HeaderRule[] = lists.rules;

/** If the name of a column contains one of these words, it has the place of a person or outlet, not of the incident. */
export const whoseWords: ReadonlySet<string> = new Set(lists.whose);
