import { reportDemands, type DemandLine, type DemandReport } from '../../../requests/demands/report.ts';
import { demandKinds, demandOutcomes } from '../../../requests/demands/tables.ts';
import { countOpenings } from '../../../publishing/comments/identity/open-identity.ts';
import { slugify } from '../../../platform/text/slug.ts';
import { demandReport } from '../api/demand.ts';
import { csvOf } from '../../search/statistics/chart-csv.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';

/** The public page with the number of demands that authorities made to the publication, without their content. */
export function transparencyPage(web: Router): void {
  const openings = (c: Ctx) => countOpenings(c.get('deps').app.db.read);
  const load = (c: Ctx): Promise<DemandReport> => reportDemands(c.get('deps').app.db.read);
  const now = (c: Ctx): Date => c.get('deps').app.now();
  web.get(routes.transparency.pattern, async (c) =>
    page(c, <Transparency report={await load(c)} openings={await openings(c)} at={now(c)} />),
  );
  web.on('GET', routes.transparency.jsonPatterns, async (c) =>
    c.json(demandReport(await load(c), await openings(c), now(c))),
  );
  web.on('GET', routes.transparency.patternsAs('csv'), async (c) => {
    const { lines } = await load(c);
    const head = ['year', 'authority', 'authority_name', 'kind', 'total', ...demandOutcomes, 'counted_at'];
    const rows = lines.map((line) => [
      String(line.year),
      line.authority ? String(line.authority.number) : '',
      line.authority?.name ?? '',
      line.kind,
      String(line.total),
      ...demandOutcomes.map((one) => String(line.outcomes[one])),
      now(c).toISOString(),
    ]);
    return c.body(csvOf([head, ...rows]), 200, {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': 'attachment; filename="transparency.csv"',
    });
  });
}

const sum = (lines: readonly DemandLine[], of: (line: DemandLine) => number): number =>
  lines.reduce((total, line) => total + of(line), 0);

type Openings = Awaited<ReturnType<typeof countOpenings>>;

function Transparency({
  report: { lines, total, years },
  openings,
  at,
}: {
  report: DemandReport;
  openings: Openings;
  at: Date;
}) {
  const { t, paper } = useView();
  return (
    <PublicPage
      title={t('requests.report.title')}
      description={t('requests.report.intro', { paper: paper.name })}
      canonical={routes.transparency()}
      json={routes.transparency.json()}
      crumbs={[{ label: t('kit.nav.about'), href: routes.about() }, { label: t('requests.report.title') }]}
    >
      <article class="text flow">
        <header class="article-head">
          <h1>{t('requests.report.title')}</h1>
          <p class="standfirst">{t('requests.report.intro', { paper: paper.name })}</p>
          <p class="meta">
            {t('requests.report.total', { count: total })} <EdtfDate edtf={at.toISOString().slice(0, 10)} />
          </p>
        </header>
        {years.map((year) => (
          <Year year={year} lines={lines.filter((line) => line.year === year)} />
        ))}
        {openings.length || paper.commenting.identity ? (
          <section class="flow" aria-labelledby="identities">
            <h2 id="identities">{t('publishing.comments.openings.title')}</h2>
            <p>{t('publishing.comments.openings.lead')}</p>
            <ul>
              {openings.length ? (
                openings.map(({ year, count }) => (
                  <li>{t('publishing.comments.openings.in_year', { year: String(year), count })}</li>
                ))
              ) : (
                <li>{t('publishing.comments.openings.none')}</li>
              )}
            </ul>
          </section>
        ) : null}
        <section class="flow" aria-labelledby="how">
          <h2 id="how">{t('requests.report.how.title')}</h2>
          <p>{t('requests.report.how.counted')}</p>
          <p>{t('requests.report.how.unnamed')}</p>
          <p>{t('requests.report.how.left_out')}</p>
        </section>
        <p class="muted no-print">
          <a href={routes.transparency.json()}>{t('record.public.as_data')}</a> ·{' '}
          <a href={routes.transparency.as('csv')}>{t('search.statistics.csv')}</a>
        </p>
      </article>
    </PublicPage>
  );
}

function Year({ year, lines }: { year: number; lines: readonly DemandLine[] }) {
  const { t } = useView();
  const kinds = demandKinds.filter((kind) => lines.some((line) => line.kind === kind));
  const outcomes = demandOutcomes.filter((one) => lines.some((line) => line.outcomes[one] > 0));
  return (
    <section class="flow" aria-labelledby={`year-${year}`}>
      <h2 id={`year-${year}`}>{year}</h2>
      <p>
        {kinds
          .map((kind) =>
            t(`requests.report.of.${kind}`, {
              count: sum(
                lines.filter((line) => line.kind === kind),
                (line) => line.total,
              ),
            }),
          )
          .join(' · ')}
      </p>
      <Table
        caption={t('requests.report.caption', { year: String(year) })}
        head={[
          t('requests.report.authority'),
          t('requests.report.kind'),
          t('requests.report.count'),
          ...outcomes.map((one) => t(`requests.report.outcome.${one}`)),
        ]}
        numeric={[2, ...outcomes.map((_, index) => index + 3)]}
        rows={lines.map((line) => [
          line.authority ? (
            <a href={routes.actor({ number: line.authority.number, slug: slugify(line.authority.name) })}>
              {line.authority.name}
            </a>
          ) : (
            t('requests.report.unnamed')
          ),
          t(`requests.demand.kind_name.${line.kind}`),
          String(line.total),
          ...outcomes.map((one) => String(line.outcomes[one])),
        ])}
      />
    </section>
  );
}
