import { z } from 'zod';
import { textDifference } from '../../../evidence/compare/capture-difference.ts';
import type { Contents } from '../../../evidence/package/contents.ts';
import { contentsOf, shotOf, verifyApart } from '../../../evidence/package/package-readers.ts';
import { findIntactPackage, packageSource } from '../../../evidence/package/stored-package.ts';
import { ownTrust } from '../../../evidence/package/signature/own-trust.ts';
import { isUsable, type PackageReport } from '../../../evidence/package/check-package.ts';
import { headerDifference, pictureDifference, type HeaderChange } from '../../../evidence/compare/parts-difference.ts';
import { AppError } from '../../../platform/errors.ts';
import type { App } from '../../../platform/operation.ts';
import { findPackage } from '../../../record/files/packages.ts';
import { Verdict } from '../components/verdict.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { allowInlinePictures } from '../../kit/middleware/headers.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { findCapture, headersSchema, captureCrumbs } from './captures.tsx';
import { Section } from '../../record/show/parts.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

/**
 * One of two captures side by side. `pictures` and `shot` are null if the capture has no package. `shot` is the URL of
 * the screenshot, or null if the package has none.
 */
type Side = {
  at: Date;
  url: string | null;
  text: string;
  headers: readonly (readonly [string, string])[];
  pictures: Contents['pictures'] | null;
  shot: string | null;
};

async function captureSide(app: App, at: { number: number; capture: number }): Promise<Side> {
  const capture = await findCapture(app.db.read, at);
  const stored = await findPackage(app.db.read, capture.id);
  const isThere = stored !== null && stored.size > 0 && (await app.blobs.has(stored.sha256));
  const contents = isThere ? await contentsOf(packageSource(app, stored)) : null;
  return {
    at: capture.captured_at,
    url: capture.final_url,
    text: capture.text,
    headers: headersSchema.parse(capture.headers),
    pictures: contents?.pictures ?? null,
    shot: contents?.shot ? routes.desk.captureShot(at) : null,
  };
}

function Words({ before, after }: { before: Side; after: Side }) {
  const { t } = useView();
  const difference = textDifference(before.text, after.text);
  return (
    <>
      {difference.same ? <p>{t('drafting.compare.same')}</p> : <p class="muted">{t('drafting.compare.legend')}</p>}
      <div class="difference">
        {difference.changes.map((change) => (
          <>
            {change.skipped ? <p class="muted">{t('drafting.compare.skipped', { count: change.skipped })}</p> : null}
            <p class="changed">
              {change.pieces.map((piece) =>
                piece.in === 'both' ? (
                  piece.text
                ) : piece.in === 'before' ? (
                  <del>{piece.text}</del>
                ) : (
                  <ins>{piece.text}</ins>
                ),
              )}
            </p>
          </>
        ))}
      </div>
    </>
  );
}

function Pictures({ before, after }: { before: Side; after: Side }) {
  const { t } = useView();
  if (!before.pictures || !after.pictures) return <p class="muted">{t('drafting.compare.no_package')}</p>;
  const { same, ...differing } = pictureDifference(before.pictures, after.pictures);
  return (
    <>
      <p>{t('drafting.compare.pictures_same', { count: same })}</p>
      <dl class="facts rows">
        {(['came', 'gone', 'changed'] as const).map((kind) =>
          differing[kind].length ? (
            <div>
              <dt>{t(`drafting.compare.pictures_${kind}`, { count: differing[kind].length })}</dt>
              <dd class="typed">
                {differing[kind].slice(0, 50).map((url) => (
                  <p>{url.slice(0, 500)}</p>
                ))}
              </dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  );
}

function Screenshots({ before, after }: { before: Side; after: Side }) {
  const { t } = useView();
  if (!before.shot || !after.shot) return null;
  return (
    <Section id="looks" title={t('drafting.compare.looks')}>
      <div class="side-by-side">
        {[before, after].map((side, index) => (
          <figure>
            <img
              src={side.shot!}
              alt={t(index ? 'drafting.compare.look_after' : 'drafting.compare.look_before')}
              loading="lazy"
            />
            <figcaption class="muted">
              <When at={side.at} />
            </figcaption>
          </figure>
        ))}
      </div>
    </Section>
  );
}

const HeaderRows = ({ changes }: { changes: readonly HeaderChange[] }) => (
  <dl class="facts rows">
    {changes.map(({ name, before, after }) => (
      <div>
        <dt>{name}</dt>
        <dd class="typed difference">
          {before === null ? null : (
            <p>
              <del>{before}</del>
            </p>
          )}
          {after === null ? null : (
            <p>
              <ins>{after}</ins>
            </p>
          )}
        </dd>
      </div>
    ))}
  </dl>
);

function Headers({ before, after }: { before: Side; after: Side }) {
  const { t } = useView();
  if (!before.headers.length || !after.headers.length) return <p class="muted">{t('drafting.compare.no_headers')}</p>;
  const { changes, usual } = headerDifference(before.headers, after.headers);
  return (
    <>
      {changes.length ? <HeaderRows changes={changes} /> : <p>{t('drafting.compare.headers_same')}</p>}
      {usual.length ? (
        <details>
          <summary>{t('drafting.compare.headers_usual', { count: usual.length })}</summary>
          <HeaderRows changes={usual} />
        </details>
      ) : null}
    </>
  );
}

function Compared({ before, after }: { before: Side; after: Side }) {
  const { t } = useView();
  return (
    <>
      <p class="lead">
        <When at={before.at} /> → <When at={after.at} />
      </p>
      {before.url && after.url && before.url !== after.url ? (
        <p class="muted typed">
          {before.url} → {after.url}
        </p>
      ) : null}
      <Section id="words" title={t('drafting.compare.words')}>
        <Words before={before} after={after} />
      </Section>
      <Section id="pictures" title={t('drafting.compare.pictures')}>
        <Pictures before={before} after={after} />
      </Section>
      <Screenshots before={before} after={after} />
      <Section id="headers" title={t('drafting.compare.headers')}>
        <Headers before={before} after={after} />
      </Section>
    </>
  );
}

const inTime = (a: Side, b: Side): [Side, Side] => (a.at.getTime() <= b.at.getTime() ? [a, b] : [b, a]);

const maxBytes = 100 * 1024 * 1024;

const packageForm = defineForm({
  name: 'package',
  schema: z.object({ file: z.instanceof(File, { message: 'drafting.compare.no_file' }) }),
  fields: {
    file: {
      kind: 'file',
      label: 'drafting.compare.file',
      hint: 'drafting.compare.file_hint',
      accept: '.wacz,application/wacz,application/zip',
    },
  },
  limit: maxBytes,
});

/**
 * Rethrows an error. If it says that the uploaded package cannot be read, the form shows it at the field `file`.
 * @throws AppError `invalid_input`
 */
function unreadable(thrown: unknown): never {
  throw thrown instanceof AppError && /^(?:archive|reading)_/.test(thrown.code)
    ? new AppError('invalid_input', {
        fields: [{ path: 'file', message: `errors.${thrown.code}`, params: thrown.details }],
      })
    : thrown;
}

async function sideOf(bytes: Uint8Array): Promise<Side> {
  const theirs = await contentsOf(bytes);
  const time = new Date(theirs.at);
  return {
    at: Number.isNaN(time.getTime()) ? new Date(0) : time,
    url: theirs.url,
    text: theirs.text,
    headers: theirs.headers,
    pictures: theirs.pictures,
    shot: theirs.shot && `data:${theirs.shot.mediaType};base64,${Buffer.from(theirs.shot.bytes).toString('base64')}`,
  };
}

async function sendShot(c: Ctx): Promise<Response> {
  const { app } = await atDesk(c);
  const capture = await findCapture(app.db.read, routes.desk.captureShot.read(c.req.param()));
  const shot = await shotOf(packageSource(app, await findIntactPackage(app, capture.id)));
  if (!shot) throw new AppError('not_found');
  return c.body(new Uint8Array(shot.bytes), 200, {
    'Content-Type': shot.mediaType,
    'Content-Security-Policy': 'sandbox',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
}

/** Two captures of a page side by side: their words, pictures, appearance and headers. */
export const comparePages: Pages = (web) => {
  detailPage(web, routes.desk.compareCaptures, async ({ t, app, query, params: at }) => {
    const other = Number(query('with'));
    if (!Number.isSafeInteger(other) || other <= 0 || other === at.capture) throw new AppError('not_found');
    // `inTime` keeps this order if both were captured at the same time.
    const [first, second] = other < at.capture ? [other, at.capture] : [at.capture, other];
    const [before, after] = inTime(
      await captureSide(app, { number: at.number, capture: first }),
      await captureSide(app, { number: at.number, capture: second }),
    );
    const title = t('drafting.compare.title');
    return {
      title,
      crumbs: captureCrumbs(t, at),
      body: <Compared before={before} after={after} />,
    };
  });
  // Verifies an uploaded package that someone else created from the page, and shows it beside ours. The upload is not
  // stored.
  formPage(web, routes.desk.comparePackage, {
    load: ({ db, params }) => findCapture(db, params),
    form: packageForm,
    title: 'drafting.compare.package_title',
    crumbs: ({ t, params }) => captureCrumbs(t, params),
    lead: 'drafting.compare.package_lead',
    save: 'drafting.compare.submit',
    home: ({ params }) => routes.desk.capture(params),
    submit: async ({ file }, { c, t, app, params, answer }) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const report: PackageReport = await verifyApart(bytes, await ownTrust(app.config.dataDir)).catch(unreadable);
      // The content of an altered package is not shown, because people could believe that the page looked like this.
      if (!isUsable(report.verdict))
        return answer({
          status: 400,
          body: (
            <>
              <p class="lead">{t('drafting.compare.refused')}</p>
              <Verdict report={report} />
            </>
          ),
        });
      const other = await sideOf(bytes);
      const [before, after] = inTime(await captureSide(app, params), other);
      allowInlinePictures(c);
      return answer({
        body: (
          <>
            <p>{t(before === other ? 'drafting.compare.theirs_before' : 'drafting.compare.theirs_after')}</p>
            <Compared before={before} after={after} />
            <Section id="verdict" title={t('drafting.compare.theirs')}>
              <Verdict report={report} />
            </Section>
          </>
        ),
      });
    },
  });
  web.get(routes.desk.captureShot.pattern, sendShot);
};
