import { z } from 'zod';
import { unlockSeal } from '../../../accounts/unlock-seal.ts';
import { identityOf } from '../../../accounts/seal-keys.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { refOf } from '../../../record/refs.ts';
import { openSealed, sealedFor, sealThing } from '../../../record/protection/seal.ts';
import type { Thing } from '../../../record/things.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Ctx } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type Fields } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page } from '../../kit/view.tsx';
import type { Desk } from '../../kit/desk/who.ts';
import { touchedByOpened } from '../../requests/permissions/sealed-back.tsx';
import { contentLines } from '../history/differences.ts';
import { loadNames } from '../history/wording.ts';
import { whyField, whySchema } from '../forms/common.tsx';
import { deskPage } from '../desk/links.ts';
import { ActPage } from './act-page.tsx';

const sealForm = defineForm({
  name: 'seal',
  schema: z.object({ for: z.array(z.string().regex(/^\d{1,15}$/)).min(1, 'errors.field.seal.nobody'), why: whySchema }),
  fields: {
    for: { kind: 'checkboxes', label: 'record.desk.seal.for', hint: 'record.desk.seal.for_hint' },
    why: whyField,
  },
});

/** Encrypts a thing for the people named. */
export async function sealAct(c: Ctx, desk: Desk, thing: Thing, title: string): Promise<Response> {
  const t = c.get('t');
  const { db } = desk.app;
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const people = await db.read
    .selectFrom('account')
    .select(['id', 'name', 'email'])
    .where('disabled_at', 'is', null)
    .where('seal_recipient', 'is not', null)
    .orderBy('name')
    .execute();
  const options = { for: people.map((one) => ({ value: String(one.id), text: `${one.name} (${one.email})` })) };
  return handleForm(c, sealForm, {
    initial: () => fresh({ for: [String(desk.principal.accountId)] }, { options }),
    again: () => ({ options }),
    render: (state) => (
      <ActPage thing={thing} name="seal" title={title}>
        <Notice kind="warning" title={t('record.desk.seal.warning')}>
          <p>{t('record.desk.seal.warning_lead')}</p>
        </Notice>
        <Form form={sealForm} state={state} submit="record.desk.act.seal" cancel={deskPage(thing)} />
      </ActPage>
    ),
    submit: async (typed) => {
      await sealThing(desk.app, desk.principal, { thing: refOf(thing), for: typed.for }, typed.why);
      return deskPage(thing) ?? routes.desk.home();
    },
  });
}

const openForm = (asks: boolean) =>
  defineForm({
    name: 'open',
    schema: z.object({
      password: asks
        ? z.string('errors.field.password.missing').max(1024, 'errors.field.password.long')
        : z.undefined().optional(),
    }),
    fields: asks
      ? ({
          password: { kind: 'password', label: 'accounts.password', hint: 'record.desk.seal.password_hint' },
        } satisfies Fields)
      : {},
  });

/** Opens what is sealed for whoever asks, on the page alone: nothing of it is stored or cached. Leaves a change. */
export async function openAct(c: Ctx, desk: Desk, thing: Thing, title: string): Promise<Response> {
  const t = c.get('t');
  const { app, principal, session } = desk;
  if (thing.visibility !== 'sealed') return c.redirect(deskPage(thing) ?? routes.desk.home(), 303);
  const readers = await sealedFor(app.db.read, thing.id);
  const form = openForm(identityOf(session.tokenHash) === null);
  const mine = readers.some((reader) => reader.id === principal.accountId);
  const who = (
    <p>
      {t('record.desk.seal.readers')} {readers.map((reader) => reader.name).join(', ')}
    </p>
  );
  return handleForm(c, form, {
    render: (state) => (
      <ActPage thing={thing} name="open" title={title}>
        {who}
        {mine ? (
          <Form form={form} state={state} submit="record.desk.act.open" cancel={deskPage(thing)} />
        ) : (
          <p>{t('record.desk.seal.not_you')}</p>
        )}
      </ActPage>
    ),
    submit: async ({ password }) => {
      if (
        password !== undefined &&
        !(await run(app, unlockSeal, principal, { password, tokenHash: session.tokenHash }))
      )
        throw new AppError('invalid_input', { fields: [{ path: 'password', message: 'errors.field.password.wrong' }] });
      const identity = identityOf(session.tokenHash);
      if (!identity) throw new AppError('sealed');
      const content = await run(app, openSealed, principal, { thing: refOf(thing), identity });
      const lines = contentLines(t, content, await loadNames(app.db.read, Object.values(content.rows)));
      const touched = thing.kind === 'permission' ? await touchedByOpened(desk, thing.id, content.rows) : null;
      return page(
        c,
        <ActPage thing={thing} name="open" title={title}>
          {who}
          <dl class="facts rows">
            {lines.map((line) => (
              <div>
                <dt>{line.field}</dt>
                <dd>
                  {line.lines.map((text) => (
                    <p class="typed">{text}</p>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
          {touched}
          <p class="actions">
            <ActButton
              action={routes.desk.act({ kind: thing.kind, number: thing.number, act: 'unseal' })}
              label={t('record.desk.act.unseal')}
            />
          </p>
        </ActPage>,
      );
    },
  });
}
