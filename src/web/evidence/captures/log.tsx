import { listRoots, rootFileOf, type RootView } from '../../../evidence/log/load-log.ts';
import { AppError } from '../../../platform/errors.ts';
import { Empty, Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

function DailyHash({ root }: { root: RootView }) {
  const { t } = useView();
  return (
    <li>
      <h2>{t('evidence.roots.number', { number: root.number })}</h2>
      <p class="muted">
        <When at={new Date(root.made)} /> · {t('evidence.roots.count', { count: root.count })}
      </p>
      <p class="typed">
        <code class="key">{root.root}</code>
      </p>
      <p>
        {t('evidence.roots.stamped', { asked: root.stampedBy.length ? 'some' : 'none', by: root.stampedBy.join(', ') })}
      </p>
      <div class="pills">
        <a class="button small" href={routes.desk.rootFile({ number: root.number })} download>
          {t('evidence.roots.save')}
        </a>
      </div>
    </li>
  );
}

/**
 * The transparency log. For each day, it has one hash over everything that was captured. With its timestamp, the hash
 * proves that a capture existed at the end of that day.
 */
export const rootPages: Pages = (web) => {
  detailPage(web, routes.desk.roots, async ({ t, app, db }) => {
    const roots = await listRoots(db);
    return {
      title: t('evidence.roots.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      lead: t('evidence.roots.lead'),
      body: (
        <>
          {app.config.timestampAuthorities.length ? null : (
            <Notice kind="warning" title={t('evidence.roots.nobody')}>
              <p>{t('evidence.roots.nobody_hint')}</p>
            </Notice>
          )}
          {roots.length ? (
            <ul class="list">
              {roots.map((root) => (
                <DailyHash root={root} />
              ))}
            </ul>
          ) : (
            <Empty title={t('evidence.roots.none')}>{t('evidence.roots.none_hint')}</Empty>
          )}
        </>
      ),
    };
  });
  web.get(routes.desk.rootFile.pattern, async (c) => {
    const { app } = await atDesk(c);
    const { number } = routes.desk.rootFile.read(c.req.param());
    const file = await rootFileOf(app.db.read, number);
    if (!file) throw new AppError('not_found');
    return c.body(file, 200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="root-${number}.json"`,
      'Cache-Control': 'no-store',
    });
  });
};
