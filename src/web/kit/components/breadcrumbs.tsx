import { useWords } from '../view.tsx';

export type Crumb = { label: string; href?: string };

/** Breadcrumbs; the last one is the page itself and is not a link. */
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
