import type { ExportFile } from '../../../exchange/export/open-export.ts';
import { licenceOf } from '../../../publishing/publication/licences.ts';
import { listCases, searchThings, type Found } from '../../../search/query/find.ts';
import { facetNames } from '../../../record/vocabulary/facets.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { queryWords } from './export.ts';
import { readRecordFilters, routes, type RecordFilters } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';

/** The files, each with its message key: `exchange.exports.file.<key>` and `.about`. */
const offered: readonly (readonly [file: ExportFile, key: string])[] = [
  ['cases.csv', 'cases'],
  ['record.zip', 'record_zip'],
  ['record.jsonl', 'jsonl'],
  ['pictures.jsonl', 'pictures'],
  ['esf.zip', 'esf'],
  ['ftm.zip', 'ftm'],
  ['record.jsonld', 'jsonld'],
  ['annotations.jsonld', 'annotations'],
];

/** The filters without sorting and paging, because a download has neither. */
const withoutPaging = ({ sort: _, page: __, ...filters }: RecordFilters): Omit<RecordFilters, 'sort' | 'page'> =>
  filters;
const isNarrow = (filters: RecordFilters): boolean =>
  Boolean(filters.q) || facetNames.some((name) => filters[name]?.length);

/**
 * The page with the downloads of the whole record, or of the results of a search. It shows formats, licence, date,
 * query and number of results.
 */
export function exportPage(web: Router): void {
  web.get(routes.export.pattern, async (c) => {
    const { app } = c.get('deps');
    const filters = withoutPaging(readRecordFilters(new URL(c.req.url)));
    const { q, kind, ...facets } = filters;
    const query = { ...facets, text: q, perPage: 1 };
    const found = kind?.length
      ? await searchThings(app.db.read, { ...query, kind }, 'public')
      : await listCases(app.db.read, query, 'public');
    return page(c, <ExportPage filters={filters} found={found} at={app.now()} />);
  });
}

function ExportPage({
  filters,
  found: { total, more },
  at,
}: {
  filters: RecordFilters;
  found: Pick<Found, 'total' | 'more'>;
  at: Date;
}) {
  const { t, paper } = useView();
  const licence = licenceOf(paper.licence);
  const narrow = isNarrow(filters);
  const list = filters.kind?.length ? routes.search(filters) : routes.cases(filters);
  return (
    <PublicPage title={t('exchange.exports.title')} canonical={routes.export()} noindex={narrow}>
      <article class="text flow">
        <header class="article-head">
          <h1>{t('exchange.exports.title')}</h1>
          <p class="standfirst">{t('exchange.exports.intro', { paper: paper.name })}</p>
        </header>
        <dl class="facts rows">
          <div>
            <dt>{t('exchange.exports.query')}</dt>
            <dd>
              {queryWords(t, filters)} ·{' '}
              <a href={list}>{t(narrow ? 'exchange.exports.change' : 'exchange.exports.choose')}</a>
              {narrow ? (
                <>
                  {' · '}
                  <a href={routes.export()}>{t('exchange.exports.whole')}</a>
                </>
              ) : null}
            </dd>
          </div>
          <div>
            <dt>{t('exchange.exports.number')}</dt>
            <dd>
              {t(`exchange.exports.count.${filters.kind?.length ? 'things' : 'cases'}${more ? '_more' : ''}`, {
                count: total,
              })}
            </dd>
          </div>
          <div>
            <dt>{t('exchange.exports.date')}</dt>
            <dd>
              <EdtfDate edtf={`${at.toISOString().slice(0, 16)}Z`} />
            </dd>
          </div>
          <div>
            <dt>{t('exchange.exports.licence')}</dt>
            <dd>
              <a href={licence.url} rel="license">
                {licence.name}
              </a>
            </dd>
          </div>
        </dl>
        <section class="flow" aria-labelledby="files">
          <h2 id="files">{t('exchange.exports.files')}</h2>
          <dl class="downloads">
            {offered.map(([file, key]) => (
              <>
                <dt>
                  <a href={routes.exportFile({ file }, filters)} download>
                    {t(`exchange.exports.file.${key}`)}
                  </a>{' '}
                  <small>{file}</small>
                </dt>
                <dd>
                  {t(`exchange.exports.about.${key}`)}
                  {file === 'cases.csv' ? (
                    <>
                      {' '}
                      <a href={routes.exportFile({ file: 'cases.csv-metadata.json' }, filters)}>
                        {t('exchange.exports.columns')}
                      </a>
                    </>
                  ) : null}
                </dd>
              </>
            ))}
          </dl>
        </section>
        <section class="flow" aria-labelledby="inside">
          <h2 id="inside">{t('exchange.exports.inside.title')}</h2>
          <p>{t('exchange.exports.inside.who')}</p>
          <p>{t('exchange.exports.inside.hidden')}</p>
          <p>{t('exchange.exports.inside.address')}</p>
        </section>
      </article>
    </PublicPage>
  );
}

/** The links below a list, for all its results: a table of the cases, the page with all downloads, and a feed. */
export function Download({
  filters,
  count,
  feed,
}: {
  filters: RecordFilters;
  count: number;
  feed(narrowed: RecordFilters): string;
}) {
  const t = useWords();
  if (count === 0) return null;
  const own = withoutPaging(filters);
  return (
    <section class="take-away" aria-labelledby="download">
      <h2 id="download">{t('exchange.exports.title')}</h2>
      <p>
        <a href={routes.exportFile({ file: 'cases.csv' }, own)} download>
          {t('exchange.exports.file.cases')}
        </a>
        {' · '}
        <a href={routes.export(own)}>{t('exchange.exports.others')}</a>
        {' · '}
        <a href={feed(own)}>{t('search.feed')}</a>
      </p>
    </section>
  );
}
