import {
  addAuthenticator,
  beginSetup,
  removeAuthenticator,
  setupSecret,
} from '../../../accounts/factors/authenticator.ts';
import { factorsOf } from '../../../accounts/factors/factors.ts';
import { renewRecoveryCodes } from '../../../accounts/factors/recovery-codes.ts';
import { base32, uriOf } from '../../../accounts/factors/totp.ts';
import { AppError } from '../../../platform/errors.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { QrCode } from '../../kit/components/qr-code.tsx';
import type { Pages } from '../../kit/context.ts';
import { deviceToken } from '../../kit/desk/session.ts';
import { textAt } from '../../kit/forms/showing.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { buttonRoute, formPage } from '../../kit/pages/form-page.tsx';
import { page } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { routes } from '../../routes.ts';
import { authenticatorForm } from './forms.ts';
import { crumbsTo, shownCodes } from './parts.tsx';
import { Passkeys } from './passkeys.tsx';

/** The pages on which people set up two-step sign-in for their account. */
export const factorPages: Pages = (web) => {
  detailPage(web, routes.desk.twoStep, async ({ t, db, principal, desk }) => {
    const factors = await factorsOf(db, principal.accountId!);
    const { authenticator, codes } = factors;
    return {
      title: t('accounts.two_step.title'),
      crumbs: crumbsTo(t, principal.name),
      lead: t('accounts.two_step.lead'),
      body: (
        <>
          {desk.session.mustSetUp ? (
            <Notice kind="warning" title={t('accounts.two_step.needed')}>
              <p>{t('accounts.two_step.needed_lead')}</p>
              <ActButton action={routes.desk.signOut()} label={t('accounts.sign_out')} />
            </Notice>
          ) : null}
          {factors.any ? null : <p>{t('accounts.two_step.others_end')}</p>}
          <section class="panel" aria-labelledby="authenticator">
            <h2 id="authenticator">{t('accounts.authenticator.title')}</h2>
            {authenticator ? (
              <p>
                {t('accounts.authenticator.since')} <When at={authenticator} />
              </p>
            ) : (
              <p>{t('accounts.authenticator.none')}</p>
            )}
            <p class="actions">
              <a class="button small" href={routes.desk.authenticator()}>
                {t(authenticator ? 'accounts.authenticator.replace' : 'accounts.authenticator.set_up')}
              </a>
            </p>
            {authenticator ? (
              <ActButton action={routes.desk.removeAuthenticator()} label={t('accounts.authenticator.remove')} />
            ) : null}
          </section>
          <section class="panel" aria-labelledby="passkeys">
            <h2 id="passkeys">{t('accounts.passkey.title')}</h2>
            <p>{t('accounts.passkey.what')}</p>
            <Passkeys passkeys={factors.passkeys} />
            <p class="actions">
              <a class="button small" href={routes.desk.newPasskey()}>
                {t('accounts.passkey.add')}
              </a>
            </p>
          </section>
          {factors.any ? (
            <section class="panel" aria-labelledby="recovery">
              <h2 id="recovery">{t('accounts.recovery.title')}</h2>
              <p>{t('accounts.recovery.left', { count: codes })}</p>
              <ActButton action={routes.desk.recoveryCodes()} label={t('accounts.recovery.renew')} />
            </section>
          ) : null}
        </>
      ),
    };
  });

  formPage(web, routes.desk.authenticator, {
    operation: addAuthenticator,
    load: async ({ app, principal }) => ({ fresh: await beginSetup(app, principal.accountId!) }),
    form: authenticatorForm,
    title: 'accounts.authenticator.title',
    crumbs: ({ t, principal }) => crumbsTo(t, principal.name, true),
    save: 'accounts.authenticator.submit',
    home: () => routes.desk.twoStep(),
    values: ({ view }) => ({ setup: view.fresh.setup }),
    body: async (form, { t, app, paper, desk, principal, state }) => {
      const secret = await setupSecret(app, principal.accountId!, textAt(state, 'setup'));
      if (!secret) throw new AppError('bad_form');
      const uri = uriOf(secret, paper.name, desk.session.email);
      return (
        <>
          <p class="lead">{t('accounts.authenticator.lead')}</p>
          <QrCode text={uri} label={t('accounts.authenticator.qr')} />
          <div class="form">
            <div class="field">
              <label for="secret">{t('accounts.authenticator.secret')}</label>
              <p class="hint" id="secret-hint">
                {t('accounts.authenticator.secret_hint')}
              </p>
              <input
                id="secret"
                type="text"
                readonly
                value={base32(secret).replace(/(.{4})(?!$)/g, '$1 ')}
                aria-describedby="secret-hint"
              />
            </div>
          </div>
          <p class="actions">
            <a class="button small" href={uri}>
              {t('accounts.authenticator.open')}
            </a>
          </p>
          {form}
        </>
      );
    },
    submit: async (input, { c, t, run, answer }) => {
      const { codes } = await run(addAuthenticator, { ...input, device: deviceToken(c) });
      return codes
        ? answer({ title: t('accounts.recovery.title'), body: shownCodes(t, codes) })
        : routes.desk.twoStep();
    },
  });

  buttonRoute(web, routes.desk.removeAuthenticator, {
    act: ({ run }) => run(removeAuthenticator, {}),
    home: () => routes.desk.twoStep(),
  });

  buttonRoute(web, routes.desk.recoveryCodes, {
    act: async ({ c, t, run, principal }) => {
      const codes = await run(renewRecoveryCodes, {});
      const title = t('accounts.recovery.title');
      return page(
        c,
        <DeskPage title={title} crumbs={[...crumbsTo(t, principal.name, true), { label: title }]}>
          {shownCodes(t, codes)}
        </DeskPage>,
      );
    },
    home: () => routes.desk.twoStep(),
  });
};
