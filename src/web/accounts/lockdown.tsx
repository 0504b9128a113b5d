import { lockDown } from '../../accounts/lockdown/lock-down.ts';
import { beginLockdown } from '../../accounts/lockdown/lockdown.ts';
import type { Pages } from '../kit/context.ts';
import { endSession } from '../kit/desk/session.ts';
import { formPage } from '../kit/pages/form-page.tsx';
import { useWords } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import { lockdownForm } from './forms.ts';

/** The page with the button that begins a lockdown, for example during a raid. The page first says what will happen. */
export const lockdownPages: Pages = (web) => {
  formPage(web, routes.desk.lockdown, {
    operation: beginLockdown,
    form: lockdownForm,
    title: 'accounts.lockdown.title',
    crumbs: ({ t }) => [{ label: t('accounts.accounts.title'), href: routes.desk.accounts() }],
    lead: () => <Effects />,
    save: 'accounts.lockdown.submit',
    home: () => routes.desk.accounts(),
    submit: async (_, { c, app, principal }) => {
      await lockDown(app, principal);
      endSession(c);
      // During a lockdown, the first page of the desk says only that there is one.
      return routes.desk.home();
    },
  });
};

function Effects() {
  const t = useWords();
  return (
    <>
      <p class="lead">{t('accounts.lockdown.lead')}</p>
      <ul class="points">
        {['access', 'keys', 'read_only', 'readers', 'jobs'].map((effect) => (
          <li>{t(`accounts.lockdown.effect.${effect}`)}</li>
        ))}
      </ul>
      <p>{t('accounts.lockdown.limits')}</p>
      <p>
        <strong>{t('accounts.lockdown.end')}</strong>
      </p>
    </>
  );
}
