import type { Child } from 'hono/jsx';
import { listCreditsOf, type CreditView } from '../../../evidence/republished/credit-queue.ts';
import { countOpen, listCopiesOf, type CopyPair, type Piece, type Side } from '../../../evidence/republished/queue.ts';
import type { SourcePage } from '../../../evidence/republished/pages.ts';
import { countLosses, countOpenOf, type Waiting } from '../../../evidence/quotations/queue.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { Dotted, Notice } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { BriefLine, Section } from '../../record/show/parts.tsx';

export type Tab = 'copies' | 'credits' | 'quotations' | 'dismissed';

export const percent = (t: Translate, share: number): string =>
  new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** The publisher of a page, its date, its host and the agencies that it credits. */
export function AboutPage({ page }: { page: SourcePage }) {
  const { t } = useView();
  return (
    <p class="muted">
      <Dotted
        parts={[
          page.publisher ? <BriefLine brief={page.publisher} /> : null,
          page.published ? <EdtfDate edtf={page.published} /> : t('evidence.origins.undated'),
          page.host,
          ...page.credits.map((credit) => t('evidence.origins.credits', { agency: credit.agency.name })),
        ].filter((part) => part !== null)}
      />
    </p>
  );
}

export function CreditHow({ view: { credit, written } }: { view: CreditView }) {
  const { t } = useView();
  return (
    <p>
      {t(`evidence.origins.how.${credit.how}`, { agency: credit.agency.name })}
      {written ? (
        <>
          {' '}
          <q class="typed">{written}</q>
        </>
      ) : null}
    </p>
  );
}

/** The signs for and against the suggestion that one page is the original source of the other. */
export function Signs({ pair }: { pair: CopyPair }) {
  const { t } = useView();
  const origin = pair.direction.copy === 'a' ? 'b' : 'a';
  return (
    <ul class="signs">
      {pair.direction.signs.map((sign) => (
        <li>{t(`evidence.origins.sign.${sign.sign}_${sign.origin === origin ? 'for' : 'against'}`)}</li>
      ))}
    </ul>
  );
}

/** The maximum number of paragraphs in a row that are shown although they have no common passage. */
const unmarkedShown = 2;

/**
 * One of two texts, with the passages that both have marked and numbered. Each number links to the same passage in the
 * other text.
 */
export function SideText({ side, name, other, title }: { side: Side; name: string; other: string; title: string }) {
  const { t } = useView();
  return (
    <section class="panel side" aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      <p>
        <BriefLine brief={side.page.brief} />
      </p>
      <AboutPage page={side.page} />
      <p class="muted">
        <a href={routes.desk.capture({ number: side.page.brief.number, capture: side.captureNumber })}>
          {t('evidence.origins.capture')}
        </a>{' '}
        <When at={side.capturedAt} />
      </p>
      <div class="side-text" lang={side.page.language ?? undefined}>
        {splitParagraphs(side.paragraphs).map((group) =>
          'hidden' in group ? (
            <details>
              <summary>{t('evidence.origins.unmarked', { count: group.hidden.length })}</summary>
              {group.hidden.map((pieces) => (
                <p>{pieces.map((piece) => piece.text)}</p>
              ))}
            </details>
          ) : (
            <p>
              {group.shown.map((piece) =>
                piece.passage === null ? (
                  piece.text
                ) : (
                  <>
                    {piece.first ? (
                      <a
                        class="mark-ref"
                        id={`${name}-${piece.passage}`}
                        href={`#${other}-${piece.passage}`}
                        aria-label={t('evidence.origins.passage', { number: piece.passage })}
                      >
                        {piece.passage}
                      </a>
                    ) : null}
                    <mark>{piece.text}</mark>
                  </>
                ),
              )}
            </p>
          ),
        )}
      </div>
    </section>
  );
}

type Group = { shown: Piece[] } | { hidden: Piece[][] };

/** Splits a text into paragraphs to show, and groups of paragraphs to collapse because they have no common passage. */
function splitParagraphs(paragraphs: readonly Piece[][]): Group[] {
  const groups: Group[] = [];
  let plain: Piece[][] = [];
  const flush = (): void => {
    if (plain.length > unmarkedShown) groups.push({ hidden: plain });
    else groups.push(...plain.map((shown) => ({ shown })));
    plain = [];
  };
  for (const pieces of paragraphs) {
    if (pieces.every((piece) => piece.passage === null)) plain.push(pieces);
    else {
      flush();
      groups.push({ shown: pieces });
    }
  }
  flush();
  return groups;
}

/** The number of suggestions without a decision, for the desk's first page. */
export async function originsWaiting(db: Reader): Promise<Child> {
  const { copies, credits } = await countOpen(db);
  return <OriginsWaiting count={copies + credits + (await countLosses(db)).open} />;
}

function OriginsWaiting({ count }: { count: number }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="origins" title={t('evidence.origins.title')}>
      <p>
        <a href={routes.desk.origins()}>{t('evidence.origins.home', { count })}</a>{' '}
        <span class="muted">{t('evidence.origins.home_lead')}</span>
      </p>
    </Section>
  );
}

/** Suggestions about one source, for its page. */
export async function originsOfSource(db: Reader, source: SourcePage['brief']): Promise<Child> {
  return (
    <OriginsOfSource
      source={source}
      pairs={await listCopiesOf(db, source.id)}
      credits={await listCreditsOf(db, source.id)}
    />
  );
}

function OriginsOfSource({
  source,
  pairs,
  credits,
}: {
  source: SourcePage['brief'];
  pairs: readonly CopyPair[];
  credits: readonly CreditView[];
}) {
  const { t } = useView();
  const count = pairs.length + credits.length;
  if (!count) return null;
  return (
    <Section id="origins" title={t('evidence.origins.of_source', { count })}>
      <ul class="list">
        {pairs.map((pair) => {
          const isCopy = pair.copy.brief.number === source.number;
          return (
            <li>
              <p>
                {t(isCopy ? 'evidence.origins.taken_from' : 'evidence.origins.taken_by')}{' '}
                <BriefLine brief={isCopy ? pair.origin.brief : pair.copy.brief} />{' '}
                <span class="muted">
                  {t(isCopy ? 'evidence.origins.shares' : 'evidence.origins.shares_here', {
                    share: percent(t, pair.ofCopy),
                    words: pair.shared,
                  })}
                </span>{' '}
                <a class="button small" href={routes.desk.originPair({ number: pair.id })}>
                  {t('evidence.origins.compare')}
                </a>
              </p>
            </li>
          );
        })}
        {credits.map((view) => (
          <li>
            <p>
              {t(`evidence.origins.how.${view.credit.how}`, { agency: view.credit.agency.name })}{' '}
              {view.written ? <q class="typed">{view.written}</q> : null}{' '}
              <a class="button small" href={routes.desk.originCredit({ number: view.id })}>
                {t('evidence.origins.credit_open')}
              </a>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The number of suggestions about a case's sources, for the case's page. */
export async function originsOfCase(db: Reader, sourceIds: readonly number[]): Promise<Child> {
  const waiting = await countOpenOf(db, sourceIds);
  return waiting.copies + waiting.credits + waiting.quotations === 0 ? null : <OriginsOfCase waiting={waiting} />;
}

function OriginsOfCase({ waiting }: { waiting: Waiting }) {
  const { t } = useView();
  return (
    <Notice title={t('evidence.origins.of_case')}>
      <p>
        <Dotted
          parts={(['copies', 'credits', 'quotations'] as const)
            .filter((tab) => waiting[tab] > 0)
            .map((tab) => (
              <a href={routes.desk.origins(tab === 'copies' ? undefined : { show: tab })}>
                {t(`evidence.origins.tab.${tab}`, { count: waiting[tab] })}
              </a>
            ))}
        />
      </p>
    </Notice>
  );
}

export function Tabs({ here, counts }: { here: Tab; counts: Readonly<Record<Tab, number>> }) {
  const { t } = useView();
  return (
    <nav class="pills tabs" aria-label={t('evidence.origins.tabs')}>
      {(['copies', 'credits', 'quotations', 'dismissed'] as const).map((tab): Child => (
        <a
          class="pill"
          href={routes.desk.origins(tab === 'copies' ? undefined : { show: tab })}
          aria-current={tab === here ? 'page' : undefined}
        >
          {t(`evidence.origins.tab.${tab}`, { count: counts[tab] })}
        </a>
      ))}
    </nav>
  );
}
