import { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import { isWhole } from '../../../platform/storage/blobs.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { App } from '../../../platform/operation.ts';
import { rootOfHash } from '../../../evidence/log/load-log.ts';
import { loadOrigin } from '../../../record/sources/archive-origin.ts';
import { findPackage, type StoredPackage } from '../../../record/files/packages.ts';
import { loadClaims } from '../../../record/views/claims.ts';
import { countPages } from '../../../record/sources/pdf-pages.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Ctx, Pages } from '../../kit/context.ts';
import type { Crumb } from '../../kit/pages/form-page.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { ArchiveOriginSection } from '../components/archive-origin.tsx';
import { MarkedPassages } from '../components/marked-passages.tsx';
import { Lost } from '../../record/desk/lost.tsx';
import { ClaimCard, Section } from '../../record/show/parts.tsx';
import { mediaTypes } from '../../../evidence/extract/media-types.ts';
import { mediaTypeWords } from '../../kit/words/media-type-words.ts';
import { captureSize, sizeWords } from '../../kit/words/size-words.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

export const captureCrumbs = (t: Translate, at: { number: number; capture: number }): Crumb[] => [
  { label: t('record.desk.kinds.source'), href: routes.desk.sources() },
  { label: `${t('record.desk.kind.source')} ${at.number}`, href: routes.desk.source({ number: at.number }) },
  { label: t('evidence.capture.title', { number: at.capture }), href: routes.desk.capture(at) },
];

/**
 * A capture of the source, or of a source that was merged into it. @throws AppError `not_found`, `sealed`, `redacted`
 */
export async function findCapture(db: Reader, at: { number: number; capture: number }) {
  const row = await db
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .innerJoin('thing as named', 'named.id', 'capture.source_id')
    .leftJoin('thing as into', 'into.id', 'named.merged_into')
    .select([
      'capture.id',
      'capture.source_id',
      'capture.method',
      'capture.requested_url',
      'capture.final_url',
      'capture.hops',
      'capture.status',
      'capture.headers',
      'capture.media_type',
      'capture.charset',
      'capture.captured_at',
      'capture.bytes_sha256',
      'capture.bytes_size',
      'capture.text',
      'capture.text_sha256',
      'capture.language',
    ])
    .select([
      'thing.number',
      'thing.created_at',
      'thing.visibility',
      'thing.redacted_at',
      'named.visibility as source_visibility',
    ])
    .where('thing.number', '=', at.capture)
    .where((eb) => eb.or([eb('named.number', '=', at.number), eb('into.number', '=', at.number)]))
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  if (row.redacted_at) throw new AppError('redacted');
  if (row.visibility === 'sealed' || row.source_visibility === 'sealed') throw new AppError('sealed');
  return row;
}

/** The previous capture of the same source, for the link that compares both. */
async function findPrevious(
  db: Reader,
  { source_id, captured_at, id }: { source_id: number; captured_at: Date; id: number },
): Promise<number | null> {
  const row = await db
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select('thing.number')
    .where('source_id', '=', source_id)
    .where('capture.id', '!=', id)
    .where('captured_at', '<=', captured_at)
    .where('thing.redacted_at', 'is', null)
    .where('thing.visibility', '!=', 'sealed')
    .orderBy('captured_at', 'desc')
    .orderBy('capture.id', 'desc')
    .executeTakeFirst();
  return row?.number ?? null;
}

/**
 * The passages of a capture that claims cite, in the order of the text. Sealed passages, and sealed or redacted claims,
 * are left out.
 */
export function findPassages(db: Reader, captureId: number) {
  return db
    .selectFrom('passage')
    .innerJoin('claim', 'claim.passage_id', 'passage.id')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .select(['claim.id', 'thing.number', 'passage.start_at as start', 'passage.end_at as end'])
    .where('passage.capture_id', '=', captureId)
    .where('passage.visibility', '!=', 'sealed')
    .where('thing.visibility', '!=', 'sealed')
    .where('thing.redacted_at', 'is', null)
    .orderBy('passage.start_at')
    .orderBy('claim.id')
    .execute();
}

const hopsSchema = z.array(z.object({ url: z.string(), status: z.number(), address: z.string().optional() })).catch([]);
export const headersSchema = z.array(z.tuple([z.string(), z.string()])).catch([]);

type Capture = Awaited<ReturnType<typeof findCapture>>;

/** The data of a capture: how and when the page was captured, and what its server responded. */
function CaptureFacts({
  number,
  capture,
  previous,
  packed,
  root,
}: {
  number: number;
  capture: Capture;
  previous: number | null;
  packed: StoredPackage | null;
  root: number | null;
}) {
  const { t } = useView();
  const bytes = routes.desk.captureBytes({ number, capture: capture.number });
  const rows = [
    [
      t(capture.method === 'archive' ? 'evidence.archive.recorded' : 'record.desk.source.captured'),
      <When at={capture.captured_at} />,
    ],
    [t('record.desk.source.method'), t(`record.desk.source.method.${capture.method}`)],
    [t('evidence.capture.requested'), capture.requested_url],
    [t('evidence.capture.final'), capture.final_url],
    [
      t('evidence.capture.hops'),
      hopsSchema.parse(capture.hops).map((hop) => (
        <p>
          {hop.status} {hop.url}
          {hop.address ? ` (${hop.address})` : ''}
        </p>
      )),
    ],
    [t('evidence.capture.status'), capture.status],
    [
      t('evidence.capture.type'),
      `${mediaTypeWords(t, capture.media_type)}${capture.charset ? ` · ${capture.charset.toUpperCase()}` : ''}`,
    ],
    [t('record.desk.source.language'), capture.language && languageName(capture.language, t.locale)],
    [
      t('record.desk.source.size'),
      <>
        {captureSize(t, { bytesSize: capture.bytes_size, bytesSha256: capture.bytes_sha256 })}
        {capture.bytes_size ? (
          <>
            {' '}
            ·{' '}
            <a href={bytes} download>
              {t('evidence.capture.bytes')}
            </a>
          </>
        ) : null}
      </>,
    ],
    [
      t('evidence.capture.package'),
      packed &&
        (packed.size ? (
          <a href={routes.desk.capturePackage({ number, capture: capture.number })}>
            {t('evidence.capture.package_look', { size: sizeWords(t, packed.size) })}
          </a>
        ) : (
          t('record.desk.source.erased')
        )),
    ],
    [
      t('evidence.capture.bytes_hash'),
      capture.bytes_sha256 && (
        <>
          <code>{capture.bytes_sha256}</code>
          {root === null ? null : (
            <>
              {' '}
              ·{' '}
              <a href={routes.desk.captureProof({ number, capture: capture.number }, { of: 'bytes' })} download>
                {t('evidence.roots.proof', { number: root })}
              </a>
            </>
          )}
        </>
      ),
    ],
    [t('evidence.capture.text_hash'), capture.text_sha256 && <code>{capture.text_sha256}</code>],
    [
      t('evidence.capture.before'),
      previous && (
        <a href={routes.desk.compareCaptures({ number, capture: capture.number }, { with: previous })}>
          {t('drafting.arrived.compare')}
        </a>
      ),
    ],
    [
      t('drafting.compare.theirs'),
      <a href={routes.desk.comparePackage({ number, capture: capture.number })}>
        {t('drafting.compare.package_title')}
      </a>,
    ],
  ] as const;
  return (
    <dl class="facts rows">
      {rows.map(([label, value]) =>
        value === null || value === '' || (Array.isArray(value) && !value.length) ? null : (
          <div>
            <dt>{label}</dt>
            <dd class="typed">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/**
 * `blob_missing` or `blob_damaged` if the stored bytes are not intact. Null if they are intact, and if the store cannot
 * be reached.
 */
async function bytesProblem({ blobs }: App, sha256: string): Promise<AppError | null> {
  try {
    if (await isWhole(blobs, sha256)) return null;
    return new AppError((await blobs.has(sha256)) ? 'blob_damaged' : 'blob_missing', { details: { sha256 } });
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

const endings: Readonly<Record<string, string>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'txt',
  ...Object.fromEntries(Object.entries(mediaTypes).map(([ending, type]) => [type, ending])),
};

/** Sends the stored bytes as a download. They are someone else's page, so browsers must not open them on this site. */
async function sendBytes(c: Ctx): Promise<Response> {
  const { app } = await atDesk(c);
  const at = routes.desk.captureBytes.read(c.req.param());
  const capture = await findCapture(app.db.read, at);
  if (capture.bytes_size === 0) throw new AppError(capture.bytes_sha256 ? 'redacted' : 'not_found');
  const bytes = await app.blobs.get(capture.bytes_sha256);
  if (!bytes) throw new AppError('blob_missing', { details: { sha256: capture.bytes_sha256 } });
  const type = capture.media_type.split(';')[0]!.trim().toLowerCase();
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': endings[type] ? type : 'application/octet-stream',
    'Content-Disposition': `attachment; filename="source-${at.number}-capture-${at.capture}.${endings[type] ?? 'bin'}"`,
    'Content-Security-Policy': 'sandbox',
    'X-Content-Type-Options': 'nosniff',
    // Proxies must not recompress the bytes, because people compare their hash.
    'Cache-Control': 'no-store, no-transform',
  });
}

/** The page with a capture's text and data, and the download of its bytes. */
export const capturePages: Pages = (web) => {
  detailPage(web, routes.desk.capture, async ({ t, app, db, params: at }) => {
    const capture = await findCapture(db, at);
    const passages = await findPassages(db, capture.id);
    const claims = await loadClaims(
      db,
      passages.map((passage) => passage.id),
      'desk',
    );
    const headers = headersSchema.parse(capture.headers);
    const title = t('evidence.capture.title', { number: capture.number });
    const pages = await countPages(db, capture.id);
    const origin = await loadOrigin(db, capture.id);
    const { number } = at;
    const lost = capture.bytes_size ? await bytesProblem(app, capture.bytes_sha256) : null;
    return {
      title,
      crumbs: captureCrumbs(t, at).slice(0, -1),
      links: pages
        ? [{ href: routes.desk.capturePage({ ...at, page: 1 }), label: t('evidence.pdf.pages', { count: pages }) }]
        : [],
      body: (
        <>
          {lost ? <Lost at={at} lost={lost} /> : null}
          <CaptureFacts
            number={number}
            capture={capture}
            previous={await findPrevious(db, capture)}
            packed={await findPackage(db, capture.id)}
            root={await rootOfHash(db, capture.bytes_sha256)}
          />
          {origin ? <ArchiveOriginSection origin={origin} importedAt={capture.created_at} /> : null}
          <Section id="text" title={t('evidence.capture.text')}>
            <p class="muted">{t(capture.text ? 'evidence.capture.text_hint' : 'evidence.capture.no_text')}</p>
            <div class="typed" lang={capture.language ?? undefined}>
              <MarkedPassages text={capture.text} passages={passages} />
            </div>
          </Section>
          <Section id="claims" title={t('record.desk.source.claims', { count: claims.length })}>
            <div class="cards">
              {claims.map((claim) => (
                <ClaimCard claim={claim} />
              ))}
            </div>
          </Section>
          <Section id="headers" title={t('evidence.capture.headers')} when={headers.length > 0}>
            <dl class="facts rows">
              {headers.map(([name, value]) => (
                <div>
                  <dt>{name}</dt>
                  <dd class="typed">{value}</dd>
                </div>
              ))}
            </dl>
          </Section>
        </>
      ),
    };
  });
  web.get(routes.desk.captureBytes.pattern, sendBytes);
};
