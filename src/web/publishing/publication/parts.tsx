import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';

/** The options that all pages of the settings share. */
export const ofSettings = {
  crumbs: ({ t }: { t: Translate }) => [{ label: t('publishing.publication.title'), href: routes.desk.settings() }],
  home: () => routes.desk.settings(),
  save: 'record.desk.save',
};

export function SettingsParts({ here }: { here: string }) {
  const t = useWords();
  const parts = [
    { href: routes.desk.settings(), label: t('publishing.publication.part.named') },
    { href: routes.desk.logo(), label: t('publishing.publication.logo.title') },
    { href: routes.desk.sections(), label: t('publishing.publication.section.title') },
    { href: routes.desk.supportMessages(), label: t('publishing.support_messages.title') },
    { href: routes.desk.commenting(), label: t('publishing.comments.settings.title') },
    { href: routes.desk.checking(), label: t('record.desk.checking.title') },
    { href: routes.desk.privacy(), label: t('privacy.desk.title') },
    { href: routes.desk.pages(), label: t('publishing.publication.page.title') },
    { href: routes.desk.former(), label: t('publishing.publication.former.title') },
    { href: routes.desk.posts(), label: t('exchange.posts.title') },
  ];
  return (
    <nav class="nav parts" aria-label={t('publishing.publication.title')}>
      <ul>
        {parts.map(({ href, label }) => (
          <li>
            <a href={href} aria-current={href === here ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
