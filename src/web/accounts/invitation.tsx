import { inviteAccount, renewInvitation, withdrawInvitation, type ListedLink } from '../../accounts/invitations.ts';
import { createPasswordLink } from '../../accounts/links.ts';
import { canMailLinks } from '../../accounts/mails/link-mail.ts';
import { ActButton } from '../kit/components/desk.tsx';
import { DeskPage } from '../kit/components/layout.tsx';
import { ShownOnce } from '../kit/components/shown-once.tsx';
import type { Pages } from '../kit/context.ts';
import { buttonRoute, formPage } from '../kit/pages/form-page.tsx';
import type { DeskRequest } from '../kit/pages/page-request.ts';
import { page, useView } from '../kit/view.tsx';
import { momentWords } from '../record/history/when.tsx';
import { routes } from '../routes.ts';
import { accountAt } from './account-at.ts';
import { inviteByMailForm, inviteForm } from './forms.ts';

/** Shows a new one-time link. It cannot be shown again, because the database stores only its hash. */
const shownLink = ({ c, t, app }: DeskRequest<unknown>, token: string, lead: string) => (
  <ShownOnce
    lead={lead}
    label={t('accounts.link.label')}
    hint={t('accounts.link.once')}
    value={(app.config.publicUrl ?? new URL(c.req.url).origin) + routes.join({ token })}
  >
    <a href={routes.desk.accounts()}>{t('accounts.accounts.back')}</a>
  </ShownOnce>
);

/** The form value that the button “email the link” sends. */
export const byMail = { mail: '1' };

type Invited = { id: number; email: string; joined: boolean; link: ListedLink | undefined };

/**
 * The state of the newest invitation, or of the newest link for a new password. If the email with the link failed, the
 * text says what to do.
 */
export function LinkState({ email, link }: { email: string; link: Omit<ListedLink, 'account_id' | 'purpose'> }) {
  const { t } = useView();
  const { state, mail_code: code } = link;
  const at = link.used_at ?? (state === 'ended' ? link.expires_at : (link.mail_at ?? link.created_at));
  const params = { email, at: momentWords(t, at), until: momentWords(t, link.expires_at), code };
  if (state !== 'failed') return <p>{t(`accounts.link_state.${state}`, params)}</p>;
  return (
    <>
      <p>{t('accounts.link_state.failed', params)}</p>
      <p>{t(`accounts.link_state.${code! >= 500 ? 'refused' : 'unreachable'}`, params)}</p>
    </>
  );
}

/**
 * The invitation of an account, or its newest link for a new password. Renders nothing if the account has joined and
 * has no link.
 */
export function InvitationPanel({ account, mails }: { account: Invited; mails: boolean }) {
  const { t } = useView();
  const { id: number, email, joined, link } = account;
  if (joined && !link) return null;
  const renew = routes.desk.renewInvitation({ number });
  const title = t(link?.purpose === 'password' ? 'accounts.link.heading' : 'accounts.invitation.heading');
  return (
    <section class="panel" aria-labelledby="invitation">
      <h2 id="invitation">{title}</h2>
      {link ? <LinkState email={email} link={link} /> : <p>{t('accounts.link_state.none')}</p>}
      {joined ? null : (
        <div class="actions">
          {mails ? <ActButton action={renew} values={byMail} label={t('accounts.invitation.mail')} /> : null}
          <ActButton action={renew} label={t('accounts.invitation.make')} />
          {link && link.state !== 'ended' ? (
            <ActButton action={routes.desk.withdrawInvitation({ number })} label={t('accounts.invitation.withdraw')} />
          ) : null}
        </div>
      )}
    </section>
  );
}

type Pressed = DeskRequest<{ number: number }> & { text(name: string): string };
const mailed = ({ text }: Pressed): boolean => text('mail') === byMail.mail;

/** The page with the new link, which the administrator passes on. Undefined if the link is emailed. */
async function answerLink(
  at: Pressed,
  token: string | null,
  words: { title: string; lead: string },
): Promise<Response | undefined> {
  if (token === null) return undefined;
  const { c, t, db, params } = at;
  const { name } = await accountAt(db, params.number);
  const title = t(words.title, { name });
  const crumbs = [{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }, { label: title }];
  return page(
    c,
    <DeskPage title={title} crumbs={crumbs}>
      {shownLink(at, token, t(words.lead, { name }))}
    </DeskPage>,
  );
}

/**
 * The pages and buttons that invite someone. Until the person has accepted, the invitation can be renewed or withdrawn.
 */
export const invitationPages: Pages = (web) => {
  formPage(web, routes.desk.newAccount, {
    operation: inviteAccount,
    form: ({ app }) => (canMailLinks(app.config) ? inviteByMailForm : inviteForm),
    title: 'accounts.invite.title',
    crumbs: ({ t }) => [{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }],
    lead: ({ t, app }) => (canMailLinks(app.config) ? undefined : t('accounts.invite.no_mail')),
    save: ({ app }) => (canMailLinks(app.config) ? 'accounts.invite.title' : 'accounts.invite.submit'),
    home: () => routes.desk.accounts(),
    values: () => ({ roles: ['monitor'], delivery: 'mail' }),
    submit: async ({ delivery, ...data }, at) => {
      const { accountId, token } = await at.run(inviteAccount, { ...data, mail: delivery === 'mail' });
      if (token === null) return routes.desk.editAccount({ number: accountId });
      const { name } = data;
      return at.answer({
        title: at.t('accounts.invite.done', { name }),
        body: shownLink(at, token, at.t('accounts.invite.done_lead', { name })),
      });
    },
  });

  buttonRoute(web, routes.desk.renewInvitation, {
    operation: renewInvitation,
    act: async (at) => {
      const { token } = await at.run(renewInvitation, { accountId: at.params.number, mail: mailed(at) });
      return answerLink(at, token, { title: 'accounts.invitation.title', lead: 'accounts.invitation.lead' });
    },
    home: ({ params }) => routes.desk.editAccount(params),
  });

  buttonRoute(web, routes.desk.accountLink, {
    operation: createPasswordLink,
    act: async (at) => {
      const { token } = await at.run(createPasswordLink, { accountId: at.params.number, mail: mailed(at) });
      return answerLink(at, token, { title: 'accounts.link.title', lead: 'accounts.link.lead' });
    },
    home: ({ params }) => routes.desk.editAccount(params),
  });

  buttonRoute(web, routes.desk.withdrawInvitation, {
    operation: withdrawInvitation,
    act: ({ run, params }) => run(withdrawInvitation, { accountId: params.number }),
    home: ({ params }) => routes.desk.editAccount(params),
  });
};
