import { z } from 'zod';
import { maxShown } from '../../../record/proposals/list.ts';
import type { ProposableError } from '../../../record/proposals/propose-instead.ts';
import { thingsOf } from '../../../record/proposals/propose.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Ctx } from '../../kit/context.ts';
import { Resent } from '../../kit/desk/resent.tsx';
import { addressOf } from '../../kit/desk/take-proof.ts';
import { noteControl } from '../../kit/desk/take-proposal.ts';
import { AllFields, Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { page } from '../../kit/view.tsx';
import { Work } from './work.tsx';

/**
 * The page after an attempt to make a change that needs an editor. On it, the person can propose the change instead.
 * @param input the fields of the submitted form, which this page sends again
 */
export async function proposePage(
  c: Ctx,
  error: ProposableError,
  input: readonly (readonly [string, string])[],
): Promise<Response> {
  const t = c.get('t');
  const db = c.get('deps').app.db.read;
  const things = await thingsOf(db, error.proposed.input);
  const briefs = await loadBriefs(
    db,
    things.slice(0, maxShown).map((one) => one.id),
    'desk',
  );
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
      <p>
        <Work one={error.proposed} things={[...briefs.values()]} count={things.length} />
      </p>
      <p class="lead">{t('record.proposals.needed')}</p>
      <Form
        form={form}
        state={fresh({}, { focus: noteControl })}
        action={addressOf(c)}
        submit="record.proposals.submit"
      >
        <Resent input={input} without={(name) => name === noteControl} />
        <AllFields fields={form.fields} />
      </Form>
    </DeskPage>,
    error.status,
  );
}
