import type { Hono } from 'hono';
import { latestCases } from '../../../record/views/lists.ts';
import { CaseLines } from '../../components/case-line.tsx';
import { PublicPage } from '../../components/layout.tsx';
import { Empty } from '../../components/page-parts.tsx';
import type { Env } from '../../context.ts';
import { routes } from '../../routes.ts';
import { page } from '../../view.tsx';

export function caseList(app: Hono<Env>): void {
  app.get(routes.cases.pattern, async (c) => {
    const t = c.get('t');
    const lines = await latestCases(c.get('deps').house.db.read, 50);
    return page(
      c,
      <PublicPage title={t('web.nav.cases')} canonical={routes.cases()} noindex={lines.every((line) => line.example)}>
        <div class="text">
          <header class="article-head">
            <h1>{t('web.nav.cases')}</h1>
          </header>
          {lines.length ? <CaseLines lines={lines} heading={2} /> : <Empty title={t('public.nothing_found')} />}
        </div>
      </PublicPage>,
    );
  });
}
