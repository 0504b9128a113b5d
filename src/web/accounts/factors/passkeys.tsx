import type { Child } from 'hono/jsx';
import { factorsOf } from '../../../accounts/factors/factors.ts';
import { addPasskey, creationOptions, removePasskey, requestOptions } from '../../../accounts/factors/passkeys.ts';
import { findHalfSession } from '../../../accounts/factors/second-step.ts';
import { hashToken } from '../../../accounts/secrets.ts';
import { AppError } from '../../../platform/errors.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { deviceToken, halfSessionToken, requireSession } from '../../kit/desk/session.ts';
import { buttonRoute, formPage } from '../../kit/pages/form-page.tsx';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { routes } from '../../routes.ts';
import { passkeyNameForm } from './forms.ts';
import { AsksPasskey, passkeyScripts, passkeyUses, type PasskeyUse } from '../../kit/forms/passkey-form.tsx';
import { placeOf } from '../../kit/desk/place.ts';
import { crumbsTo, shownCodes } from './parts.tsx';

type Listed = Awaited<ReturnType<typeof factorsOf>>['passkeys'];

/** The passkeys of an account, each with the host name for which it was created. */
export function Passkeys({ passkeys }: { passkeys: Listed }) {
  const { t } = useView();
  if (!passkeys.length) return <p>{t('accounts.passkey.none')}</p>;
  return (
    <Table
      caption={t('accounts.passkey.caption', { count: passkeys.length })}
      head={[
        t('accounts.passkey.name'),
        t('accounts.passkey.host'),
        t('accounts.passkey.created'),
        t('accounts.passkey.used'),
        t('accounts.passkey.remove'),
      ]}
      rows={passkeys.map((one): Child[] => [
        one.name,
        one.host,
        <When at={one.created_at} />,
        one.used_at ? <When at={one.used_at} /> : t('accounts.passkey.never'),
        <ActButton
          action={routes.desk.removePasskey({ number: one.id })}
          label={t('accounts.passkey.remove_one', { name: one.name })}
        />,
      ])}
    />
  );
}

/**
 * The WebAuthn options for the browser.
 * @throws AppError `not_found` if passkeys do not work at this address; `not_signed_in` without a session. The uses
 * `sign-in` and `second-step` work without a session, but the second step only after the password
 */
async function optionsFor(c: Ctx, use: PasskeyUse): Promise<object> {
  const { app, paper } = c.get('deps');
  const place = placeOf(c);
  if (!place) throw new AppError('not_found');
  const { host } = place;
  if (use === 'sign-in') return requestOptions(app, { use, of: null, host }, null);
  if (use === 'second-step') {
    const token = halfSessionToken(c) ?? '';
    const half = await findHalfSession(app.db.read, token, app.now());
    if (!half) throw new AppError('not_signed_in');
    return requestOptions(app, { use, of: hashToken(token), host }, half.accountId);
  }
  const { principal, tokenHash, email } = await requireSession(c);
  const accountId = principal.accountId!;
  return use !== 'register'
    ? requestOptions(app, { use, of: tokenHash, host }, accountId)
    : creationOptions(app, { host, accountId, session: tokenHash, email, name: principal.name, site: paper().name });
}

export const passkeyPages: Pages = (web) => {
  web.get(routes.desk.passkeyOptions.pattern, async (c) => {
    const use = passkeyUses.find((one) => one === c.req.param('use'));
    if (!use) throw new AppError('not_found');
    return c.json(await optionsFor(c, use), 200, { 'Cache-Control': 'no-store' });
  });

  formPage(web, routes.desk.newPasskey, {
    operation: addPasskey,
    load: async ({ c }) => ({ place: placeOf(c) }),
    form: passkeyNameForm,
    title: 'accounts.passkey.add',
    crumbs: ({ t, principal }) => crumbsTo(t, principal.name, true),
    scripts: passkeyScripts,
    save: 'accounts.passkey.submit',
    home: () => routes.desk.twoStep(),
    body: (form, { t, view: { place } }) =>
      place ? (
        <>
          <p class="lead">{t('accounts.passkey.lead')}</p>
          <Notice title={t('accounts.passkey.only_here', { host: place.host })}>
            <p>{t('accounts.passkey.elsewhere')}</p>
          </Notice>
          <AsksPasskey use="register">{form}</AsksPasskey>
        </>
      ) : (
        <p class="lead">{t('accounts.passkey.no_name')}</p>
      ),
    submit: async ({ name, passkey }, { c, t, run, answer, desk, view: { place } }) => {
      if (!place) throw new AppError('not_found');
      const { codes } = await run(addPasskey, {
        name,
        passkey,
        place,
        session: desk.session.tokenHash,
        device: deviceToken(c),
      });
      return codes
        ? answer({ title: t('accounts.recovery.title'), body: shownCodes(t, codes) })
        : routes.desk.twoStep();
    },
  });

  buttonRoute(web, routes.desk.removePasskey, {
    act: ({ run, params }) => run(removePasskey, { passkey: params.number }),
    home: () => routes.desk.twoStep(),
  });
};
