import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { answerRequest, findRequest } from '../../../requests/permissions/ask-permission.ts';
import { findGiven, withdrawByLink } from '../../../requests/permissions/withdraw-permission.ts';
import { AppError } from '../../../platform/errors.ts';
import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { namedIn } from '../../kit/publication.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { defineForm, type Form } from '../../kit/forms/form.ts';
import { publicForm } from '../../kit/pages/form-page.tsx';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';

const form = defineForm({
  name: 'permission',
  schema: z.object({
    state: z.enum(['given', 'refused'], 'errors.field.permission.state'),
    by: z.string().max(300, 'errors.field.text.long').optional(),
    said: z.string().max(2000, 'errors.field.text.long').optional(),
  }),
  fields: {
    state: {
      kind: 'radio',
      label: 'requests.public.permission.answer',
      options: (['given', 'refused'] as const).map((value) => ({
        value,
        label: `requests.public.permission.${value}`,
      })),
    },
    by: { kind: 'text', label: 'requests.public.permission.by', optional: true, maxLength: 300, width: 'half' },
    said: {
      kind: 'textarea',
      label: 'requests.public.permission.said',
      hint: 'requests.public.permission.said_hint',
      optional: true,
      rows: 4,
    },
  },
});

/** The form for a sealed request. Only the answer may be stored unencrypted, so the form has no other field. */
const sealedForm = defineForm({
  name: 'permission',
  schema: form.schema.pick({ state: true }),
  fields: { state: form.fields.state! },
});

const backForm = defineForm({ name: 'back', schema: z.object({ state: z.undefined().optional() }), fields: {} });

type Answers = (typeof form | typeof sealedForm | typeof backForm)['schema'];
type Request = NonNullable<Awaited<ReturnType<typeof findRequest>>>;

/**
 * The page of a one-time link, on which a person answers a request or withdraws a permission. It needs no account and
 * no JavaScript.
 */
export function permissionPage(web: Router): void {
  // The page needs no session, so its forms have no CSRF token.
  publicForm(web, routes.permission, {
    load: async ({ c, app, db, params: { token } }) => {
      const request = await findRequest(db, token, app.now());
      const given = request ? null : await findGiven(db, token);
      const language = (request ?? given)?.language;
      if (interfaceLocales.some((one) => one === language)) c.set('t', messages(language ?? undefined));
      if (given) return { given };
      if (!request) throw new AppError('link_spent');
      return { request };
    },
    form: ({ view: { request } }): Form<Answers> => (!request ? backForm : request.wording ? form : sealedForm),
    save: ({ view }) => (view.given ? 'requests.public.permission.back' : 'requests.public.permission.send'),
    page: (drawn, { view: { request, given } }) =>
      request ? <RequestPage request={request} form={drawn} /> : <WithdrawPage on={given.answered_on} form={drawn} />,
    submit: async (answer, { c, run, params: { token } }) => {
      if (!answer.state) {
        await run(withdrawByLink, { token });
        return page(c, <WithdrawnPage />);
      }
      await run(answerRequest, { token, ...answer });
      return page(c, <AnsweredPage given={answer.state === 'given'} />);
    },
  });
}

function RequestPage({ request, form }: { request: Request; form: Child }) {
  const { t, paper: publication } = useView();
  const paper = namedIn(publication, t.locale).name;
  return (
    <DeskPage title={t('requests.public.permission.title', { paper })}>
      {request.wording ? (
        <>
          <blockquote class="lead" lang={request.language ?? undefined}>
            <p class="typed">{request.wording}</p>
          </blockquote>
          <p>
            {t('requests.public.permission.kinds')}{' '}
            {new Intl.ListFormat(t.tag).format(request.kinds.map((kind) => t(`law.duty.secret.${kind}`)))}
          </p>
        </>
      ) : (
        <p class="lead">{t('requests.public.permission.sealed')}</p>
      )}
      <p class="muted">{t('requests.public.permission.once', { paper })}</p>
      {form}
    </DeskPage>
  );
}

function AnsweredPage({ given }: { given: boolean }) {
  const { t } = useView();
  return (
    <DeskPage title={t('requests.public.permission.thanks')}>
      <p class="lead">
        {t(given ? 'requests.public.permission.thanks_given' : 'requests.public.permission.thanks_lead')}
      </p>
    </DeskPage>
  );
}

/**
 * The page that withdraws a permission. It does not say what was permitted, because someone else could have the link.
 */
function WithdrawPage({ on, form }: { on: string | null; form: Child }) {
  const { t, paper: publication } = useView();
  const paper = namedIn(publication, t.locale).name;
  return (
    <DeskPage title={t('requests.public.permission.back_title')}>
      <p class="lead">{t('requests.public.permission.back_lead', { paper })}</p>
      {on ? (
        <p class="muted">
          <EdtfDate edtf={on} />
        </p>
      ) : null}
      <p>{t('requests.public.permission.back_what')}</p>
      {form}
    </DeskPage>
  );
}

function WithdrawnPage() {
  const { t } = useView();
  return (
    <DeskPage title={t('requests.public.permission.back_done')}>
      <p class="lead">{t('requests.public.permission.back_done_lead')}</p>
    </DeskPage>
  );
}
