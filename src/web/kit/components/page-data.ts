import { routes } from '../../routes.ts';
import { inLanguage } from '../locale.ts';
import { namedIn } from '../publication.ts';
import type { View } from '../view.tsx';
import type { HeadMeta } from './page-head.tsx';

/** The description of a page in schema.org terms: its subject, its place in the site, and the publisher. */
export function pageData(view: View, meta: HeadMeta, address: string): object {
  const full = (path: string): string => view.absolute(path) ?? path;
  const { name } = namedIn(view.paper, view.t.locale);
  const home = full(routes.home());
  const image = meta.image && full(meta.image.src);
  return {
    '@context': 'https://schema.org',
    '@type': meta.pageType ?? 'WebPage',
    '@id': address,
    url: address,
    name: meta.title,
    ...(meta.description ? { description: meta.description } : {}),
    inLanguage: meta.language ?? view.t.locale,
    isPartOf: { '@type': 'WebSite', '@id': `${home}#site`, name, url: home },
    publisher: { '@type': 'NewsMediaOrganization', name, url: home },
    ...(image ? { primaryImageOfPage: { '@type': 'ImageObject', url: image } } : {}),
    ...(meta.crumbs && meta.crumbs.length > 1
      ? {
          breadcrumb: {
            '@type': 'BreadcrumbList',
            itemListElement: meta.crumbs.map((crumb, index) => ({
              '@type': 'ListItem',
              position: index + 1,
              name: crumb.label,
              ...(crumb.href ? { item: full(inLanguage(view.prefix, crumb.href)) } : {}),
            })),
          },
        }
      : {}),
    ...(meta.about ? { mainEntity: meta.about } : {}),
  };
}
