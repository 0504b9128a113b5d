import { z } from 'zod';
import { noteBounces, type NotedBounces } from '../../../letters/post/note-bounces.ts';
import { splitMessages } from '../../../letters/post/read-bounce.ts';
import { AppError } from '../../../platform/errors.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm, fresh } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { letterCrumbs } from './begin.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';

const bouncesForm = defineForm({
  name: 'bounces',
  limit: 16 * 1_048_576,
  schema: z.object({
    file: z.instanceof(File).optional(),
    text: z.string().max(4_000_000, 'errors.field.text.long').optional(),
  }),
  fields: {
    file: {
      kind: 'file',
      label: 'letters.desk.bounces_file',
      hint: 'letters.desk.bounces_file_hint',
      accept: '.eml,.mbox,.mbx,.txt,message/rfc822,application/mbox,text/plain',
    },
    text: {
      kind: 'textarea',
      label: 'letters.desk.bounces_text',
      hint: 'letters.desk.bounces_text_hint',
      rows: 8,
      spellcheck: false,
    },
  },
});

/** The page on which the desk pastes delivery failure reports (bounces) that it received by email. */
export const bouncePages: Pages = (web) => {
  formPage(web, routes.desk.letterBounces, {
    operation: noteBounces,
    form: bouncesForm,
    title: 'letters.desk.bounces',
    save: 'letters.desk.bounces_read',
    crumbs: ({ t }) => letterCrumbs(t),
    home: () => routes.desk.letters(),
    load: async () => ({ done: null as NotedBounces | null }),
    lead: ({ t, view: { done } }) => (
      <>
        {done ? <Notice title={t('letters.desk.bounces_done', done)} /> : null}
        <p class="lead">{t('letters.desk.bounces_lead')}</p>
      </>
    ),
    submit: async ({ file, text }, { run, view, again }) => {
      const messages = [
        ...(file ? splitMessages(new TextDecoder().decode(await file.arrayBuffer())) : []),
        ...splitMessages(text ?? ''),
      ];
      if (messages.length === 0)
        throw new AppError('invalid_input', { fields: [{ path: 'file', message: 'letters.error.no_bounce' }] });
      view.done = await run(noteBounces, { messages });
      return again(fresh());
    },
  });
};
