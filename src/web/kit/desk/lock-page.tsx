import { z } from 'zod';
import { factorsOf } from '../../../accounts/factors/factors.ts';
import { ownPasswordSchema } from '../../../accounts/unlock-seal.ts';
import type { AppError } from '../../../platform/errors.ts';
import { routes } from '../../routes.ts';
import { ActButton } from '../components/desk.tsx';
import { DeskPage } from '../components/layout.tsx';
import type { Ctx } from '../context.ts';
import { submittedInput } from '../forms/body.ts';
import { Field } from '../forms/fields.tsx';
import { defineForm, fresh } from '../forms/form.ts';
import { control } from '../forms/handle.ts';
import { AsksPasskey, passkeyScripts } from '../forms/passkey-form.tsx';
import { FormContext } from '../forms/showing.ts';
import { ErrorSummary } from '../forms/summary.tsx';
import { page, useView } from '../view.tsx';
import { placeOf } from './place.ts';
import { unlockControl } from './lock.ts';

export const unlockForm = defineForm({
  name: 'unlock',
  schema: z.object({ [unlockControl.password]: ownPasswordSchema }),
  fields: {
    [unlockControl.password]: { kind: 'password', label: 'accounts.password', autocomplete: 'current-password' },
  },
});

type Locked = {
  /** The address that opens after unlocking. */
  next: string;
  /**
   * The input that was sent to `next`. The input is sent again after unlocking, and never shown. Null if the input is
   * too large to be returned.
   */
  input?: readonly (readonly [string, string])[] | null;
  error?: AppError;
};

/**
 * Responds to a request with a locked session. The page asks for the password or a passkey, and then continues with the
 * request.
 */
export async function refuseLocked(c: Ctx, here: string): Promise<Response> {
  const asked = c.req.method === 'GET' || c.req.method === 'HEAD';
  // The address of the unlock page contains `here`, and the server refuses very long addresses.
  const next = here.length > 2500 ? routes.desk.home() : here;
  if (asked) return c.redirect(routes.desk.unlock({ next }), 303);
  const input = await submittedInput(c);
  const sent = c.get('sentToken');
  const entries = input && [
    ...input,
    ...(sent === undefined ? [] : [[control.token, sent] as const]),
    [unlockControl.send, '1'] as const,
    // The unlock page cannot send files again. With this control, the form is shown again, so that the person can
    // choose them again.
    ...(c.get('sentFiles') ? [[control.again, ''] as const] : []),
  ];
  return lockPage(c, { next: input ? here : routes.desk.home(), input: entries }, 401);
}

/** Whether the account has a passkey for the host at which the session is used. */
export async function hasPasskey(c: Ctx): Promise<boolean> {
  const place = placeOf(c);
  if (!place) return false;
  const { passkeys } = await factorsOf(c.get('deps').app.db.read, c.get('session')!.principal.accountId!);
  return passkeys.some((one) => one.host === place.host);
}

export const lockPage = async (c: Ctx, locked: Locked, status = 200): Promise<Response> =>
  page(
    c,
    <LockPage
      {...locked}
      name={c.get('session')!.principal.name}
      files={c.get('sentFiles') === true}
      passkey={await hasPasskey(c)}
    />,
    status,
  );

const passkeyForm = defineForm({
  name: 'unlock-passkey',
  schema: z.unknown(),
  fields: { [unlockControl.passkey]: { kind: 'hidden' } },
});

function LockPage({
  next,
  input = [],
  error,
  name,
  files,
  passkey,
}: Locked & { name: string; files: boolean; passkey: boolean }) {
  const { t, token } = useView();
  const again = (
    <>
      {token ? <input type="hidden" name={unlockControl.token} value={token} /> : null}
      {input?.map(([field, value]) => (
        <input type="hidden" name={field} value={value} />
      ))}
    </>
  );
  const fields = error?.code === 'invalid_input' ? error.fields : [];
  const state = fresh(
    {},
    {
      errors: fields,
      problem: error && !fields.length ? t(`errors.${error.code}`, error.details) : undefined,
      focus: unlockControl.password,
    },
  );
  return (
    <DeskPage title={t('accounts.lock.title')} scripts={passkey ? passkeyScripts : []}>
      <p class="lead">{t(input?.length ? 'accounts.lock.lead_typed' : 'accounts.lock.lead', { name })}</p>
      {input ? null : <p>{t('kit.error.typed_too_long')}</p>}
      {files ? <p>{t('accounts.lock.files')}</p> : null}
      <FormContext.Provider value={{ form: unlockForm, state }}>
        <form
          class="form"
          method="post"
          action={routes.desk.unlock({ next })}
          enctype={input?.length ? 'multipart/form-data' : undefined}
          novalidate
        >
          {again}
          <ErrorSummary />
          <div class="fields">
            <Field at={unlockControl.password} />
          </div>
          <div class="buttons">
            <button class="button main" type="submit">
              {t('accounts.lock.unlock')}
            </button>
          </div>
        </form>
      </FormContext.Provider>
      {passkey ? (
        <section class="panel" aria-labelledby="by-passkey">
          <h2 id="by-passkey">{t('accounts.second_step.or_passkey')}</h2>
          <AsksPasskey use="unlock">
            <FormContext.Provider value={{ form: passkeyForm, state: fresh() }}>
              <form
                class="form"
                method="post"
                action={routes.desk.unlock({ next })}
                enctype={input?.length ? 'multipart/form-data' : undefined}
              >
                {/* This field comes first, because the script uses the first passkey field, and the refused form may
                    have one too. */}
                <Field at={unlockControl.passkey} />
                {again}
                <p class="hint">{t('accounts.lock.passkey_hint')}</p>
                <div class="buttons">
                  <button class="button" type="submit">
                    {t('accounts.lock.passkey')}
                  </button>
                </div>
              </form>
            </FormContext.Provider>
          </AsksPasskey>
        </section>
      ) : null}
      <ActButton action={routes.desk.signOut()} label={t('accounts.sign_out')} />
    </DeskPage>
  );
}
