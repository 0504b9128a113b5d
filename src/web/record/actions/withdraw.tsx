import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { AppError } from '../../../platform/errors.ts';
import { refOf } from '../../../record/refs.ts';
import type { Thing } from '../../../record/things.ts';
import { withdraw } from '../../../record/lifecycle/withdraw.ts';
import type { Ctx } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { demand, type Desk } from '../../kit/desk/who.ts';
import { deskPage } from '../desk/links.ts';
import { ActPage } from './act-page.tsx';

const withdrawForm = defineForm({
  name: 'withdraw',
  schema: z.object({
    reason: z
      .string('errors.field.reason.short')
      .min(10, 'errors.field.reason.short')
      .max(2000, 'errors.field.text.long'),
  }),
  fields: {
    reason: { kind: 'textarea', label: 'record.desk.act.reason', hint: 'record.desk.act.reason_hint', rows: 3 },
  },
});

/** Takes a thing back, with a reason that readers see where it was public. */
export async function withdrawAct(c: Ctx, desk: Desk, thing: Thing, title: string): Promise<Response> {
  demand(desk, withdraw);
  if (thing.withdrawn_at) throw new AppError('already_withdrawn');
  return handleForm(c, withdrawForm, {
    render: (state) => (
      <ActPage thing={thing} name="withdraw" title={title}>
        <Form form={withdrawForm} state={state} submit="record.desk.act.withdraw" cancel={deskPage(thing)} />
      </ActPage>
    ),
    submit: async ({ reason }) => {
      await run(desk.app, withdraw, desk.principal, { things: [refOf(thing)], reason }, reason);
      return deskPage(thing)!;
    },
  });
}
