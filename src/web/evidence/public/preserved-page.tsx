import { langOf } from '../../kit/components/own-words.tsx';
import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { reportPackage, type Checked } from '../../../evidence/package/stored-package.ts';
import { timeText } from '../../../evidence/package/report-lines.ts';
import { publicCapturesAmong, type PublicCapture } from '../../../evidence/public-captures/load-public-captures.ts';
import { isUsable } from '../../../evidence/package/check-package.ts';
import { loadPreservedText, type PreservedText } from '../../../evidence/public-captures/load-text.ts';
import { AppError } from '../../../platform/errors.ts';
import type { StoredPackage } from '../../../record/files/packages.ts';
import type { Thing } from '../../../record/things.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { loadSource, type CaptureBrief, type SourceView } from '../../../record/views/sources.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Notice, PageSection } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { MarkedPassages } from '../components/marked-passages.tsx';
import { passageAnchor } from '../../record/components/opened.ts';
import { isDocument } from '../../../evidence/extract/media-types.ts';
import { ReplayLink } from '../replay/replay-link.tsx';
import { packageAnswer } from '../captures/package-answer.ts';
import { leadToReplay, replayHost } from '../replay/links.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { ResponseInstead } from '../../kit/pages/form-page.tsx';
import { recordPage } from '../../record/public/lookup.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';

type At = { number: number; capture: number };
type View = {
  record: SourceView;
  capture: CaptureBrief;
  released: PublicCapture;
  checked: Checked;
  /** The text of the page. Null if the package is not intact. */ words: PreservedText | null;
  /** The host of the replay. Null if there is no replay. */ host: string | null;
};

/**
 * A public capture of a public source. Null for any other capture, so that its existence is not revealed, and if the
 * publication's setting `replay` is off.
 */
async function findReleased(
  c: Ctx,
  thing: Thing,
  at: At,
): Promise<Pick<View, 'record' | 'capture' | 'released'> | null> {
  const { app, paper } = c.get('deps');
  if (!paper().replay) return null;
  const { read } = app.db;
  const record = await loadSource(read, thing, 'public', { limit: 0, offset: 0 });
  const capture = record.captures.find((one) => one.brief.number === at.capture);
  const released = capture && (await publicCapturesAmong(read, [capture.brief.id])).get(capture.brief.id);
  return capture && released ? { record, capture, released } : null;
}

const isWhole = ({ report }: Checked): boolean => report !== null && isUsable(report.verdict);

/** The package of a capture. Null if it is not intact, or if readers may not see the capture or its source. */
async function findIntact(c: Ctx, at: At): Promise<StoredPackage | null> {
  const { app } = c.get('deps');
  const source = await lookUpAddress(app.db.read, 'source', at.number, 'public');
  const found = source.is === 'here' ? await findReleased(c, source.thing, at) : null;
  const checked = found && (await reportPackage(app, found.capture.brief.id));
  return checked && isWhole(checked) ? checked.kept : null;
}

function KeptPage({ record, capture, released, checked, words, host, at }: View & { at: At }) {
  const { t, paper, mirror } = useView();
  const { brief } = record;
  const { report, kept } = checked;
  const whole = isWhole(checked);
  const day = capture.at.toISOString().slice(0, 16) + 'Z';
  const stamp = report?.stamps.find(({ chain }) => chain.state === 'known');
  return (
    <PublicPage
      title={t('evidence.public.kept.title', { title: brief.title })}
      canonical={routes.keptPage(at)}
      noindex
      crumbs={[crumbOf(brief, routes.source({ number: at.number })), { label: t('evidence.public.kept.one') }]}
    >
      <article class="text flow record">
        <header class="article-head">
          <p class="kicker">{t('evidence.public.kept.one')}</p>
          <h1 {...langOf(brief)}>{brief.title}</h1>
        </header>
        <Notice kind={report?.verdict === 'sealed' ? 'info' : 'warning'} title={t('evidence.public.kept.verdict')}>
          <p>{t(`evidence.public.kept.verdict.${verdictOf(report, capture)}`, { name: paper.name })}</p>
          {whole
            ? report!.redactions.map(({ records, at: when }) => (
                <p>{t('evidence.public.kept.redacted', { count: records.length, on: when.slice(0, 10) })}</p>
              ))
            : null}
        </Notice>
        {capture.archive ? <FromArchive {...capture.archive} /> : null}
        <dl class="facts rows">
          <div>
            <dt>{t('evidence.public.kept.from')}</dt>
            <dd class="typed">{capture.url}</dd>
          </div>
          <div>
            <dt>{t(capture.archive ? 'evidence.archive.recorded' : 'record.public.source.captured')}</dt>
            <dd>
              <EdtfDate edtf={day} />
              {stamp ? (
                <> · {t('evidence.public.kept.stamped', { authority: stamp.authority, at: timeText(stamp.at) })}</>
              ) : null}
            </dd>
          </div>
          <div>
            <dt>{t('evidence.public.kept.sha256')}</dt>
            <dd class="typed">
              <code class="hash">{kept.sha256}</code>
            </dd>
          </div>
        </dl>
        <PageSection id="kept" title={t('evidence.public.kept.page')} when={whole}>
          {host && !mirror && !isDocument(capture.mediaType) ? (
            <ReplayLink address={routes.keptPage(at, { open: true })} host={host} />
          ) : null}
          <p>
            <a href={routes.keptPackage(at)} download rel="nofollow">
              {t('evidence.public.kept.save', { size: sizeWords(t, released.size) })}
            </a>
          </p>
          <p class="muted">
            {t('evidence.public.kept.save_hint')} <a href={routes.verify()}>{t('evidence.verify.link')}</a> ·{' '}
            <a href={routes.keys()}>{t('evidence.public.kept.keys', { name: paper.name })}</a>
          </p>
        </PageSection>
        {words?.text ? (
          <PageSection id="words" title={t('evidence.public.kept.words')}>
            <p class="muted">{t('evidence.public.kept.words_hint', { count: words.passages.length })}</p>
            <div class="typed" lang={words.language ?? undefined} dir="auto">
              <MarkedPassages
                text={words.text}
                passages={words.passages.map((one) => ({ ...one, anchor: passageAnchor(one.claim) }))}
              />
            </div>
            {words.isCut ? <p class="muted">{t('evidence.public.kept.words_cut')}</p> : null}
          </PageSection>
        ) : null}
      </article>
    </PublicPage>
  );
}

/** For readers: that the page comes from a web archive, and what was checked. */
function FromArchive({ verdict, contentAt }: NonNullable<CaptureBrief['archive']>) {
  const { t, paper } = useView();
  return (
    <Notice kind={verdict === 'sealed' ? 'info' : 'warning'} title={t('evidence.public.kept.archive')}>
      <p>{t('evidence.public.kept.archive_lead', { name: paper.name })}</p>
      {contentAt ? <p>{t('cli.archive.content_at', { at: timeText(contentAt) })}</p> : null}
      <p>{t(`evidence.public.kept.archive_verdict.${verdict}`, { name: paper.name })}</p>
    </Notice>
  );
}

function verdictOf(report: Checked['report'], { archive }: CaptureBrief): string {
  if (!report || !isUsable(report.verdict)) return 'unusable';
  return report.verdict === 'sealed' && archive ? 'sealed_archive' : report.verdict;
}

async function sendKept(c: Ctx): Promise<Response> {
  const at = routes.keptPackage.read(c.req.param());
  const found = await findIntact(c, at);
  if (!found) throw new AppError('not_found');
  return packageAnswer(c, found, `source-${at.number}-capture-${at.capture}.wacz`);
}

/**
 * The public pages of preserved copies. They exist if the publication's setting `replay` is on, for the copies that the
 * desk has made public.
 */
export function preservedPages(web: Router): void {
  recordPage(web, routes.keptPage, {
    kind: 'source',
    async load(thing, { c, app, params, query }) {
      const found = await findReleased(c, thing, params);
      if (!found) return null;
      const host = replayHost(c);
      const { id } = found.capture.brief;
      const checked = await reportPackage(app, id);
      if (host && query('open') !== undefined && isWhole(checked)) throw new ResponseInstead(await leadToReplay(c, id));
      return { ...found, checked, words: isWhole(checked) ? await loadPreservedText(app.db.read, id) : null, host };
    },
    address: ({ params }) => routes.keptPage(params),
    show: (view, { params }) => <KeptPage {...view} at={params} />,
  });
  web.get(routes.keptPackage.pattern, sendKept);
}
