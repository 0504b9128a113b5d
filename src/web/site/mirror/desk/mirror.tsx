import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import yazl from 'yazl';
import { AppError } from '../../../../platform/errors.ts';
import { run } from '../../../../platform/operation.ts';
import type { Progress } from '../../../../platform/socket/lines.ts';
import { manifestName, readManifest, signatureName } from '../../../../publishing/mirror/manifest.ts';
import { Notice } from '../../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Pages } from '../../../kit/context.ts';
import { handleAction } from '../../../kit/forms/handle.ts';
import { tokenField } from '../../../kit/middleware/same-site.ts';
import { detailPage } from '../../../kit/pages/detail-page.tsx';
import { askForMirror, followWithMirror, loadDeskMirror, mirrorProgress, type DeskMirror } from '../desk-mirror.ts';
import { inBytes, sendStream } from '../../../kit/stream.ts';
import { routes } from '../../../routes.ts';
import { useView } from '../../../kit/view.tsx';
import { reloadAfter } from '../../../kit/desk/background.ts';
import { atDesk, requirePermission } from '../../../kit/desk/who.ts';
import { storedErrorWords } from '../../../kit/words/stored-error.ts';
import { Section } from '../../../record/show/parts.tsx';

type View = DeskMirror & { folder: string; running: Progress | null; may: { ask: boolean; follow: boolean } };

/** The page about the desk's mirror: its folder and status, and the buttons that create, update and download it. */
export const mirrorDeskPages: Pages = (web) => {
  detailPage(web, routes.desk.mirror, async ({ c, t, app, db, desk, may }) => {
    requirePermission(desk, askForMirror);
    const running = await mirrorProgress(app);
    if (running) reloadAfter(c, 3);
    return {
      title: t('site.mirror.desk.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      lead: t('site.mirror.desk.lead'),
      body: (
        <Mirror
          {...await loadDeskMirror(db)}
          folder={app.config.mirrorDir}
          running={running}
          may={{ ask: may(askForMirror), follow: may(followWithMirror) }}
        />
      ),
    };
  });

  web.post(routes.desk.mirror.pattern, async (c) => {
    const desk = await atDesk(c);
    return handleAction(c, async ({ values: { act } }) => {
      if (act === 'make' || act === 'whole')
        await run(desk.app, askForMirror, desk.principal, { whole: act === 'whole' });
      else if (act === 'follow' || act === 'stop')
        await run(desk.app, followWithMirror, desk.principal, { automatic: act === 'follow' });
      else throw new AppError('bad_form');
      return routes.desk.mirror();
    });
  });

  web.get(routes.desk.mirrorDownload.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, askForMirror);
    const folder = desk.app.config.mirrorDir;
    const bytes = await readFile(join(folder, manifestName)).catch(() => null);
    const manifest = bytes && readManifest(bytes);
    if (!manifest || (await mirrorProgress(desk.app))) throw new AppError('not_found');
    const name = `mirror-${manifest.made.slice(0, 10)}`;
    const zip = new yazl.ZipFile();
    for (const path of [manifestName, signatureName, ...manifest.files.map((file) => file.path)])
      zip.addFile(join(folder, path), `${name}/${path}`);
    zip.end();
    return sendStream(c, inBytes(Readable.from(zip.outputStream)), {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${name}.zip"`,
    });
  });
};

function Mirror({ folder, made, failed, automatic, running, may }: View) {
  const { t } = useView();
  return (
    <>
      {running ? (
        <Notice title={t('site.mirror.desk.running')}>
          <p role="status">
            {running.done === undefined
              ? t(running.phase)
              : t('site.mirror.desk.progress', { done: running.done, total: running.total ?? running.done })}
          </p>
        </Notice>
      ) : null}
      {failed && !running ? (
        <Notice kind="warning" title={t('site.mirror.desk.failed')}>
          <p>
            <EdtfDate edtf={`${failed.at.slice(0, 16)}Z`} />:{' '}
            {storedErrorWords(t, { code: failed.code, details: { folder } })}
          </p>
        </Notice>
      ) : null}
      <div class="panel">
        <dl class="facts rows">
          <div>
            <dt>{t('site.mirror.desk.folder')}</dt>
            <dd>
              <code class="key">{folder}</code>
            </dd>
          </div>
          <div>
            <dt>{t('site.mirror.desk.made')}</dt>
            <dd>{made ? <EdtfDate edtf={`${made.at.slice(0, 16)}Z`} /> : t('site.mirror.desk.never')}</dd>
          </div>
          {made ? (
            <>
              <div>
                <dt>{t('site.mirror.desk.holds')}</dt>
                <dd>
                  {t('site.mirror.desk.size', {
                    files: made.files,
                    megabytes: Math.max(1, Math.round(made.bytes / 1024 / 1024)),
                  })}
                </dd>
              </div>
              <div>
                <dt>{t('site.mirror.desk.last')}</dt>
                <dd>
                  {t('site.mirror.desk.result', {
                    written: made.written,
                    removed: made.removed,
                    seconds: made.seconds,
                  })}
                </dd>
              </div>
              <div>
                <dt>{t('site.mirror.desk.key')}</dt>
                <dd>
                  <code class="key">{made.publicKey}</code> <a href={routes.keys()}>{t('site.keys.title')}</a>
                </dd>
              </div>
            </>
          ) : null}
          <div>
            <dt>{t('site.mirror.desk.after')}</dt>
            <dd>{t(automatic ? 'site.mirror.desk.automatic' : 'site.mirror.desk.by_hand')}</dd>
          </div>
        </dl>
        <div class="pills">
          <Act act="make" label={t('site.mirror.desk.make')} main />
          {made ? <Act act="whole" label={t('site.mirror.desk.whole')} /> : null}
          {may.follow ? (
            <Act
              act={automatic ? 'stop' : 'follow'}
              label={t(automatic ? 'site.mirror.desk.stop' : 'site.mirror.desk.follow')}
            />
          ) : null}
          {made && !running ? (
            <a class="button" href={routes.desk.mirrorDownload()} download>
              {t('site.mirror.desk.download')}
            </a>
          ) : null}
        </div>
        <p class="muted">{t('site.mirror.desk.hint')}</p>
      </div>
      <Section id="book" title={t('publishing.epub.desk.title')}>
        <p>{t('publishing.epub.desk.lead')}</p>
        <p>
          <a class="button" href={routes.desk.mirrorBook()}>
            {t('publishing.epub.desk.open')}
          </a>
        </p>
      </Section>
    </>
  );
}

function Act({ act, label, main = false }: { act: string; label: string; main?: boolean }) {
  const { token } = useView();
  return (
    <form method="post" action={routes.desk.mirror()}>
      {token ? <input type="hidden" name={tokenField} value={token} /> : null}
      <input type="hidden" name="act" value={act} />
      <button class={main ? 'button main' : 'button'} type="submit">
        {label}
      </button>
    </form>
  );
}
