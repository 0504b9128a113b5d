import type { Child } from 'hono/jsx';
import { changeLanguage } from '../../accounts/change-language.ts';
import { principalById } from '../../accounts/principal-by-id.ts';
import { findLink, isHandedOver } from '../../accounts/links.ts';
import { factorsOf } from '../../accounts/factors/factors.ts';
import { signInWithPasskey } from '../../accounts/factors/passkey-sign-in.ts';
import { findHalfSession, finishSignIn, type HalfSession } from '../../accounts/factors/second-step.ts';
import { canMailLinks } from '../../accounts/mails/link-mail.ts';
import { askRecovery } from '../../accounts/recover.ts';
import { signIn, signOut } from '../../accounts/sign-in.ts';
import type { LinkPurpose } from '../../accounts/tables.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import { AppError } from '../../platform/errors.ts';
import type { InterfaceLocale } from '../../platform/messages/messages.ts';
import { run } from '../../platform/operation.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import { clientOf } from '../kit/client.ts';
import { allNames } from '../kit/publication.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import { Notice } from '../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { routes, safeNext } from '../routes.ts';
import { browserName } from '../kit/desk/browser-name.ts';
import {
  deviceToken,
  endHalfSession,
  endSession,
  halfSessionToken,
  saveDevice,
  saveHalfSession,
  saveSession,
  session,
  sessionToken,
} from '../kit/desk/session.ts';
import { AsksPasskey, PasskeyButton, passkeyScripts } from '../kit/forms/passkey-form.tsx';
import { placeOf } from '../kit/desk/place.ts';
import { passkeySignInForm, secondStepForm } from './factors/forms.ts';
import { joinForm, recoverForm, setupForm, signInForm } from './forms.ts';
import { ResponseInstead, publicForm, buttonRoute } from '../kit/pages/form-page.tsx';

/** The layout of pages for people who are not signed in. */
function EntryPage({ title, lead, children }: { title: string; lead?: string; children?: Child }) {
  return (
    <DeskPage title={title} scripts={passkeyScripts}>
      {lead ? <p class="lead">{lead}</p> : null}
      {children}
    </DeskPage>
  );
}

const browserOf = (c: Ctx): string => browserName(c.req.header('user-agent'));

/**
 * Signs in with email and password.
 * @param device the token of a known browser, from its cookie or from a one-time link that was just used. Failed
 * attempts in other browsers do not block a known browser
 * @returns the address to open next: `next`, or the page of the second step
 */
async function enter(
  c: Ctx,
  email: string,
  password: string,
  next = routes.desk.home(),
  device = deviceToken(c),
): Promise<string> {
  const opened = await run(c.get('deps').app, signIn, null, {
    email,
    password,
    client: clientOf(c),
    device,
    browser: browserOf(c),
  });
  if (!opened) throw new AppError('wrong_credentials');
  if (opened.secondStep) return toSecondStep(c, opened, next);
  saveSession(c, opened.token, opened.expiresAt);
  saveDevice(c, opened.device);
  return next;
}

function toSecondStep(c: Ctx, half: HalfSession, next: string): string {
  saveHalfSession(c, half.token, half.expiresAt);
  return routes.desk.secondStep({ next });
}

/** Stores the language of this page as the account's language, if it is not the publication's language. */
async function storeLanguage(c: Ctx, accountId: number): Promise<void> {
  const { app, paper } = c.get('deps');
  const { locale } = c.get('t');
  if (locale === interfaceLanguage(paper())) return;
  await run(app, changeLanguage, await principalById(app.db.read, accountId, 'web'), {
    language: locale as InterfaceLocale,
  });
}

/** The one-time link with this token. @throws AppError `account_link_spent`, also if the link has another purpose */
async function linkAt(c: Ctx, token: string, purposes: readonly string[]) {
  const { app } = c.get('deps');
  const link = token.length <= 100 ? await findLink(app.db.read, token, app.now()) : null;
  if (!link || !purposes.includes(link.purpose)) throw new AppError('account_link_spent');
  return link;
}

/** The keys of the texts above the form, for links that are not invitations. */
const leads: Partial<Record<LinkPurpose, string>> = { password: 'renew_lead', recovery: 'recover_lead' };

/**
 * The pages that need no session: sign-in with its second step, first account, accepting an invitation, forgotten and
 * new password. Signing out is here, too.
 */
export const entryPages: Pages = (web) => {
  publicForm(web, routes.setup, {
    load: ({ c, params }) => linkAt(c, params.token, ['setup']),
    form: setupForm,
    save: 'accounts.setup.submit',
    page: (form, { t }) => (
      <EntryPage title={t('accounts.setup.title')} lead={t('accounts.setup.lead')}>
        {form}
      </EntryPage>
    ),
    submit: async ({ again: _, ...data }, { c, run, params, paper }) => {
      const here = { token: params.token, device: deviceToken(c), publication: allNames(paper) };
      const { accountId, device } = await run(spendLink, { ...here, ...data });
      await storeLanguage(c, accountId);
      return enter(c, data.email, data.password, undefined, device?.token);
    },
  });

  publicForm(web, routes.join, {
    load: async ({ c, params }) => {
      const link = await linkAt(c, params.token, ['join', 'password', 'recovery']);
      const { purpose, name, email } = link;
      const suspends = isHandedOver(link) && !(await factorsOf(c.get('deps').app.db.read, link.account_id!)).any;
      return { name: name!, email: email!, purpose, renewed: purpose !== 'join', suspends };
    },
    form: joinForm,
    save: 'accounts.join.submit',
    page: (form, { t, view: { name, email, purpose, renewed, suspends } }) => (
      <EntryPage
        title={t(renewed ? 'accounts.join.renew_title' : 'accounts.join.title', { name })}
        lead={t(`accounts.join.${leads[purpose] ?? 'lead'}`, { email })}
      >
        {renewed ? (
          <Notice title={t('accounts.join.sealed_title')}>
            <p>{t('accounts.join.sealed')}</p>
          </Notice>
        ) : null}
        {renewed && suspends ? (
          <Notice title={t('accounts.join.suspended_title')}>
            <p>{t('accounts.join.suspended')}</p>
          </Notice>
        ) : null}
        {form}
      </EntryPage>
    ),
    submit: async ({ password }, { c, run, params, paper, view: { email, renewed } }) => {
      const here = { token: params.token, device: deviceToken(c), publication: allNames(paper) };
      const { accountId, device, secondStep } = await run(spendLink, { ...here, password });
      if (secondStep) return toSecondStep(c, secondStep, routes.desk.home());
      if (!renewed) await storeLanguage(c, accountId);
      return enter(c, email, password, undefined, device?.token);
    },
  });

  publicForm(web, routes.desk.signIn, {
    load: async ({ c, query }) => {
      const next = safeNext(query('next'));
      if (await session(c)) throw new ResponseInstead(c.redirect(next, 303));
      return { next, passkeys: placeOf(c) !== null };
    },
    form: signInForm,
    focus: 'email',
    save: 'accounts.sign_in.submit',
    page: (form, { t, view: { next, passkeys } }) => (
      <EntryPage
        title={t('accounts.sign_in.title')}
        lead={next === routes.desk.home() ? undefined : t('accounts.sign_in.lead')}
      >
        {form}
        <p class="actions">
          <a class="button" href={routes.desk.recover()}>
            {t('accounts.recover.title')}
          </a>
          {passkeys ? (
            <a class="button" href={routes.desk.passkeySignIn({ next })}>
              {t('accounts.passkey_sign_in.title')}
            </a>
          ) : null}
        </p>
      </EntryPage>
    ),
    submit: ({ email, password }, { c, view: { next } }) => enter(c, email, password, next),
  });

  publicForm(web, routes.desk.recover, {
    load: async ({ app, query }) => ({ mails: canMailLinks(app.config), sent: query('sent') !== undefined }),
    form: recoverForm,
    focus: 'email',
    save: 'accounts.recover.submit',
    page: (form, { t, view: { mails, sent } }) => {
      if (!mails) return <EntryPage title={t('accounts.recover.title')} lead={t('accounts.recover.no_mail')} />;
      if (!sent)
        return (
          <EntryPage title={t('accounts.recover.title')} lead={t('accounts.recover.lead')}>
            {form}
            <p class="hint">{t('accounts.recover.sealed')}</p>
          </EntryPage>
        );
      return (
        <EntryPage title={t('accounts.recover.sent_title')} lead={t('accounts.recover.sent')}>
          <p>{t('accounts.recover.sent_newest')}</p>
          <p>{t('accounts.recover.sent_none')}</p>
          <p>
            <a href={routes.desk.signIn()}>{t('accounts.recover.back')}</a>
          </p>
        </EntryPage>
      );
    },
    submit: async ({ email }, { c, run }) => {
      await run(askRecovery, { email, client: clientOf(c), device: deviceToken(c) });
      return routes.desk.recover({ sent: '1' });
    },
  });

  publicForm(web, routes.desk.passkeySignIn, {
    load: async ({ c, query }) => {
      const next = safeNext(query('next'));
      if (await session(c)) throw new ResponseInstead(c.redirect(next, 303));
      return { next };
    },
    form: passkeySignInForm,
    save: 'accounts.passkey_sign_in.submit',
    page: (form, { t, view: { next } }) => (
      <EntryPage title={t('accounts.passkey_sign_in.title')} lead={t('accounts.passkey_sign_in.lead')}>
        <AsksPasskey use="sign-in">{form}</AsksPasskey>
        <p>
          <a class="button" href={routes.desk.signIn({ next })}>
            {t('accounts.passkey_sign_in.password')}
          </a>
        </p>
      </EntryPage>
    ),
    submit: async ({ passkey }, { c, run, view: { next } }) => {
      const place = placeOf(c);
      const opened =
        place &&
        (await run(signInWithPasskey, {
          passkey,
          place,
          client: clientOf(c),
          device: deviceToken(c),
          browser: browserOf(c),
        }));
      if (!opened || opened === 'password-first')
        throw new AppError('invalid_input', {
          fields: [{ path: 'passkey', message: `errors.field.passkey.${opened ? 'password_first' : 'refused'}` }],
        });
      saveSession(c, opened.token, opened.expiresAt);
      saveDevice(c, opened.device);
      return next;
    },
  });

  publicForm(web, routes.desk.secondStep, {
    load: async ({ c, app, query }) => {
      const next = safeNext(query('next'));
      if (await session(c)) throw new ResponseInstead(c.redirect(next, 303));
      const token = halfSessionToken(c) ?? '';
      const half = await findHalfSession(app.db.read, token, app.now());
      if (!half) throw new ResponseInstead(c.redirect(routes.desk.signIn({ next }), 303));
      const { passkeys } = await factorsOf(app.db.read, half.accountId);
      const place = placeOf(c);
      return { next, token, place, hasPasskey: passkeys.some(({ host }) => host === place?.host) };
    },
    form: secondStepForm,
    focus: 'code',
    save: 'accounts.second_step.submit',
    page: (form, { t, view: { hasPasskey } }) => (
      <EntryPage title={t('accounts.second_step.title')} lead={t('accounts.second_step.lead')}>
        {form}
        <p class="hint">{t('accounts.second_step.lost')}</p>
        {hasPasskey ? (
          <section class="panel" aria-labelledby="or-passkey">
            <h2 id="or-passkey">{t('accounts.second_step.or_passkey')}</h2>
            <PasskeyButton use="second-step" submit="accounts.second_step.passkey" />
          </section>
        ) : (
          <p class="hint">{t('accounts.second_step.elsewhere')}</p>
        )}
      </EntryPage>
    ),
    submit: async ({ code, passkey }, { c, run, view: { next, token, place } }) => {
      const opened = await run(finishSignIn, {
        token,
        code,
        passkey: passkey && place ? { passkey, place } : undefined,
        device: deviceToken(c),
        browser: browserOf(c),
      });
      // The hidden field may still have the response of a passkey from an earlier attempt. So if a code was entered,
      // the code takes precedence.
      if (!opened && code === undefined)
        throw new AppError('invalid_input', { fields: [{ path: 'passkey', message: 'errors.field.passkey.refused' }] });
      if (!opened)
        throw new AppError('invalid_input', { fields: [{ path: 'code', message: 'errors.field.code.wrong' }] });
      endHalfSession(c);
      if (opened === 'ended') return routes.desk.signIn({ next });
      saveSession(c, opened.token, opened.expiresAt);
      saveDevice(c, opened.device);
      return next;
    },
  });

  for (const everywhere of [false, true])
    buttonRoute(web, everywhere ? routes.desk.signOutEverywhere : routes.desk.signOut, {
      act: async ({ c, run }) => {
        await run(signOut, { token: sessionToken(c)!, everywhere });
        endSession(c);
      },
      home: () => routes.desk.signIn(),
    });
};
