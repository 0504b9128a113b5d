import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { dismissDuplicate } from '../../../record/duplicates/dismiss.ts';
import { findPair, type DuplicateLine } from '../../../record/duplicates/list.ts';
import { duplicateKinds } from '../../../record/duplicates/tables.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { requirePermission } from '../../kit/desk/who.ts';
import { When } from '../history/when.tsx';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { briefTitle, deskPage } from '../desk/links.ts';
import { loadThing } from '../show/load-thing.ts';
import { loadSide, SideView, type Side } from './sides.tsx';
import { ResponseInstead, formPage } from '../../kit/pages/form-page.tsx';

const pairForm = (sides: readonly [Side, Side], mayMerge: boolean, title: (side: Side) => string) =>
  defineForm({
    name: 'pair',
    schema: z.object({
      stays: z
        .enum(sides.map((side) => refOf(side.thing)) as [string, string], 'record.duplicates.error.stays')
        .optional(),
      why: whySchema,
    }),
    fields: {
      ...(mayMerge
        ? {
            stays: {
              kind: 'radio',
              label: 'record.duplicates.pair.stays',
              hint: 'record.duplicates.pair.stays_hint',
              options: sides.map((side) => ({
                value: refOf(side.thing),
                text: `${title(side)} (${side.thing.number})`,
              })),
            } as const,
          }
        : {}),
      why: whyField,
    },
  });

async function thingOf(db: Reader, ref: string | undefined): Promise<Thing> {
  const parsed = parseRef(ref ?? '');
  if (!parsed) throw new AppError('not_found');
  return (await loadThing(db, parsed.kind, parsed.number)).thing;
}

function Dismissed({ line }: { line: DuplicateLine | null }) {
  const { t } = useView();
  if (!line?.dismissed) return null;
  return (
    <Notice title={t('record.duplicates.pair.dismissed')}>
      <p>
        <When at={line.dismissed.at} />
        {line.dismissed.by ? ` · ${line.dismissed.by}` : ''}
        {line.dismissed.why ? `: ${line.dismissed.why}` : ''}
      </p>
    </Notice>
  );
}

/**
 * The page that shows two items side by side. Editors can merge them (by default, `a` into `b`). Others can only mark
 * them as not duplicates.
 */
export const pairPages: Pages = (web) => {
  formPage(web, routes.desk.duplicate, {
    load: async ({ c, t, db, may, query }) => {
      const [a, b] = [await thingOf(db, query('a')), await thingOf(db, query('b'))];
      if (a.id === b.id) throw new ResponseInstead(c.redirect(deskPage(a)!, 303));
      if (a.kind !== b.kind)
        throw new AppError('merge_impossible', {
          details: { why: 'kinds', from: refOf(a), into: refOf(b), other: '' },
        });
      const sides: [Side, Side] = [await loadSide(db, a), await loadSide(db, b)];
      const queued = (duplicateKinds as readonly string[]).includes(a.kind);
      const line = await findPair(db, a.id, b.id);
      const apart = line?.dismissed ? 'again' : 'apart';
      return {
        a,
        b,
        sides,
        line,
        mayMerge: may(merge),
        title: (side: Side) => briefTitle(t, side.brief),
        back: queued ? routes.desk.duplicates({ kind: a.kind }) : deskPage(a)!,
        apart: queued ? [{ intent: apart, label: `record.duplicates.pair.${apart}` }] : [],
      };
    },
    form: ({ view: { sides, mayMerge, title } }) => pairForm(sides, mayMerge, title),
    title: ({ t, view: { sides, title } }) =>
      t('record.duplicates.pair.title', { a: title(sides[0]), b: title(sides[1]) }),
    crumb: 'record.duplicates.pair.crumb',
    crumbs: ({ t }) => [{ label: t('record.duplicates.duplicates'), href: routes.desk.duplicates() }],
    save: ({ view: { mayMerge, apart } }) =>
      mayMerge ? 'record.desk.merge.submit' : (apart[0]?.label ?? 'record.desk.save'),
    more: ({ view: { mayMerge, apart } }) => (mayMerge ? apart : []),
    home: ({ view }) => view.back,
    values: ({ view }) => ({ stays: refOf(view.b) }),
    body: (form, { t, view: { sides, line, mayMerge, apart } }) => (
      <>
        <p class="lead">{t(mayMerge ? 'record.duplicates.pair.lead' : 'record.duplicates.pair.lead_monitor')}</p>
        <Dismissed line={line} />
        <div class="columns">
          <SideView side={sides[0]} other={sides[1]} id="side-a" label={t('record.duplicates.pair.one')} />
          <SideView side={sides[1]} other={sides[0]} id="side-b" label={t('record.duplicates.pair.other')} />
        </div>
        {mayMerge || apart.length ? form : null}
      </>
    ),
    submit: async ({ stays, why }, { desk, run, view: { a, b, mayMerge }, intent }) => {
      if (intent === 'apart' || intent === 'again' || !mayMerge) {
        requirePermission(desk, dismissDuplicate);
        return run(dismissDuplicate, { a: refOf(a), b: refOf(b), why, again: intent === 'again' }, why);
      }
      if (!stays)
        throw new AppError('invalid_input', {
          fields: [{ path: 'stays', message: 'record.duplicates.error.stays' }],
        });
      const [from, into] = stays === refOf(b) ? [a, b] : [b, a];
      await run(merge, { from: refOf(from), into: refOf(into), why }, why);
      return deskPage(into);
    },
  });
};
