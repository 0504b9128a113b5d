import { isKind } from '../../../record/kinds/registry.ts';
import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { listMerged } from '../../../record/duplicates/list.ts';
import { findThing, refOf } from '../../../record/refs.ts';
import { unmerge } from '../../../record/lifecycle/unmerge.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { When } from '../history/when.tsx';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';
import { ResponseInstead, formPage } from '../../kit/pages/form-page.tsx';

const form = defineForm({ name: 'unmerge', schema: z.object({ why: whySchema }), fields: { why: whyField } });

/** The page that undoes a merge. It says what will be separated, and what will stay with the other item. */
export const unmergePages: Pages = (web) => {
  formPage(web, routes.desk.unmerge, {
    operation: unmerge,
    load: async ({ c, t, db, params: { kind, number } }) => {
      const thing = isKind(kind) ? await findThing(db, kind, number) : undefined;
      if (!thing) throw new AppError('not_found');
      if (!thing.merged_into) throw new ResponseInstead(c.redirect(deskPage(thing)!, 303));
      const into = (await loadBriefs(db, [thing.merged_into], 'desk')).get(thing.merged_into)!;
      const merger = (await listMerged(db, thing.merged_into)).find(
        (one) => one.from.number === number && one.from.kind === kind,
      );
      const name = merger?.from.title || t('record.desk.untitled', { kind: t(`record.desk.kind.${kind}`), number });
      return { thing, into, merger, name };
    },
    form,
    title: ({ t, view: { name, into } }) => t('record.duplicates.unmerge.title', { name, into: briefTitle(t, into) }),
    crumb: 'record.duplicates.unmerge.crumb',
    crumbs: ({ t, params: { kind }, view: { into } }) => [
      { label: t(`record.desk.kinds.${kind}`), href: deskList(kind) },
      { label: briefTitle(t, into), href: deskPage(into) },
    ],
    save: 'record.duplicates.unmerge.submit',
    home: ({ view }) => deskPage(view.into)!,
    lead: ({ t, params: { kind, number }, view: { name, into, merger } }) => (
      <>
        <p class="lead">{t('record.duplicates.unmerge.lead', { name, kind: t(`record.desk.kind.${kind}`), number })}</p>
        {merger ? (
          <p class="muted">
            {t('record.duplicates.merged.at')} <When at={merger.at} />
            {merger.by ? ` · ${merger.by}` : ''}
            {merger.why ? `: ${merger.why}` : ''}
          </p>
        ) : null}
        <p>{t('record.duplicates.unmerge.stays', { into: briefTitle(t, into) })}</p>
      </>
    ),
    submit: async ({ why }, { run, params, view: { thing } }) => {
      await run(unmerge, { thing: refOf(thing) }, why);
      return deskPage(params);
    },
  });
};
