import type { Hono } from 'hono';
import { listActors } from '../../../record/views/lists.ts';
import { PublicPage } from '../../components/layout.tsx';
import { Empty } from '../../components/page-parts.tsx';
import { ThingName } from '../../components/record-value.tsx';
import type { Env } from '../../context.ts';
import { readRecordFilters, routes } from '../../routes.ts';
import { page } from '../../view.tsx';

export function searchPage(app: Hono<Env>): void {
  app.get(routes.search.pattern, async (c) => {
    const t = c.get('t');
    const { q } = readRecordFilters(new URL(c.req.url));
    const found = q ? await listActors(c.get('deps').house.db.read, { q, limit: 50, offset: 0 }) : null;
    return page(
      c,
      <PublicPage title={t('web.nav.search')} noindex>
        <div class="text flow">
          <h1>{t('web.nav.search')}</h1>
          <form class="search" method="get" action={routes.search()} role="search">
            <label class="sr" for="q">
              {t('web.filters.q')}
            </label>
            <input id="q" type="search" name="q" value={q ?? ''} />
            <button class="button main" type="submit">
              {t('web.nav.search')}
            </button>
          </form>
          {found && !found.lines.length ? <Empty title={t('public.nothing_found')} /> : null}
          {found?.lines.map((line) => (
            <p>
              <ThingName brief={line.actor} />
            </p>
          ))}
        </div>
      </PublicPage>,
    );
  });
}
