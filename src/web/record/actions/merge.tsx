import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { findThing, parseRef, refOf } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import type { Ctx } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { demand, type Desk } from '../../kit/desk/who.ts';
import { loadLists } from '../forms/common.tsx';
import { Picks } from '../forms/pick.ts';
import { deskPage } from '../desk/links.ts';
import { ActPage } from './act-page.tsx';

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

/** Chooses the other one. Nobody merges into what they have not seen beside it: both are shown next. */
export async function mergeAct(c: Ctx, desk: Desk, thing: Thing, title: string): Promise<Response> {
  demand(desk, merge);
  const { db } = desk.app;
  const form = mergeForm(thing.kind);
  const picks = new Picks(db.read, c.get('t'));
  const lists = await loadLists(db.read, [thing.kind as 'actor']);
  return handleForm(c, form, {
    again: () => ({ options: picks.offered }),
    render: (state: FormState) => (
      <ActPage thing={thing} name="merge" title={title}>
        <Form form={form} state={state} submit="record.desk.merge.look" cancel={deskPage(thing)} />
        {lists}
      </ActPage>
    ),
    submit: async ({ into }) => {
      const ref = await picks.read('into', into, { kinds: [thing.kind] });
      picks.throwIfUnclear();
      const parsed = parseRef(ref!)!;
      const target = (await findThing(db.read, parsed.kind, parsed.number))!;
      if (target.id === thing.id || target.merged_into === thing.id)
        throw new AppError('invalid_input', { fields: [{ path: 'into', message: 'record.desk.merge.same' }] });
      return routes.desk.duplicate({ a: refOf(thing), b: refOf(target) });
    },
  });
}
