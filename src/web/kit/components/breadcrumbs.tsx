import { useWords } from '../view.tsx';

export type Crumb = { label: string; href?: string };

/** The way back up; the last crumb is the page itself and leads nowhere. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useWords();
  return (
    <nav class="crumbs" aria-label={t('kit.breadcrumbs')}>
      <ol>
        {crumbs.map((crumb) => (
          <li>
            {crumb.href ? <a href={crumb.href}>{crumb.label}</a> : <span aria-current="page">{crumb.label}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
