import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { publicCapturesAmong, type PublicCapture } from '../../../evidence/public-captures/load-public-captures.ts';
import { loadPageStatuses, type PageStatus } from '../../../evidence/watch/views.ts';
import { repeating } from '../../../record/kinds/source.ts';
import { loadSource, type CaptureBrief, type SourceView } from '../../../record/views/sources.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { sourceJson } from '../api/source.ts';
import { langOf } from '../../kit/components/own-words.tsx';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Pagination, Table, PageSection } from '../../kit/components/page-parts.tsx';
import { sourceHead } from '../components/record-heads.ts';
import { QuotedName, ThingName } from '../components/record-value.tsx';
import type { Opened } from '../components/of-record.ts';
import { openedOf } from '../components/opened.ts';
import { StatusFacts } from '../components/page-status.tsx';
import { Filled } from '../../kit/components/filled.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Router } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { ClaimList } from './claim-list.tsx';
import { ExampleNotice } from '../components/example.tsx';
import { recordPage } from './lookup.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { foreignTo } from '../../kit/words/foreign-to.ts';

type View = {
  record: SourceView;
  standing: PageStatus | null;
  asOf: string | null;
  part: number;
  /** The numbers of the captures that readers can open. */ opened: ReadonlySet<number>;
  /** By the id of the capture, the addresses of preserved pages that readers can open. */ passages: Opened;
};

/** The number of claims on a page: few enough for a phone with a slow connection. */
const size = 200;
const jsonSize = 500;

export function sourcePages(web: Router): void {
  recordPage(web, routes.source, {
    kind: 'source',
    async load(thing, { c, db, paper, json }) {
      const part = pageNumber(new URL(c.req.url));
      const each = json ? jsonSize : size;
      const [record, statuses] = await Promise.all([
        loadSource(db, thing, 'public', { limit: each, offset: (part - 1) * each }),
        loadPageStatuses(db, [thing.id]),
      ]);
      const replay = paper.replay && !json;
      const [released, passages] = await Promise.all([
        replay
          ? publicCapturesAmong(
              db,
              record.captures.map((one) => one.brief.id),
            )
          : new Map<number, PublicCapture>(),
        replay ? openedOf(db, record.claims) : new Map(),
      ]);
      const opened = new Set(record.captures.flatMap(({ brief }) => (released.has(brief.id) ? [brief.number] : [])));
      return {
        standing: statuses.get(thing.id) ?? null,
        part,
        record,
        opened,
        passages,
      };
    },
    address: ({ params }) => routes.source(params),
    json: ({ params: { number }, view: { record, part } }) =>
      sourceJson(
        record,
        record.claimCount > part * jsonSize ? routes.source.json({ number }, { page: part + 1 }) : null,
      ),
    show: (view) => <SourcePage {...view} />,
  });
}

export function SourcePage({ record, standing, asOf, part, opened, passages }: View) {
  const view = useView();
  const { t, paper } = view;
  const { brief } = record;
  const { number } = brief;
  return (
    <PublicPage
      support="other"
      {...sourceHead(view, record)}
      noindex={asOf !== null || part > 1}
      crumbs={[{ label: t('kit.nav.sources'), href: routes.sources() }, crumbOf(brief)]}
    >
      <article class="text flow record">
        <header class="article-head">
          <p class="kicker">
            {t('record.public.source.kicker', { kind: brief.sort ? t(termLabel('source-kind', brief.sort)) : '' })}
          </p>
          <h1 {...langOf(brief)}>{brief.title}</h1>
          {record.ownTitle ? (
            <p class="muted">
              <Filled message="record.public.source.own_title" name="title">
                <span lang={foreignTo(t, record.ownTitle.language ?? paper.language)}>{record.ownTitle.text}</span>
              </Filled>
            </p>
          ) : null}
          <ExampleNotice asOf={asOf} />
        </header>
        <dl class="facts rows noted">
          <Row label={t('record.public.source.publisher')}>
            {record.publisher ? <ThingName brief={record.publisher} /> : t('record.public.source.unknown_publisher')}
          </Row>
          <Row label={t('record.public.source.published')}>
            {record.published ? <EdtfDate edtf={record.published} /> : t('record.public.source.undated')}
          </Row>
          {record.language ? (
            <Row label={t('record.public.source.language')}>{languageName(record.language, t.locale)}</Row>
          ) : null}
          {record.addresses.length ? (
            <Row label={t('record.public.source.address')}>
              {record.addresses.map((url) => (
                <span class="address">
                  <a href={url} rel="noopener nofollow">
                    {url}
                  </a>
                </span>
              ))}
            </Row>
          ) : null}
          <Row label={t('record.public.source.copy')}>
            <a href="#held">{t(record.held ? 'record.public.source.held' : 'record.public.source.not_held')}</a>
            {standing?.keptSince ? (
              <>
                {', '}
                <EdtfDate edtf={standing.keptSince.toISOString().slice(0, 10)} />
              </>
            ) : null}
            {standing?.awayAs ? (
              <>
                {'. '}
                <Pill shape="warning" kind="strong">
                  {t(`evidence.watch.stands.${standing.awayAs}`)}
                </Pill>
              </>
            ) : null}
          </Row>
          <Row label={t('record.public.source.said')}>
            <a href="#claims">{t('record.public.source.claims', { count: record.claimCount })}</a>
          </Row>
          {record.note ? (
            <Row label={t('record.public.source.note')}>
              <span {...langOf(record.ownNote ?? {})}>{record.ownNote?.text ?? record.note}</span>
            </Row>
          ) : null}
        </dl>
        <Graph record={record} />
        <PageSection id="claims" title={t('record.public.source.said')}>
          {record.claimCount > size && record.claims.length ? (
            <p class="meta">
              {t('record.duplicates.source.span', {
                from: (part - 1) * size + 1,
                to: (part - 1) * size + record.claims.length,
                count: record.claimCount,
              })}
            </p>
          ) : null}
          {record.claims.length ? (
            <ClaimList claims={record.claims} here={{ opened: passages }} />
          ) : (
            <p>{t('record.public.source.no_claims')}</p>
          )}
          <Pagination
            page={part}
            pages={Math.ceil(record.claimCount / size)}
            href={(page) => `${routes.source({ number }, { page: page > 1 ? page : undefined })}#claims`}
          />
        </PageSection>
        <PageSection id="held" title={t('record.public.source.captures')}>
          <p class="muted">
            {t(
              record.held
                ? opened.size
                  ? 'record.public.source.captures_opened'
                  : record.captures.length
                    ? 'record.public.source.captures_hint'
                    : 'record.public.source.captures_desk'
                : 'record.public.source.captures_none',
            )}
          </p>
          {standing && (standing.awaySince || standing.awayAs) ? <StatusFacts standing={standing} /> : null}
          {record.captures.length ? <Captures number={number} captures={record.captures} opened={opened} /> : null}
        </PageSection>
        <p class="muted no-print">
          <a href={routes.source.json({ number })}>{t('record.public.as_data')}</a>
        </p>
      </article>
    </PublicPage>
  );
}

function Row({ label, children }: { label: string; children?: unknown }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="value">{children as string}</dd>
    </div>
  );
}

/** A list of the sources from which this source is derived, and of the sources that are derived from it. */
function Graph({ record }: { record: SourceView }) {
  const t = useWords();
  const { derivedFrom, copies } = record;
  if (!derivedFrom.length && !copies.length) return null;
  return (
    <PageSection id="origin" title={t('record.public.source.origin')}>
      <ul class="graph">
        {derivedFrom.map((one) => (
          <li>
            <p>
              {t(`record.public.derivation.to.${one.kind}`)} <QuotedName brief={one.source} />
            </p>
            {one.basis ? (
              <p class="muted" {...langOf({ language: one.basisLanguage, untranslated: true })}>
                {one.basis}
              </p>
            ) : null}
          </li>
        ))}
        {copies.map((one) => (
          <li>
            <p>
              {t(`record.public.derivation.from.${one.kind}`)} <QuotedName brief={one.source} />
            </p>
          </li>
        ))}
      </ul>
      {copies.some((one) => repeating.includes(one.kind)) || derivedFrom.some((one) => repeating.includes(one.kind)) ? (
        <p class="muted">{t('record.public.source.one_origin')}</p>
      ) : null}
    </PageSection>
  );
}

function Captures({
  number,
  captures,
  opened,
}: {
  number: number;
  captures: readonly CaptureBrief[];
  opened: ReadonlySet<number>;
}) {
  const t = useWords();
  const taken = (one: CaptureBrief) => {
    const time = <EdtfDate edtf={one.at.toISOString().slice(0, 16) + 'Z'} />;
    return (
      <>
        {opened.has(one.brief.number) ? (
          <a href={routes.keptPage({ number, capture: one.brief.number })}>{time}</a>
        ) : (
          time
        )}
        {one.method === 'archive' ? ` (${t('record.public.source.from_archive')})` : ''}
      </>
    );
  };
  return (
    <Table
      caption={t('record.public.source.captures_caption')}
      head={[t('record.public.source.captured'), t('record.public.source.size'), t('kit.checksum')]}
      numeric={[1]}
      rows={captures.map((one) => [
        taken(one),
        sizeWords(t, one.bytesSize),
        <code class="hash">{one.bytesSha256}</code>,
      ])}
    />
  );
}
