import { useWords } from '../view.tsx';
import { langOf, type InLanguage } from './own-words.tsx';

/** `language`: the language of the label, if it is not the reader's. */
export type Crumb = { label: string; href?: string; language?: string };

export const crumbOf = ({ title, language }: { title: string } & InLanguage, href?: string): Crumb => ({
  label: title,
  href,
  language,
});

/** Breadcrumbs; the last one is the page itself and is not a link. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useWords();
  return (
    <nav class="crumbs" aria-label={t('kit.breadcrumbs')}>
      <ol>
        {crumbs.map(({ label, href, language }) => (
          <li>
            {href ? (
              <a href={href} {...langOf({ language })}>
                {label}
              </a>
            ) : (
              <span aria-current="page" {...langOf({ language })}>
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
