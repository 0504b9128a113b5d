import { markOfName } from '../../../record/actors/names/reader-name.ts';
import { listActors, type ActorList } from '../../../record/views/lists.ts';
import { findTerm, termLabel } from '../../../record/vocabulary/terms.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Filters, Pagination } from '../../kit/components/page-parts.tsx';
import { InventedWord } from '../components/example.tsx';
import { RecordValue, ThingName } from '../components/record-value.tsx';
import { Thumbnail } from '../photos/photo.tsx';
import type { Router } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';

const size = 50;

type Asked = { q?: string; kind?: string; number: number };

export function actorList(web: Router): void {
  web.get(routes.actors.pattern, async (c) => {
    const url = new URL(c.req.url);
    const kind = c.req.query('kind');
    const asked: Asked = {
      q: c.req.query('q')?.trim().slice(0, 200) || undefined,
      kind: kind && findTerm('actor-kind', kind) ? kind : undefined,
      number: pageNumber(url),
    };
    const list = await listActors(c.get('deps').app.db.read, {
      q: asked.q,
      kind: asked.kind,
      limit: size,
      offset: (asked.number - 1) * size,
    });
    return page(c, <ActorsPage list={list} asked={asked} />);
  });
}

function ActorsPage({ list, asked }: { list: ActorList; asked: Asked }) {
  const t = useWords();
  return (
    <PublicPage
      support="other"
      title={t('kit.nav.actors')}
      description={t('record.public.actors.described')}
      pageType="CollectionPage"
      canonical={routes.actors()}
      noindex={Boolean(asked.q ?? asked.kind) || asked.number > 1}
    >
      <div class="split list-page">
        <header class="article-head">
          <h1>{t('kit.nav.actors')}</h1>
          <p class="standfirst">{t('record.public.actors.intro')}</p>
          <p class="meta" role="status">
            {t('record.public.actors.count', { count: list.total })}
          </p>
        </header>
        <Filters
          action={routes.actors()}
          q={asked.q}
          placeholder={t('record.public.actors.search')}
          groups={[
            {
              name: 'kind',
              label: t('record.public.actors.kind'),
              options: list.kinds.map((one) => ({
                value: one.kind,
                text: t(termLabel('actor-kind', one.kind)),
                count: one.count,
                chosen: one.kind === asked.kind,
              })),
            },
          ]}
        />
        <div class="results">
          {list.lines.length ? (
            <ul class="index">
              {list.lines.map((line) => (
                <li>
                  {line.picture ? <Thumbnail photo={line.picture} place="name" /> : null}
                  <p>
                    <ThingName brief={line.actor} />{' '}
                    <span class="who">
                      {t(termLabel('actor-kind', line.kind))}
                      <InventedWord item={line.actor.ref} />
                    </span>
                  </p>
                  {line.position || line.others.length ? (
                    <p class="who">
                      {line.position ? <RecordValue view={line.position} /> : null}
                      {line.position && line.others.length ? ' · ' : ''}
                      {line.others.slice(0, 3).map((name, index) => (
                        <>
                          {index ? '; ' : ''}
                          <span lang={markOfName(name, t.locale)}>{name.text}</span>
                        </>
                      ))}
                    </p>
                  ) : null}
                </li>
              ))}
            </ul>
          ) : (
            <Empty
              title={t('record.public.nothing_found')}
              action={asked.q || asked.kind ? { href: routes.actors(), label: t('kit.filters.clear') } : undefined}
            />
          )}
          <Pagination
            page={asked.number}
            pages={Math.ceil(list.total / size)}
            href={(one) => routes.actors({ q: asked.q, kind: asked.kind, page: one })}
          />
        </div>
      </div>
    </PublicPage>
  );
}
