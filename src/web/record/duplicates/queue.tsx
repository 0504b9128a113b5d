import { findDuplicates } from '../../../record/duplicates/find.ts';
import { listDuplicates, type DuplicateLine } from '../../../record/duplicates/list.ts';
import { duplicateKinds } from '../../../record/duplicates/tables.ts';
import { refOf } from '../../../record/refs.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Pagination } from '../../kit/components/page-parts.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../history/when.tsx';
import { briefTitle } from '../desk/links.ts';
import { buttonRoute } from '../../kit/pages/form-page.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

const size = 50;

function Line({ line }: { line: DuplicateLine }) {
  const { t } = useView();
  const { a, b, dismissed } = line;
  return (
    <li>
      <p>
        <a href={routes.desk.duplicate({ a: refOf(b), b: refOf(a) })}>
          {briefTitle(t, a)} / {briefTitle(t, b)}
        </a>{' '}
        {a.visibility !== b.visibility ? (
          <>
            <VisibilityBadge visibility={a.visibility} /> <VisibilityBadge visibility={b.visibility} />
          </>
        ) : null}
      </p>
      <p class="muted">
        {t(`record.desk.kind.${line.kind}`)} {a.number}, {b.number}
        {line.grounds.length
          ? ` · ${line.grounds.map((ground) => t(`record.duplicates.ground.${ground}`)).join(', ')}`
          : ''}
        {line.likeness ? ` · ${t('record.duplicates.likeness', { percent: Math.round(line.likeness * 100) })}` : ''}
        {dismissed ? (
          <>
            {' · '}
            <When at={dismissed.at} />
            {dismissed.by ? ` · ${dismissed.by}` : ''}
            {dismissed.why ? `: ${dismissed.why}` : ''}
          </>
        ) : null}
      </p>
    </li>
  );
}

/**
 * The list of suggested duplicates, most similar first. A second list has the pairs that someone has marked as not
 * duplicates.
 */
export const queuePages: Pages = (web) => {
  detailPage(web, routes.desk.duplicates, async ({ c, t, db }) => {
    const url = new URL(c.req.url);
    const kind = duplicateKinds.find((one) => one === url.searchParams.get('kind'));
    const dismissed = url.searchParams.get('state') === 'dismissed';
    const state = dismissed ? 'dismissed' : undefined;
    const number = pageNumber(url);
    const list = await listDuplicates(db, { kind, dismissed }, { limit: size, offset: (number - 1) * size });
    const link = (label: string, href: string, here: boolean) =>
      here ? <strong>{label}</strong> : <a href={href}>{label}</a>;
    return {
      title: t('record.duplicates.duplicates'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      lead: t('record.duplicates.queue.lead'),
      body: (
        <>
          <p class="actions">
            {link(t('record.duplicates.queue.all'), routes.desk.duplicates({ state }), !kind)}
            {list.kinds.map((one) =>
              link(
                `${t(`record.desk.kinds.${one.kind}`)} (${one.count})`,
                routes.desk.duplicates({ kind: one.kind, state }),
                kind === one.kind,
              ),
            )}
            {link(
              t(dismissed ? 'record.duplicates.queue.open' : 'record.duplicates.queue.dismissed'),
              routes.desk.duplicates({ kind, state: dismissed ? undefined : 'dismissed' }),
              false,
            )}
          </p>
          {list.due && !dismissed ? (
            <div class="actions">
              <p class="muted">{t('record.duplicates.queue.due', { count: list.due })}</p>
              <ActButton action={routes.desk.duplicates()} label={t('record.duplicates.queue.look')} intent="look" />
            </div>
          ) : null}
          {list.lines.length ? (
            <ul class="list">
              {list.lines.map((line) => (
                <Line line={line} />
              ))}
            </ul>
          ) : (
            <p>{t(dismissed ? 'record.duplicates.queue.none_dismissed' : 'record.duplicates.queue.none')}</p>
          )}
          <Pagination
            page={number}
            pages={Math.ceil(list.total / size)}
            href={(one) => routes.desk.duplicates({ kind, state, page: one })}
          />
        </>
      ),
    };
  });

  buttonRoute(web, routes.desk.duplicates, {
    act: ({ run }) => run(findDuplicates, {}),
    home: () => routes.desk.duplicates(),
  });
};
