import type { Child } from 'hono/jsx';
import { changeAccount, changePassword, listAccounts } from '../../accounts/change-account.ts';
import { beginLockdown } from '../../accounts/lockdown/lockdown.ts';
import { endSession } from '../../accounts/end-session.ts';
import { listSessions } from '../../accounts/sessions.ts';
import { removeFactors } from '../../accounts/factors/remove-factors.ts';
import { requireSecondStep, rolesWithSecondStep } from '../../accounts/factors/require-second-step.ts';
import { inviteAccount, listLinks } from '../../accounts/invitations.ts';
import { oversight } from '../../accounts/tables.ts';
import { canMailLinks } from '../../accounts/mails/link-mail.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { Table } from '../kit/components/page-parts.tsx';
import { Pill } from '../kit/components/values.tsx';
import type { Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { fresh } from '../kit/forms/form.ts';
import { routes } from '../routes.ts';
import { browserName } from '../kit/desk/browser-name.ts';
import { deviceToken, saveSession, sessionToken } from '../kit/desk/session.ts';
import { useView } from '../kit/view.tsx';
import { When } from '../record/history/when.tsx';
import { accountAt } from './account-at.ts';
import { byMail, InvitationPanel } from './invitation.tsx';
import { accountForm, languageForm, passwordForm, secondStepRolesForm } from './forms.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { changeLanguage } from '../../accounts/change-language.ts';
import type { InterfaceLocale } from '../../platform/messages/messages.ts';
import { allNames } from '../kit/publication.ts';
import { formPage, changePage, buttonRoute } from '../kit/pages/form-page.tsx';
import { listPage } from '../kit/pages/list-page.tsx';

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));

function Roles({ roles }: { roles: readonly string[] }) {
  const { t } = useView();
  return (
    <span class="pills">
      {roles.map((role) => (
        <Pill kind="plain">{t(`accounts.role.${role}`)}</Pill>
      ))}
    </span>
  );
}

/** The pages about the signed-in account and, for administrators, about all accounts. */
export const accountPages: Pages = (web) => {
  formPage(web, routes.desk.account, {
    load: async ({ db, app, principal }) => listSessions(db, principal.accountId!, app.now()),
    form: passwordForm,
    title: ({ principal }) => principal.name,
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    actions: ({ t }) => <ActButton action={routes.desk.signOut()} label={t('accounts.sign_out')} />,
    save: 'accounts.password.submit',
    body: (form, { t, may, principal, desk: { session }, view: sessions }) => (
      <>
        <p>
          {session.email} <a href={routes.desk.ownEmail()}>{t('accounts.email.change')}</a>{' '}
          <Roles roles={principal.roles} />
        </p>
        <p class="actions">
          <a class="button small" href={routes.desk.twoStep()}>
            {t('accounts.two_step.title')}
          </a>{' '}
          <a class="button small" href={routes.desk.tokens()}>
            {t('api.token.title')}
          </a>{' '}
          <a class="button small" href={routes.desk.teams()}>
            {t('accounts.teams.title')}
          </a>{' '}
          {may(inviteAccount) ? (
            <a class="button small" href={routes.desk.accounts()}>
              {t('accounts.accounts.title')}
            </a>
          ) : null}{' '}
          {may({ permission: oversight }) && !may(inviteAccount) ? (
            <a class="button small" href={routes.desk.securityLog()}>
              {t('accounts.security.title')}
            </a>
          ) : null}{' '}
          {may(beginLockdown) ? (
            <a class="button small" href={routes.desk.lockdown()}>
              {t('accounts.lockdown.link')}
            </a>
          ) : null}{' '}
          {may(changePublication) ? (
            <a class="button small" href={routes.desk.settings()}>
              {t('publishing.publication.title')}
            </a>
          ) : null}
        </p>
        <section class="panel" aria-labelledby="sessions">
          <h2 id="sessions">{t('accounts.sessions.title')}</h2>
          <Table
            caption={t('accounts.sessions.caption')}
            head={[
              t('accounts.sessions.browser'),
              t('accounts.sessions.since'),
              t('accounts.sessions.used'),
              t('accounts.sessions.end'),
            ]}
            rows={sessions.map((one): Child[] => [
              one.browser || t('accounts.sessions.unknown'),
              <When at={one.created_at} />,
              <When at={one.used_at} />,
              sameBytes(one.token_hash, session.tokenHash) ? (
                t('accounts.sessions.this')
              ) : (
                <ActButton action={routes.desk.endSession({ number: one.id })} label={t('accounts.sessions.end_one')} />
              ),
            ])}
          />
          <p class="hint">{t('accounts.sessions.hint')}</p>
          <ActButton action={routes.desk.signOutEverywhere()} label={t('accounts.sign_out_everywhere')} />
        </section>
        <section class="panel" aria-labelledby="language">
          <h2 id="language">{t('accounts.account.language')}</h2>
          <Form
            form={languageForm}
            state={fresh({ language: session.language ?? '' })}
            action={routes.desk.accountLanguage()}
            submit="record.desk.save"
          />
        </section>
        <section class="panel" aria-labelledby="password">
          <h2 id="password">{t('accounts.password.change')}</h2>
          <p>{t('accounts.password.change_lead')}</p>
          {form}
        </section>
      </>
    ),
    submit: async ({ current, password }, { c, run, paper }) => {
      const opened = await run(changePassword, {
        current,
        password,
        token: sessionToken(c)!,
        device: deviceToken(c),
        browser: browserName(c.req.header('user-agent')),
        publication: allNames(paper),
      });
      saveSession(c, opened.token, opened.expiresAt);
    },
  });

  buttonRoute(web, routes.desk.endSession, {
    act: ({ run, params }) => run(endSession, { session: params.number }),
    home: () => routes.desk.account(),
  });

  buttonRoute(web, routes.desk.accountLanguage, {
    act: ({ run, text }) => run(changeLanguage, { language: (text('language') || undefined) as InterfaceLocale }),
    home: () => routes.desk.account(),
  });

  listPage(web, routes.desk.accounts, {
    operation: inviteAccount,
    title: 'accounts.accounts.title',
    load: async ({ db, app }) => {
      const links = await listLinks(db, app.now());
      const linkOf = new Map(links.map((one) => [one.account_id, one]));
      return { rows: (await listAccounts(db)).map((one) => ({ ...one, link: linkOf.get(one.id) })) };
    },
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    add: ({ t }) => ({ href: routes.desk.newAccount(), label: t('accounts.invite.title') }),
    links: ({ t }) => [
      { href: routes.desk.accountsSecondStep(), label: t('accounts.require.title') },
      { href: routes.desk.securityLog(), label: t('accounts.security.title') },
      { href: routes.desk.lockdown(), label: t('accounts.lockdown.link') },
    ],
    caption: ({ t, total }) => t('accounts.accounts.caption', { count: total }),
    columns: [
      {
        head: 'accounts.account.name',
        cell: (one) => <a href={routes.desk.editAccount({ number: one.id })}>{one.name}</a>,
      },
      { head: 'accounts.account.email', cell: (one) => one.email },
      { head: 'accounts.account.roles', cell: (one) => <Roles roles={one.roles} /> },
      {
        head: 'accounts.two_step.title',
        cell: (one, { t }) => t(one.secondStep ? 'accounts.two_step.on' : 'accounts.two_step.off'),
      },
      {
        head: 'accounts.account.state',
        cell: (one, { t }) =>
          one.disabled_at ? (
            <Pill shape="withdrawn">{t('accounts.account.is_disabled')}</Pill>
          ) : one.joined ? (
            t('accounts.account.is_joined')
          ) : one.link?.state === 'failed' ? (
            <Pill shape="warning">{t('accounts.account.is_unsent')}</Pill>
          ) : one.link && one.link.state !== 'ended' ? (
            <Pill shape="draft">{t('accounts.account.is_invited')}</Pill>
          ) : (
            <Pill shape="withdrawn">{t('accounts.account.is_not_invited')}</Pill>
          ),
      },
    ],
    empty: () => ({ title: 'accounts.accounts.title' }),
  });

  changePage(web, routes.desk.editAccount, {
    operation: changeAccount,
    load: async ({ db, app, params }) => {
      const account = await accountAt(db, params.number);
      const links = await listLinks(db, app.now());
      return { ...account, link: links.find((one) => one.account_id === account.id) };
    },
    form: accountForm,
    title: ({ view }) => view.name,
    crumbs: ({ t }) => [{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }],
    actions: ({ t, app, params: { number }, view }) => (
      <>
        <a class="button small" href={routes.desk.historyOf({ kind: 'account', number })}>
          {t('record.desk.history.title')}
        </a>
        {view.disabled_at || !view.joined ? null : (
          <>
            {canMailLinks(app.config) ? (
              <ActButton action={routes.desk.accountLink({ number })} values={byMail} label={t('accounts.link.mail')} />
            ) : null}
            <ActButton action={routes.desk.accountLink({ number })} label={t('accounts.link.make')} />
          </>
        )}
        {view.secondStep ? (
          <ActButton action={routes.desk.removeFactors({ number })} label={t('accounts.two_step.remove')} />
        ) : null}
      </>
    ),
    save: 'record.desk.save',
    home: () => routes.desk.accounts(),
    values: ({ view: { name, roles, disabled_at: at } }) => ({ name, roles, disabled: at !== null }),
    body: (form, { t, app, view }) => (
      <>
        <p>
          {view.email}{' '}
          {view.disabled_at ? null : (
            <a href={routes.desk.accountEmail({ number: view.id })}>{t('accounts.email.change')}</a>
          )}
        </p>
        {view.disabled_at ? null : (
          <InvitationPanel account={{ ...view, joined: Boolean(view.joined) }} mails={canMailLinks(app.config)} />
        )}
        {view.secondStep ? <p>{t('accounts.two_step.remove_lead')}</p> : null}
        {view.disabled_at ? null : <p class="hint">{t('accounts.teams.reset_hint')}</p>}
        {form}
      </>
    ),
    submit: ({ why, ...data }, { run, params, version }) =>
      run(changeAccount, { accountId: params.number, version, ...data }, why),
  });

  formPage(web, routes.desk.accountsSecondStep, {
    operation: requireSecondStep,
    form: secondStepRolesForm,
    title: 'accounts.require.title',
    crumbs: ({ t }) => [{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }],
    lead: 'accounts.require.lead',
    save: 'record.desk.save',
    home: () => routes.desk.accounts(),
    values: async ({ db }) => ({ roles: await rolesWithSecondStep(db) }),
    submit: (data, { run }) => run(requireSecondStep, data),
  });

  buttonRoute(web, routes.desk.removeFactors, {
    operation: removeFactors,
    act: ({ run, params }) => run(removeFactors, { accountId: params.number }),
    home: ({ params }) => routes.desk.editAccount(params),
  });
};
