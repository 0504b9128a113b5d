import { z } from 'zod';
import { noteBounces, type NotedBounces } from '../../../letters/post/note-bounces.ts';
import { splitMessages } from '../../../letters/post/read-bounce.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';

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
      optional: true,
    },
    text: {
      kind: 'textarea',
      label: 'letters.desk.bounces_text',
      hint: 'letters.desk.bounces_text_hint',
      rows: 8,
      spellcheck: false,
      optional: true,
    },
  },
});

/** Reports of mails that came back, as the desk got them. */
export const bouncePages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.letterBounces.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, noteBounces);
    return handleForm(c, bouncesForm, {
      render: (state) => <BouncesPage state={state} />,
      submit: async ({ file, text }) => {
        const messages = [
          ...(file ? splitMessages(new TextDecoder().decode(await file.arrayBuffer())) : []),
          ...splitMessages(text ?? ''),
        ];
        if (messages.length === 0)
          throw new AppError('invalid_input', { fields: [{ path: 'file', message: 'letters.error.no_bounce' }] });
        const done = await run(desk.app, noteBounces, desk.principal, { messages });
        return page(c, <BouncesPage state={fresh()} done={done} />);
      },
    });
  });
};

function BouncesPage({ state, done }: { state: FormState; done?: NotedBounces }) {
  const { t } = useView();
  return (
    <DeskPage
      title={t('letters.desk.bounces')}
      noindex
      crumbs={[{ label: t('letters.title'), href: routes.desk.letters() }, { label: t('letters.desk.bounces') }]}
    >
      {done ? <Notice title={t('letters.desk.bounces_done', done)} /> : null}
      <p class="lead">{t('letters.desk.bounces_lead')}</p>
      <Form form={bouncesForm} state={state} submit="letters.desk.bounces_read" cancel={routes.desk.letters()} />
    </DeskPage>
  );
}
