import { z } from 'zod';
import { answerRequest, findRequest } from '../../../requests/permissions/ask-permission.ts';
import { findGiven, withdrawByLink } from '../../../requests/permissions/withdraw-permission.ts';
import { AppError } from '../../../platform/errors.ts';
import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { run } from '../../../platform/operation.ts';
import { namedIn } from '../../kit/publication.ts';
import { addressOf, Limits } from '../../kit/api/limits.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';

const policy = { name: 'permission', quota: 30, window: 60 } as const;

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

/** Of a sealed request nothing is kept beside the seal but the answer. */
const sealedForm = defineForm({
  name: 'permission',
  schema: form.schema.pick({ state: true }),
  fields: { state: form.fields.state! },
});

const backForm = defineForm({ name: 'back', schema: z.object({}), fields: {} });

type Request = NonNullable<Awaited<ReturnType<typeof findRequest>>>;

/** Where somebody who was asked answers, by an address that only they have; once, and where they take it back. Without an account or script. */
export function permissionPage(web: Router): void {
  const limits = new Limits();
  web.on(['GET', 'POST'], routes.permission.pattern, async (c) => {
    const standing = limits.take(policy, addressOf(c), performance.now());
    if (!standing.allowed)
      throw new AppError('rate_limited', {
        details: { limit: policy.quota, window: policy.window, seconds: standing.reset },
      });
    const { app } = c.get('deps');
    const { token } = routes.permission.read(c.req.param());
    const request = await findRequest(app.db.read, token, app.now());
    const given = request ? null : await findGiven(app.db.read, token);
    const language = (request ?? given)?.language;
    if (interfaceLocales.some((one) => one === language)) c.set('t', messages(language ?? undefined));
    // The page is the same whoever is signed in beside it: its forms have no token of a session.
    const open = true;
    if (given)
      return handleForm(c, backForm, {
        open,
        render: (state) => <Given on={given.answered_on} state={state} />,
        submit: async () => {
          await run(app, withdrawByLink, null, { token });
          return page(c, <TakenBack />);
        },
      });
    if (!request) throw new AppError('link_spent');
    return handleForm(c, request.wording ? form : sealedForm, {
      open,
      initial: () => fresh(),
      render: (state) => <Asked request={request} state={state} />,
      submit: async (answer) => {
        await run(app, answerRequest, null, { token, ...answer });
        return page(c, <Answered given={answer.state === 'given'} />);
      },
    });
  });
}

function Asked({ request, state }: { request: Request; state: FormState }) {
  const { t, paper: publication } = useView();
  const paper = namedIn(publication, t.locale).name;
  return (
    <DeskPage title={t('requests.public.permission.title', { paper })} noindex>
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
      <p class="who">{t('requests.public.permission.once', { paper })}</p>
      <Form form={request.wording ? form : sealedForm} state={state} submit="requests.public.permission.send" />
    </DeskPage>
  );
}

function Answered({ given }: { given: boolean }) {
  const { t } = useView();
  return (
    <DeskPage title={t('requests.public.permission.thanks')} noindex>
      <p class="lead">
        {t(given ? 'requests.public.permission.thanks_given' : 'requests.public.permission.thanks_lead')}
      </p>
    </DeskPage>
  );
}

/** Nothing of what they agreed to is here: it may be sealed, and the address may have been found. */
function Given({ on, state }: { on: string | null; state: FormState }) {
  const { t, paper: publication } = useView();
  const paper = namedIn(publication, t.locale).name;
  return (
    <DeskPage title={t('requests.public.permission.back_title')} noindex>
      <p class="lead">{t('requests.public.permission.back_lead', { paper })}</p>
      {on ? (
        <p class="who">
          <EdtfDate edtf={on} />
        </p>
      ) : null}
      <p>{t('requests.public.permission.back_what')}</p>
      <Form form={backForm} state={state} submit="requests.public.permission.back" />
    </DeskPage>
  );
}

function TakenBack() {
  const { t } = useView();
  return (
    <DeskPage title={t('requests.public.permission.back_done')} noindex>
      <p class="lead">{t('requests.public.permission.back_done_lead')}</p>
    </DeskPage>
  );
}
