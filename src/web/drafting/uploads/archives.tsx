import { createUpload } from '../../../drafting/uploads/create-upload.ts';
import { deleteUpload } from '../../../drafting/uploads/end-uploads.ts';
import { uploadLimits } from '../../../drafting/uploads/limits.ts';
import { listUploads, type UploadView } from '../../../drafting/uploads/load-uploads.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Dotted, Empty, Notice, PageSection } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { requirePermission } from '../../kit/desk/who.ts';
import { control } from '../../kit/forms/handle.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { buttonRoute } from '../../kit/pages/form-page.tsx';
import { useView } from '../../kit/view.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { When } from '../../record/history/when.tsx';
import { routes } from '../../routes.ts';
import { storedErrorWords } from '../../kit/words/stored-error.ts';

const { maxSize } = uploadLimits;
const command = 'kronika archive import';

/** The page with one's own uploads, and the form that uploads a web archive. */
export const archiveListPages: Pages = (web) => {
  detailPage(web, routes.desk.archives, async ({ t, db, desk, principal, app }) => {
    requirePermission(desk, createUpload);
    const uploads = await listUploads(db, { account: principal.accountId, at: app.now() });
    return {
      title: t('drafting.archives.title'),
      lead: t('drafting.archives.lead'),
      scripts: ['archive-upload.js'],
      body: (
        <div class="flow">
          <Upload unfinished={uploads.filter(({ state }) => state === 'receiving')} />
          <PageSection id="uploads" title={t('drafting.archives.own')} rule>
            <p class="hint">{t('drafting.archives.own_hint')}</p>
            {uploads.length ? (
              <ul class="list">
                {uploads.map((upload) => (
                  <Line upload={upload} />
                ))}
              </ul>
            ) : (
              <Empty title={t('drafting.archives.none')} />
            )}
          </PageSection>
        </div>
      ),
    };
  });
  buttonRoute(web, routes.desk.deleteArchive, {
    operation: deleteUpload,
    act: ({ params, run }) => run(deleteUpload, { upload: params.number }),
    home: () => routes.desk.archives(),
  });
};

/** The texts that the script shows. It replaces `{sent}` and `{size}`. */
const scriptTexts = [
  'sending',
  'waiting',
  'stopped',
  'continues',
  'complete',
  'none',
  'empty',
  'large',
  'changed',
  'away',
];

/** The form of the script, which a browser without JavaScript does not show. */
function Upload({ unfinished }: { unfinished: readonly UploadView[] }) {
  const { t, token } = useView();
  const size = sizeWords(t, maxSize);
  return (
    <>
      <form
        id="archive-upload"
        class="form"
        hidden
        data-create={routes.desk.archiveFiles()}
        data-limit={String(maxSize)}
        data-piece={String(uploadLimits.maxPiece)}
        data-words={JSON.stringify(
          Object.fromEntries(
            scriptTexts.map((key) => [
              key,
              t(`drafting.archives.script.${key}`, { sent: '{sent}', size: '{size}', limit: size }),
            ]),
          ),
        )}
        data-unfinished={JSON.stringify(
          unfinished.map(({ id, name, size: bytes, modified, received }) => ({
            file: routes.desk.archiveFile({ number: id }),
            name,
            size: bytes,
            modified,
            received,
          })),
        )}
      >
        {token ? <input type="hidden" name={control.token} value={token} /> : null}
        <div class="field">
          <label for="archive-file">{t('drafting.archives.file')}</label>
          <p class="hint" id="archive-file-hint">
            {t('drafting.archives.file_hint', { limit: size })}
          </p>
          <input
            type="file"
            id="archive-file"
            accept=".wacz,.warc,.gz"
            aria-describedby="archive-file-hint archive-wrong"
          />
          <p class="error" id="archive-wrong" role="alert"></p>
        </div>
        <p>
          <progress
            id="archive-progress"
            max={100}
            value={0}
            aria-label={t('drafting.archives.progress')}
            hidden
          ></progress>
        </p>
        <p id="archive-said" role="status"></p>
        <p class="actions">
          <button class="button main" type="submit">
            {t('drafting.archives.upload')}
          </button>{' '}
          <button class="button" type="button" id="archive-stop" hidden>
            {t('drafting.archives.stop')}
          </button>
        </p>
      </form>
      {/* The script hides it. */}
      <div id="archive-no-script">
        <Notice kind="warning" title={t('drafting.archives.no_script_title')}>
          <p>{t('drafting.archives.no_script')}</p>
          <p>
            <code>{command} crawl.wacz --all --as monitor@example.org</code>
          </p>
        </Notice>
      </div>
    </>
  );
}

function Line({ upload }: { upload: UploadView }) {
  const { t } = useView();
  const { id, name, state, size, received, error, expiresAt } = upload;
  return (
    <li>
      <h3>
        <a href={routes.desk.archive({ number: id })}>{name}</a>
      </h3>
      <p>
        <strong>{t(`drafting.archives.state.${state}`)}</strong>
        {state === 'receiving'
          ? `: ${t('drafting.archives.received', { sent: sizeWords(t, received), size: sizeWords(t, size) })}`
          : null}
        {error ? `: ${storedErrorWords(t, error)}` : null}
      </p>
      <p class="muted">
        <Dotted
          parts={[
            sizeWords(t, size),
            <>
              {t('drafting.archives.until')} <When at={expiresAt} />
            </>,
          ]}
        />
      </p>
      <ActButton action={routes.desk.deleteArchive({ number: id })} label={t('drafting.archives.delete', { name })} />
    </li>
  );
}
