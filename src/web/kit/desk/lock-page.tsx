import { z } from 'zod';
import { ownPasswordSchema } from '../../../accounts/unlock-seal.ts';
import type { AppError } from '../../../platform/errors.ts';
import { routes } from '../../routes.ts';
import { ActButton } from '../components/desk.tsx';
import { DeskPage } from '../components/layout.tsx';
import type { Ctx } from '../context.ts';
import { typedIn } from '../forms/body.ts';
import { Field } from '../forms/fields.tsx';
import { defineForm, fresh } from '../forms/form.ts';
import { control } from '../forms/handle.ts';
import { FormContext } from '../forms/showing.ts';
import { ErrorSummary } from '../forms/summary.tsx';
import { page, useView } from '../view.tsx';
import { unlockControl } from './lock.ts';

export const unlockForm = defineForm({
  name: 'unlock',
  schema: z.object({ [unlockControl.password]: ownPasswordSchema }),
  fields: {
    [unlockControl.password]: { kind: 'password', label: 'accounts.password', autocomplete: 'current-password' },
  },
});

type Locked = {
  /** Where to continue. */
  next: string;
  /** What was sent there; it is neither lost nor shown. Null: too large to be returned. */
  typed?: readonly (readonly [string, string])[] | null;
  error?: AppError;
};

/** A request to a locked session: asks for the password, and continues with the request. */
export async function refuseLocked(c: Ctx, here: string): Promise<Response> {
  const asked = c.req.method === 'GET' || c.req.method === 'HEAD';
  // Longer, the address of the page would be refused.
  const next = here.length > 2500 ? routes.desk.home() : here;
  if (asked) return c.redirect(routes.desk.unlock({ next }), 303);
  const typed = await typedIn(c);
  const sent = c.get('sentToken');
  const entries = typed && [
    ...typed,
    ...(sent === undefined ? [] : [[control.token, sent] as const]),
    [unlockControl.send, '1'] as const,
    // Files are not returned: the form is shown again, to choose them.
    ...(c.get('sentFiles') ? [[control.again, ''] as const] : []),
  ];
  return lockPage(c, { next: typed ? here : routes.desk.home(), typed: entries }, 401);
}

export const lockPage = (c: Ctx, locked: Locked, status = 200): Response =>
  page(c, <LockPage {...locked} name={c.get('session')!.principal.name} files={c.get('sentFiles') === true} />, status);

function LockPage({ next, typed = [], error, name, files }: Locked & { name: string; files: boolean }) {
  const { t, token } = useView();
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
    <DeskPage title={t('accounts.lock.title')}>
      <p class="lead">{t(typed?.length ? 'accounts.lock.lead_typed' : 'accounts.lock.lead', { name })}</p>
      {typed ? null : <p>{t('kit.error.typed_too_long')}</p>}
      {files ? <p>{t('accounts.lock.files')}</p> : null}
      <FormContext.Provider value={{ form: unlockForm, state }}>
        <form
          class="form"
          method="post"
          action={routes.desk.unlock({ next })}
          enctype={typed?.length ? 'multipart/form-data' : undefined}
          novalidate
        >
          {token ? <input type="hidden" name={unlockControl.token} value={token} /> : null}
          {typed?.map(([field, value]) => (
            <input type="hidden" name={field} value={value} />
          ))}
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
      <ActButton action={routes.desk.signOut()} label={t('accounts.sign_out')} />
    </DeskPage>
  );
}
