import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { dismissDuplicate } from '../../../record/duplicates/dismiss.ts';
import { findPair, type DuplicateLine } from '../../../record/duplicates/list.ts';
import { duplicateKinds } from '../../../record/duplicates/tables.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { When } from '../history/when.tsx';
import { whyField, whySchema } from '../forms/common.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { loadThing } from '../show/load-thing.ts';
import { loadSide, SideView, type Side } from './sides.tsx';

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

/** Two things side by side: merged by an editor, or told apart for good by anybody at the desk. `b` stays unless another is chosen. */
export const pairPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.duplicate.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const { db } = desk.app;
    const [a, b] = [await thingOf(db.read, c.req.query('a')), await thingOf(db.read, c.req.query('b'))];
    if (a.id === b.id) return c.redirect(deskPage(a)!, 303);
    if (a.kind !== b.kind)
      throw new AppError('merge_impossible', { details: { why: 'kinds', from: refOf(a), into: refOf(b), other: '' } });
    const sides: [Side, Side] = [await loadSide(db.read, a), await loadSide(db.read, b)];
    const title = (side: Side): string => briefTitle(t, side.brief);
    const queued = (duplicateKinds as readonly string[]).includes(a.kind);
    const line = await findPair(db.read, a.id, b.id);
    const mayMerge = desk.may(merge);
    const form = pairForm(sides, mayMerge, title);
    const back = queued ? routes.desk.duplicates({ kind: a.kind }) : deskPage(a)!;
    const apart = queued
      ? [
          {
            intent: line?.dismissed ? 'again' : 'apart',
            label: line?.dismissed ? 'record.duplicates.pair.again' : 'record.duplicates.pair.apart',
          },
        ]
      : [];
    const render = (state: FormState) => (
      <DeskPage
        title={t('record.duplicates.pair.title', { a: title(sides[0]), b: title(sides[1]) })}
        noindex
        crumbs={[
          { label: t('record.duplicates.duplicates'), href: routes.desk.duplicates() },
          { label: t('record.duplicates.pair.crumb') },
        ]}
      >
        <p class="lead">{t(mayMerge ? 'record.duplicates.pair.lead' : 'record.duplicates.pair.lead_monitor')}</p>
        <Dismissed line={line} />
        <div class="columns">
          <SideView side={sides[0]} other={sides[1]} id="side-a" label={t('record.duplicates.pair.one')} />
          <SideView side={sides[1]} other={sides[0]} id="side-b" label={t('record.duplicates.pair.other')} />
        </div>
        {mayMerge || apart.length ? (
          <Form
            form={form}
            state={state}
            submit={mayMerge ? 'record.desk.merge.submit' : apart[0]!.label}
            more={mayMerge ? apart : []}
            cancel={back}
          />
        ) : null}
      </DeskPage>
    );
    return handleForm(c, form, {
      initial: () => fresh({ stays: refOf(b) }),
      render,
      submit: async ({ stays, why }, { intent }) => {
        if (intent === 'apart' || intent === 'again' || !mayMerge) {
          demand(desk, dismissDuplicate);
          await run(
            desk.app,
            dismissDuplicate,
            desk.principal,
            { a: refOf(a), b: refOf(b), why, again: intent === 'again' },
            why,
          );
          return back;
        }
        if (!stays)
          throw new AppError('invalid_input', {
            fields: [{ path: 'stays', message: 'record.duplicates.error.stays' }],
          });
        const [from, into] = stays === refOf(b) ? [a, b] : [b, a];
        await run(desk.app, merge, desk.principal, { from: refOf(from), into: refOf(into), why }, why);
        return deskPage(into)!;
      },
    });
  });
};
