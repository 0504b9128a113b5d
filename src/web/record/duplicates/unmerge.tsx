import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { listMerged } from '../../../record/duplicates/list.ts';
import { findThing, parseRef, refOf } from '../../../record/refs.ts';
import { isKind } from '../../../record/kinds/registry.ts';
import { unmerge } from '../../../record/lifecycle/unmerge.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { When } from '../history/when.tsx';
import { whyField, whySchema } from '../forms/common.tsx';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';

const form = defineForm({ name: 'unmerge', schema: z.object({ why: whySchema }), fields: { why: whyField } });

/** Takes a merge back: says first what goes back and what stays. */
export const unmergePages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.unmerge.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, unmerge);
    const { db } = desk.app;
    const { kind, number } = routes.desk.unmerge.read(c.req.param());
    const thing = isKind(kind) ? await findThing(db.read, kind, number) : undefined;
    if (!thing) throw new AppError('not_found');
    if (!thing.merged_into) return c.redirect(deskPage(thing)!, 303);
    const into = (await loadBriefs(db.read, [thing.merged_into], 'desk')).get(thing.merged_into)!;
    const merger = (await listMerged(db.read, thing.merged_into)).find(
      (one) => one.from.number === number && one.from.kind === kind,
    );
    const name = merger?.from.title || t('record.desk.untitled', { kind: t(`record.desk.kind.${kind}`), number });
    return handleForm(c, form, {
      render: (state) => (
        <DeskPage
          title={t('record.duplicates.unmerge.title', { name, into: briefTitle(t, into) })}
          noindex
          crumbs={[
            { label: t(`record.desk.kinds.${kind}`), href: deskList(kind) },
            { label: briefTitle(t, into), href: deskPage(into) },
            { label: t('record.duplicates.unmerge.crumb') },
          ]}
        >
          <p class="lead">
            {t('record.duplicates.unmerge.lead', { name, kind: t(`record.desk.kind.${kind}`), number })}
          </p>
          {merger ? (
            <p class="who">
              {t('record.duplicates.merged.at')} <When at={merger.at} />
              {merger.by ? ` · ${merger.by}` : ''}
              {merger.why ? `: ${merger.why}` : ''}
            </p>
          ) : null}
          <p>{t('record.duplicates.unmerge.stays', { into: briefTitle(t, into) })}</p>
          <Form form={form} state={state} submit="record.duplicates.unmerge.submit" cancel={deskPage(into)} />
        </DeskPage>
      ),
      submit: async ({ why }) => {
        await run(desk.app, unmerge, desk.principal, { thing: refOf(thing) }, why);
        return deskPage({ kind, number: parseRef(refOf(thing))!.number })!;
      },
    });
  });
};
