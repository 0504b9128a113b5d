import { z } from 'zod';
import type { AppError } from '../../../platform/errors.ts';
import { DeskPage } from '../components/layout.tsx';
import type { Ctx } from '../context.ts';
import { AllFields, Form } from '../forms/fields.tsx';
import { defineForm, fresh } from '../forms/form.ts';
import { page } from '../view.tsx';
import { Resent } from './resent.tsx';
import { addressOf } from './take-proof.ts';
import { noteControl } from './take-proposal.ts';

/** Offers to propose it. @param typed what was sent, to be sent again */
export function proposePage(c: Ctx, error: AppError, typed: readonly (readonly [string, string])[]): Response {
  const t = c.get('t');
  const form = defineForm({
    name: 'propose',
    schema: z.unknown(),
    fields: {
      [noteControl]: {
        kind: 'textarea',
        label: 'record.proposals.note',
        hint: 'record.proposals.note_hint',
        optional: true,
        rows: 3,
        maxLength: 2000,
      },
    },
  });
  return page(
    c,
    <DeskPage title={t('record.proposals.propose')}>
      <p class="lead">{t('record.proposals.needed')}</p>
      <Form
        form={form}
        state={fresh({}, { focus: noteControl })}
        action={addressOf(c)}
        submit="record.proposals.submit"
      >
        <Resent typed={typed} without={(name) => name === noteControl} />
        <AllFields fields={form.fields} />
      </Form>
    </DeskPage>,
    error.status,
  );
}
