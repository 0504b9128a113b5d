import { changeAccountEmail, changeOwnEmail, confirmEmail, pendingEmail } from '../../accounts/change-email.ts';
import { findLink } from '../../accounts/links.ts';
import { sendsMail } from '../../accounts/mails/account-mail.ts';
import { canMailLinks } from '../../accounts/mails/link-mail.ts';
import { AppError } from '../../platform/errors.ts';
import type { App } from '../../platform/operation.ts';
import type { Pages } from '../kit/context.ts';
import { formPage } from '../kit/pages/form-page.tsx';
import { useWords } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { accountAt } from './account-at.ts';
import { confirmEmailForm, emailForm } from './forms.ts';
import { LinkState } from './invitation.tsx';

/** The pages on which people change their own email address, and administrators the addresses of others. */
export const emailPages: Pages = (web) => {
  formPage(web, routes.desk.ownEmail, {
    operation: changeOwnEmail,
    load: ({ db, app, principal }) => pendingEmail(db, principal.accountId!, app.now()),
    form: emailForm,
    title: 'accounts.email.title',
    crumbs: ({ t, principal }) => [
      { label: t('site.desk.home.title'), href: routes.desk.home() },
      { label: principal.name, href: routes.desk.account() },
    ],
    lead: ({ t, app, desk: { session }, view: pending }) => (
      <>
        <p class="lead">{t('accounts.email.now', { email: session.email })}</p>
        {pending ? (
          <section class="panel" aria-labelledby="pending">
            <h2 id="pending">{t('accounts.email.pending')}</h2>
            {pending.state === 'failed' ? (
              <p>{t('accounts.email.failed', { email: pending.email })}</p>
            ) : (
              <LinkState email={pending.email} link={pending} />
            )}
          </section>
        ) : null}
        {canMailLinks(app.config) ? <p>{t('accounts.email.confirmed_first')}</p> : null}
        <AtPreviousAddress app={app} />
      </>
    ),
    save: 'accounts.email.submit',
    home: ({ app }) => (canMailLinks(app.config) ? routes.desk.ownEmail() : routes.desk.account()),
    reportsResult: true,
    submit: (data, { run }) => run(changeOwnEmail, data),
  });

  formPage(web, routes.desk.confirmEmail, {
    operation: confirmEmail,
    load: async ({ db, app, principal, params: { token } }) => {
      const link = token.length <= 100 ? await findLink(db, token, app.now()) : null;
      if (link?.purpose !== 'email' || link.account_id !== principal.accountId) throw new AppError('link_spent');
      return { email: link.new_email! };
    },
    form: confirmEmailForm,
    title: 'accounts.email.confirm_title',
    lead: ({ t, view: { email } }) => t('accounts.email.confirm_lead', { email }),
    save: 'accounts.email.confirm',
    home: () => routes.desk.account(),
    submit: (_, { run, params: { token } }) => run(confirmEmail, { token }),
  });

  formPage(web, routes.desk.accountEmail, {
    operation: changeAccountEmail,
    load: ({ db, params }) => accountAt(db, params.number),
    form: emailForm,
    title: ({ t, view }) => t('accounts.email.title_of', { name: view.name }),
    crumbs: ({ t, params, view }) => [
      { label: t('accounts.accounts.title'), href: routes.desk.accounts() },
      { label: view.name, href: routes.desk.editAccount(params) },
    ],
    lead: ({ t, app, view }) => (
      <>
        <p class="lead">{view.email}</p>
        <p>{t('accounts.email.at_once')}</p>
        <AtPreviousAddress app={app} />
      </>
    ),
    save: 'accounts.email.submit',
    home: ({ params }) => routes.desk.editAccount(params),
    submit: (data, { run, params }) => run(changeAccountEmail, { accountId: params.number, ...data }),
  });
};

/**
 * Says that the previous address gets an email, if Kronika can send one, and that links emailed to it no longer work.
 */
function AtPreviousAddress({ app }: { app: App }) {
  const t = useWords();
  return (
    <p>
      {sendsMail(app) ? `${t('accounts.email.told')} ` : ''}
      {t('accounts.email.links')}
    </p>
  );
}
