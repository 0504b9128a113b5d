import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { refOf } from '../../../record/refs.ts';
import { withdraw } from '../../../record/lifecycle/withdraw.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import { loadActionTarget, actionRoute, actionPage } from './act-page.tsx';
import type { Pages } from '../../kit/context.ts';

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

/** Withdraws an item, with a reason that readers see if it was public. */
export const withdrawPages: Pages = (web) => {
  formPage(web, actionRoute('withdraw'), {
    ...actionPage('withdraw'),
    load: async (at) => {
      const target = await loadActionTarget(at);
      if (target.thing.withdrawn_at) throw new AppError('already_withdrawn');
      return target;
    },
    operation: withdraw,
    form: withdrawForm,
    save: 'record.desk.act.withdraw',
    submit: ({ reason }, { run, view }) => run(withdraw, { things: [refOf(view.thing)], reason }, reason),
  });
};
