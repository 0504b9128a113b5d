import { noteExportToday } from '../../../accounts/security-log/note-export.ts';
import { findIntactPackage, reportPackage } from '../../../evidence/package/stored-package.ts';
import { isUsable } from '../../../evidence/package/check-package.ts';
import { makeCapturePublic } from '../../../evidence/public-captures/make-capture-public.ts';
import { proofOf, rootOfHash } from '../../../evidence/log/load-log.ts';
import { AppError } from '../../../platform/errors.ts';
import { findPackage, type StoredPackage } from '../../../record/files/packages.ts';
import { Verdict } from '../components/verdict.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { packageAnswer } from './package-answer.ts';
import { leadToReplay, replayHost } from '../replay/links.ts';
import { isDocument } from '../../../evidence/extract/media-types.ts';
import { ReplayLink } from '../replay/replay-link.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { findCapture, captureCrumbs } from './captures.tsx';
import { Lost } from '../../record/desk/lost.tsx';
import { ForReaders, loadPublicity } from './public-capture.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';

function About({
  at,
  lead,
  kept,
  root,
  isThere,
}: {
  at: { number: number; capture: number };
  lead: string;
  kept: StoredPackage;
  root: number | null;
  isThere: boolean;
}) {
  const { t } = useView();
  return (
    <>
      <p class="lead">{lead}</p>
      {isThere ? (
        <div class="pills">
          <a class="button" href={routes.desk.capturePackageFile(at)} download>
            {t('evidence.package.save', { size: sizeWords(t, kept.size) })}
          </a>
        </div>
      ) : null}
      <dl class="facts rows">
        <div>
          <dt>{t('evidence.package.kept')}</dt>
          <dd>
            <When at={kept.keptAt} />
          </dd>
        </div>
        <div>
          <dt>{t('kit.checksum')}</dt>
          <dd class="typed">
            <code>{kept.sha256}</code>
          </dd>
        </div>
        <div>
          <dt>
            <a href={routes.desk.roots()}>{t('evidence.roots.one')}</a>
          </dt>
          <dd>
            {root === null ? (
              t('evidence.roots.not_yet')
            ) : (
              <a href={routes.desk.captureProof(at)} download>
                {t('evidence.roots.proof', { number: root })}
              </a>
            )}
          </dd>
        </div>
      </dl>
    </>
  );
}

/** The link to the replay of the page, or a text that says why there is none. */
function Replayed({
  at,
  host,
  intact,
  mediaType,
}: {
  at: { number: number; capture: number };
  host: string | null;
  intact: boolean;
  mediaType: string;
}) {
  const { t } = useView();
  return (
    <section class="flow">
      <h2>{t('evidence.package.replay')}</h2>
      {!intact ? (
        <p>{t('evidence.package.replay.refused')}</p>
      ) : isDocument(mediaType) ? (
        <p>
          {t('evidence.package.replay.document')}{' '}
          <a href={routes.desk.captureBytes(at)} download>
            {t('evidence.capture.bytes')}
          </a>
        </p>
      ) : !host ? (
        <p class="hint">{t('evidence.package.replay.off')}</p>
      ) : (
        <ReplayLink address={routes.desk.capturePackage(at, { open: true })} host={host} />
      )}
    </section>
  );
}

async function sendPackage(c: Ctx): Promise<Response> {
  const { app, principal } = await atDesk(c);
  const at = routes.desk.capturePackageFile.read(c.req.param());
  const capture = await findCapture(app.db.read, at);
  const kept = await findIntactPackage(app, capture.id);
  await noteExportToday(app, `packages of ${principal.accountId}`, principal);
  return packageAnswer(c, kept, `source-${at.number}-capture-${at.capture}.wacz`);
}

/**
 * Sends the proof that a daily hash includes the hash of a capture's package or, with `?of=bytes`, of its bytes.
 */
async function sendProof(c: Ctx): Promise<Response> {
  const { app } = await atDesk(c);
  const at = routes.desk.captureProof.read(c.req.param());
  const isOfBytes = c.req.query('of') === 'bytes';
  const capture = await findCapture(app.db.read, at);
  const sha256 = isOfBytes ? capture.bytes_sha256 : (await findPackage(app.db.read, capture.id))?.sha256;
  const proof = sha256 ? await proofOf(app.db.read, sha256) : null;
  if (!proof) throw new AppError('not_found');
  return c.body(proof, 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': `attachment; filename="source-${at.number}-capture-${at.capture}${isOfBytes ? '' : '.wacz'}.proof.json"`,
    'Cache-Control': 'no-store',
  });
}

/** The page that verifies a capture's package, and the downloads of the package and of its proof of inclusion. */
export const packagePages: Pages = (web) => {
  detailPage(web, routes.desk.capturePackage, async ({ c, t, app, db, may, desk, query, params: at }) => {
    const capture = await findCapture(db, at);
    const title = t('evidence.package.title');
    const { kept, report, lost } = await reportPackage(app, capture.id);
    const intact = report !== null && isUsable(report.verdict);
    const host = replayHost(c);
    if (intact && host && query('open') !== undefined) return leadToReplay(c, capture.id, desk.session.tokenHash);
    return {
      title,
      crumbs: captureCrumbs(t, at),
      body: (
        <div class="flow">
          <About
            at={at}
            lead={t(capture.method === 'archive' ? 'evidence.package.lead_archive' : 'evidence.package.lead')}
            kept={kept}
            root={await rootOfHash(db, kept.sha256)}
            isThere={!lost}
          />
          {report ? <Verdict report={report} /> : <Lost at={at} lost={lost} />}
          <Replayed at={at} host={host} intact={intact} mediaType={capture.media_type} />
          {intact ? (
            <ForReaders at={at} release={await loadPublicity(app, capture)} may={may(makeCapturePublic)} />
          ) : null}
        </div>
      ),
    };
  });
  web.get(routes.desk.capturePackageFile.pattern, sendPackage);
  web.get(routes.desk.captureProof.pattern, sendProof);
};
