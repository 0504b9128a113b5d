import type { Child } from 'hono/jsx';
import { changeAccount, changePassword, listAccounts } from '../../accounts/change-account.ts';
import { createPasswordLink, inviteAccount } from '../../accounts/links.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { DeskPage } from '../kit/components/layout.tsx';
import { Table } from '../kit/components/page-parts.tsx';
import { Pill } from '../kit/components/values.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { fresh, toTree } from '../kit/forms/form.ts';
import { handleAct, handleForm } from '../kit/forms/handle.ts';
import type { Tree } from '../kit/forms/tree.ts';
import { routes } from '../routes.ts';
import { sessionToken } from '../kit/session.ts';
import { page, useView } from '../kit/view.tsx';
import { When } from '../record/history/when.tsx';
import { accountForm, inviteForm, languageForm, passwordForm } from './forms.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { changeLanguage } from '../../accounts/change-language.ts';
import type { InterfaceLocale } from '../../platform/messages/messages.ts';
import { atDesk, demand } from '../kit/desk/who.ts';

const sessionsOf = (db: Reader, accountId: number, at: Date) =>
  db
    .selectFrom('session')
    .select(['token_hash', 'created_at', 'expires_at'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .limit(50)
    .execute();

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));

/** A one-time link, shown this once: the database keeps only its hash. */
function LinkPage({
  title,
  lead,
  link,
  crumb,
}: {
  title: string;
  lead: string;
  link: string;
  crumb: { label: string; href: string };
}) {
  const { t } = useView();
  return (
    <DeskPage title={title} noindex crumbs={[crumb, { label: title }]}>
      <p class="lead">{lead}</p>
      <div class="form">
        <div class="field">
          <label for="the-link">{t('accounts.link.label')}</label>
          <p class="hint" id="the-link-hint">
            {t('accounts.link.once')}
          </p>
          <input id="the-link" type="text" readonly value={link} aria-describedby="the-link-hint" autofocus />
        </div>
      </div>
      <p>
        <a href={routes.desk.accounts()}>{t('accounts.accounts.back')}</a>
      </p>
    </DeskPage>
  );
}

const joinLink = (c: Ctx, token: string): string =>
  (c.get('deps').app.config.publicUrl ?? new URL(c.req.url).origin) + routes.join({ token });

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

/** One's own account, and, for administrators, everybody's. */
export const accountPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.account.pattern, async (c) => {
    const t = c.get('t');
    const { app, session, principal, may } = await atDesk(c);
    const sessions = await sessionsOf(app.db.read, principal.accountId!, app.now());
    return handleForm(c, passwordForm, {
      render: (state) => (
        <DeskPage
          title={principal.name}
          noindex
          crumbs={[{ label: t('site.desk.home.title'), href: routes.desk.home() }, { label: principal.name }]}
          actions={<ActButton action={routes.desk.signOut()} label={t('accounts.sign_out')} />}
        >
          <p>
            {session.email} <Roles roles={principal.roles} />
          </p>
          <p class="actions">
            <a class="button small" href={routes.desk.tokens()}>
              {t('api.token.title')}
            </a>{' '}
            {may(inviteAccount) ? (
              <a class="button small" href={routes.desk.accounts()}>
                {t('accounts.accounts.title')}
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
              head={[t('accounts.sessions.since'), t('accounts.sessions.until'), t('accounts.sessions.here')]}
              rows={sessions.map((one): Child[] => [
                <When at={one.created_at} />,
                <When at={one.expires_at} />,
                sameBytes(one.token_hash, session.tokenHash)
                  ? t('accounts.sessions.this')
                  : t('accounts.sessions.other'),
              ])}
            />
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
            <Form form={passwordForm} state={state} submit="accounts.password.submit" />
          </section>
        </DeskPage>
      ),
      submit: async ({ current, password }) => {
        await run(app, changePassword, principal, { current, password, token: sessionToken(c) });
        return routes.desk.account();
      },
    });
  });

  web.post(routes.desk.accountLanguage.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    return handleAct(c, async ({ values }) => {
      const { language } = values;
      await run(app, changeLanguage, principal, {
        language: typeof language === 'string' && language ? (language as InterfaceLocale) : undefined,
      });
      return routes.desk.account();
    });
  });

  web.get(routes.desk.accounts.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, inviteAccount);
    const accounts = await listAccounts(desk.app.db.read);
    return page(
      c,
      <DeskPage
        title={t('accounts.accounts.title')}
        noindex
        crumbs={[
          { label: t('site.desk.home.title'), href: routes.desk.home() },
          { label: t('accounts.accounts.title') },
        ]}
        actions={
          <a class="button main small" href={routes.desk.newAccount()}>
            {t('accounts.invite.title')}
          </a>
        }
      >
        <Table
          caption={t('accounts.accounts.caption', { count: accounts.length })}
          head={[
            t('accounts.account.name'),
            t('accounts.account.email'),
            t('accounts.account.roles'),
            t('accounts.account.state'),
          ]}
          rows={accounts.map((one): Child[] => [
            <a href={routes.desk.editAccount({ number: one.id })}>{one.name}</a>,
            one.email,
            <Roles roles={one.roles} />,
            one.disabled_at ? (
              <Pill shape="withdrawn">{t('accounts.account.is_disabled')}</Pill>
            ) : one.joined ? (
              t('accounts.account.is_joined')
            ) : (
              <Pill shape="draft">{t('accounts.account.is_invited')}</Pill>
            ),
          ])}
        />
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.newAccount.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, inviteAccount);
    const crumb = { label: t('accounts.accounts.title'), href: routes.desk.accounts() };
    return handleForm(c, inviteForm, {
      initial: () => fresh({ roles: ['monitor'] }),
      render: (state) => (
        <DeskPage title={t('accounts.invite.title')} noindex crumbs={[crumb, { label: t('accounts.invite.title') }]}>
          <Form form={inviteForm} state={state} submit="accounts.invite.submit" cancel={routes.desk.accounts()} />
        </DeskPage>
      ),
      submit: async (data) => {
        const { token } = await run(desk.app, inviteAccount, desk.principal, data);
        return page(
          c,
          <LinkPage
            title={t('accounts.invite.done', { name: data.name })}
            lead={t('accounts.invite.done_lead', { name: data.name })}
            link={joinLink(c, token)}
            crumb={crumb}
          />,
        );
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editAccount.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changeAccount);
    const { app, principal } = desk;
    const { number } = routes.desk.editAccount.read(c.req.param());
    const find = async () => {
      const account = (await listAccounts(app.db.read)).find((one) => one.id === number);
      if (!account) throw new AppError('not_found');
      return account;
    };
    const account = await find();
    const valuesOf = (one: typeof account): Tree =>
      toTree({ name: one.name, roles: one.roles, disabled: one.disabled_at !== null }) as Tree;
    return handleForm(c, accountForm, {
      initial: () => fresh(valuesOf(account), { version: String(account.version) }),
      render: (state) => (
        <DeskPage
          title={account.name}
          noindex
          crumbs={[{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }, { label: account.name }]}
          actions={
            <>
              <a class="button small" href={routes.desk.historyOf({ kind: 'account', number })}>
                {t('record.desk.history.title')}
              </a>
              {account.disabled_at ? null : (
                <ActButton action={routes.desk.accountLink({ number })} label={t('accounts.link.make')} />
              )}
            </>
          }
        >
          <p>{account.email}</p>
          <Form form={accountForm} state={state} submit="record.desk.save" cancel={routes.desk.accounts()} />
        </DeskPage>
      ),
      submit: async ({ why, ...data }, { version }) => {
        await run(app, changeAccount, principal, { accountId: number, version: version ?? '', ...data }, why);
        return routes.desk.accounts();
      },
      current: async () => {
        const now = await find();
        return { values: valuesOf(now), version: String(now.version) };
      },
    });
  });

  web.post(routes.desk.accountLink.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, createPasswordLink);
    return handleAct(c, async () => {
      const { number } = routes.desk.accountLink.read(c.req.param());
      const { token } = await run(desk.app, createPasswordLink, desk.principal, { accountId: number });
      const account = (await listAccounts(desk.app.db.read)).find((one) => one.id === number)!;
      return page(
        c,
        <LinkPage
          title={t('accounts.link.title', { name: account.name })}
          lead={t('accounts.link.lead', { name: account.name })}
          link={joinLink(c, token)}
          crumb={{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }}
        />,
      );
    });
  });
};
