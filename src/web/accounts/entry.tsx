import type { Child } from 'hono/jsx';
import { changeLanguage } from '../../accounts/change-language.ts';
import { principalById } from '../../accounts/principal-by-id.ts';
import { findLink } from '../../accounts/links.ts';
import { signIn, signOut } from '../../accounts/sign-in.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import { AppError } from '../../platform/errors.ts';
import type { InterfaceLocale } from '../../platform/messages/messages.ts';
import { run } from '../../platform/operation.ts';
import { interfaceLanguage } from '../../platform/messages/messages.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import { Notice } from '../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { handleAct, handleForm } from '../kit/forms/handle.ts';
import { fresh } from '../kit/forms/form.ts';
import { routes, safeNext } from '../routes.ts';
import { dropSession, keepSession, requireSession, session, sessionToken } from '../kit/session.ts';
import { atDesk } from '../kit/desk/who.ts';
import { joinForm, setupForm, signInForm } from './forms.ts';

/** A page that is seen before there is an account: one column, one thing to do. */
function EntryPage({ title, lead, children }: { title: string; lead?: string; children?: Child }) {
  return (
    <DeskPage title={title} noindex>
      {lead ? <p class="lead">{lead}</p> : null}
      {children}
    </DeskPage>
  );
}

async function enter(c: Ctx, email: string, password: string): Promise<void> {
  const opened = await run(c.get('deps').app, signIn, null, { email, password });
  if (!opened) throw new AppError('wrong_credentials');
  keepSession(c, opened.token, opened.expiresAt);
}

/** A new account goes on in the language that it was made in, where that is not the publication's. */
async function keepSpeaking(c: Ctx, accountId: number): Promise<void> {
  const { app, paper } = c.get('deps');
  const { locale } = c.get('t');
  if (locale === interfaceLanguage(paper())) return;
  await run(app, changeLanguage, await principalById(app.db.read, accountId, 'web'), {
    language: locale as InterfaceLocale,
  });
}

/** The link of an address, of one of the purposes. @throws AppError `link_spent` */
async function linkAt(c: Ctx, token: string, purposes: readonly string[]) {
  const { app } = c.get('deps');
  const link = token.length <= 100 ? await findLink(app.db.read, token, app.now()) : null;
  if (!link || !purposes.includes(link.purpose)) throw new AppError('link_spent');
  return link;
}

/** Sign-in, first account, joining, signing out: what needs no account yet, or ends one's session. */
export const entryPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.setup.pattern, async (c) => {
    const t = c.get('t');
    const { token } = routes.setup.read(c.req.param());
    await linkAt(c, token, ['setup']);
    return handleForm(c, setupForm, {
      // Guarded by its link; whoever is signed in beside it makes no difference.
      open: true,
      render: (state) => (
        <EntryPage title={t('accounts.setup.title')} lead={t('accounts.setup.lead')}>
          <Form form={setupForm} state={state} submit="accounts.setup.submit" />
        </EntryPage>
      ),
      submit: async ({ again: _, ...data }) => {
        const { accountId } = await run(c.get('deps').app, spendLink, null, { token, ...data });
        await keepSpeaking(c, accountId);
        await enter(c, data.email, data.password);
        return routes.desk.home();
      },
    });
  });

  web.on(['GET', 'POST'], routes.join.pattern, async (c) => {
    const t = c.get('t');
    const { token } = routes.join.read(c.req.param());
    const link = await linkAt(c, token, ['join', 'password']);
    const renewed = link.purpose === 'password';
    return handleForm(c, joinForm, {
      open: true,
      render: (state) => (
        <EntryPage
          title={t(renewed ? 'accounts.join.renew_title' : 'accounts.join.title', { name: link.name! })}
          lead={t(renewed ? 'accounts.join.renew_lead' : 'accounts.join.lead', { email: link.email! })}
        >
          {renewed ? (
            <Notice title={t('accounts.join.sealed_title')}>
              <p>{t('accounts.join.sealed')}</p>
            </Notice>
          ) : null}
          <Form form={joinForm} state={state} submit="accounts.join.submit" />
        </EntryPage>
      ),
      submit: async ({ password }) => {
        const { accountId } = await run(c.get('deps').app, spendLink, null, { token, password });
        if (!renewed) await keepSpeaking(c, accountId);
        await enter(c, link.email!, password);
        return routes.desk.home();
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.signIn.pattern, async (c) => {
    const t = c.get('t');
    const next = safeNext(c.req.query('next'));
    if (await session(c)) return c.redirect(next, 303);
    return handleForm(c, signInForm, {
      initial: () => fresh({}, { focus: 'email' }),
      render: (state) => (
        <EntryPage
          title={t('accounts.sign_in.title')}
          lead={next === routes.desk.home() ? undefined : t('accounts.sign_in.lead')}
        >
          <Form form={signInForm} state={state} submit="accounts.sign_in.submit" />
          <p class="hint">{t('accounts.sign_in.lost')}</p>
        </EntryPage>
      ),
      submit: async ({ email, password }) => {
        await enter(c, email, password);
        return next;
      },
    });
  });

  const leave = (everywhere: boolean) => async (c: Ctx) => {
    await requireSession(c);
    return handleAct(c, async () => {
      const { app, principal } = await atDesk(c);
      await run(app, signOut, principal, { token: sessionToken(c)!, everywhere });
      dropSession(c);
      return routes.desk.signIn();
    });
  };
  web.post(routes.desk.signOut.pattern, leave(false));
  web.post(routes.desk.signOutEverywhere.pattern, leave(true));
};
