import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { findThing, parseRef, refOf } from '../../../record/refs.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { loadActionTarget, actionRoute, actionPage } from './act-page.tsx';
import type { Pages } from '../../kit/context.ts';
import { loadLists } from '../../kit/forms/pick-lists.tsx';

const mergeForm = (kind: string) =>
  defineForm({
    name: 'merge',
    schema: z.object({ into: z.string('record.desk.merge.into_missing').max(700) }),
    fields: {
      into: {
        kind: 'pick',
        label: 'record.desk.merge.into',
        hint: 'record.desk.merge.into_hint',
        list: `list-${kind}`,
      },
    },
  });

/** The form that selects the second item of a merge. It leads to the page that shows both items and merges them. */
export const mergePages: Pages = (web) => {
  formPage(web, actionRoute('merge'), {
    ...actionPage('merge'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      return { ...target, lists: await loadLists(at.db, [target.thing.kind as 'actor']) };
    },
    operation: merge,
    form: ({ view }) => mergeForm(view.thing.kind),
    save: 'record.desk.merge.look',
    below: ({ view }) => view.lists,
    submit: async ({ into }, { db, picks, view: { thing } }) => {
      const ref = await picks.read('into', into, { kinds: [thing.kind] });
      picks.throwIfUnclear();
      const parsed = parseRef(ref!)!;
      const target = (await findThing(db, parsed.kind, parsed.number))!;
      if (target.id === thing.id || target.merged_into === thing.id)
        throw new AppError('invalid_input', { fields: [{ path: 'into', message: 'record.desk.merge.same' }] });
      return routes.desk.duplicate({ a: refOf(thing), b: refOf(target) });
    },
  });
};
