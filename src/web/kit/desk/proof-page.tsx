import { z } from 'zod';
import { factorsOf } from '../../../accounts/factors/factors.ts';
import type { AppError } from '../../../platform/errors.ts';
import { DeskPage } from '../components/layout.tsx';
import type { Ctx } from '../context.ts';
import { AllFields, Form } from '../forms/fields.tsx';
import { defineForm, fresh, type Fields } from '../forms/form.ts';
import { AsksPasskey, passkeyScripts } from '../forms/passkey-form.tsx';
import { samePath } from '../forms/tree.ts';
import { page } from '../view.tsx';
import { placeOf } from './place.ts';
import { Resent } from './resent.tsx';
import { requireSession } from './session.ts';
import { addressOf, isProof, proofControl } from './take-proof.ts';

/**
 * The page that asks for a fresh proof.
 * @param input the refused input, which the form of this page sends again
 */
export async function proofPage(
  c: Ctx,
  error: AppError,
  input: readonly (readonly [string, string])[],
): Promise<Response> {
  const { app } = c.get('deps');
  const t = c.get('t');
  const { principal } = await requireSession(c);
  const { authenticator, passkeys } = await factorsOf(app.db.read, principal.accountId!);
  const host = placeOf(c)?.host;
  const fields: Fields = {
    [proofControl.password]: {
      kind: 'password',
      label: 'accounts.password',
      autocomplete: 'current-password',
      width: 'half',
    },
    ...(authenticator
      ? {
          [proofControl.code]: {
            kind: 'text',
            label: 'accounts.proof.code',
            autocomplete: 'one-time-code',
            spellcheck: false,
            width: 'half',
          },
        }
      : {}),
  };
  const errors = error.fields.map((one) => ({ ...one, path: samePath(one.path) }));
  const onPage = c.req.method === 'POST' ? input : [[proofControl.page, '1'] as const];
  const again = <Resent input={onPage} without={(name) => isProof(name) && name !== proofControl.page} />;
  const form = defineForm({ name: 'proof', schema: z.unknown(), fields });
  const byPasskey = defineForm({
    name: 'proof-passkey',
    schema: z.unknown(),
    fields: { [proofControl.passkey]: { kind: 'hidden' } },
  });
  return page(
    c,
    <DeskPage title={t('accounts.proof.title')} scripts={passkeyScripts}>
      <p class="lead">{t('accounts.proof.lead')}</p>
      <Form
        form={form}
        state={fresh({}, { errors, focus: errors.length ? undefined : proofControl.password })}
        action={addressOf(c)}
        submit="accounts.proof.submit"
      >
        {again}
        <AllFields fields={fields} />
      </Form>
      {passkeys.some((one) => one.host === host) ? (
        <section class="panel" aria-labelledby="by-passkey">
          <h2 id="by-passkey">{t('accounts.second_step.or_passkey')}</h2>
          <AsksPasskey use="proof">
            <Form form={byPasskey} state={fresh()} action={addressOf(c)} submit="accounts.second_step.passkey">
              {again}
              <AllFields fields={byPasskey.fields} />
            </Form>
          </AsksPasskey>
        </section>
      ) : null}
    </DeskPage>,
    error.status,
  );
}
