import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { ShownOnce } from '../../kit/components/shown-once.tsx';
import { routes } from '../../routes.ts';

export const crumbsTo = (t: Translate, name: string, inside = false) => [
  { label: t('site.desk.home.title'), href: routes.desk.home() },
  { label: name, href: routes.desk.account() },
  ...(inside ? [{ label: t('accounts.two_step.title'), href: routes.desk.twoStep() }] : []),
];

/** New recovery codes, shown once. */
export const shownCodes = (t: Translate, codes: readonly string[]): Child => (
  <ShownOnce
    lead={t('accounts.recovery.lead')}
    label={t('accounts.recovery.label')}
    hint={t('accounts.recovery.once')}
    value={codes.join('\n')}
  >
    <a href={routes.desk.twoStep()}>{t('accounts.two_step.back')}</a>
  </ShownOnce>
);
