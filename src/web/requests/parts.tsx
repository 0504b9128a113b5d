import type { Child } from 'hono/jsx';
import { AppError } from '../../platform/errors.ts';
import type { FileInput } from '../../record/files/store-files.ts';
import { findFile, type FileView } from '../../record/files/load-files.ts';
import { EdtfDate, Pill } from '../kit/components/values.tsx';
import type { Ctx, Pages } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { atDesk } from '../kit/desk/who.ts';
import { sizeWords } from '../kit/words/size-words.ts';

/** An uploaded file as input of operations. Empty if no file was uploaded. */
export async function filesOf(file: File | undefined): Promise<Pick<FileInput, 'name' | 'mediaType' | 'content'>[]> {
  if (!file?.size) return [];
  return [
    {
      name: file.name || 'file',
      mediaType: file.type.split(';')[0] || 'application/octet-stream',
      content: Buffer.from(await file.arrayBuffer()).toString('base64'),
    },
  ];
}

/** Today's date in UTC. */
export const today = (c: Ctx): string => c.get('deps').app.now().toISOString().slice(0, 10);

/** A deadline. If it has passed, this is said in words, not only by the colour. */
export function Deadline({ day, now, open }: { day: string | null; now: string; open: boolean }) {
  const { t } = useView();
  if (!day) return open ? <span class="muted">{t('requests.no_deadline')}</span> : null;
  return (
    <>
      {t('requests.until')} <EdtfDate edtf={day} />{' '}
      {open && day < now ? (
        <Pill shape="warning" kind="strong">
          {t('requests.late')}
        </Pill>
      ) : null}
    </>
  );
}

/** Labels with their values. A label whose value is null is left out. */
export function Lines({ lines }: { lines: readonly (readonly [label: string, value: Child])[] }) {
  return (
    <dl class="facts rows">
      {lines.map(([label, value]) =>
        value === null ? null : (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

export function Files({ files }: { files: readonly FileView[] }) {
  const { t } = useView();
  if (!files.length) return <p class="muted">{t('requests.file.none')}</p>;
  return (
    <ul class="list">
      {files.map((file) => (
        <li>
          {file.erased ? (
            t('requests.file.erased')
          ) : (
            <>
              <p>
                <a href={routes.desk.attachedFile({ number: file.id })} download>
                  {file.name}
                </a>{' '}
                <span class="muted">
                  {sizeWords(t, file.size)} · <EdtfDate edtf={file.keptAt.toISOString().slice(0, 10)} />
                </span>
              </p>
              <p class="muted">
                {t('kit.checksum')} <code class="key">{file.sha256}</code>
              </p>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A text as the value of an extended parameter of a header, without its charset (RFC 8187, section 3.2.1). */
const extendedValue = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Sends an attached file unchanged. It is sent as a download, so that no browser shows it as a page of this site. */
export const filePages: Pages = (web) => {
  web.get(routes.desk.attachedFile.pattern, async (c) => {
    const { app } = await atDesk(c);
    const file = await findFile(app.db.read, routes.desk.attachedFile.read(c.req.param()).number);
    if (!file) throw new AppError('not_found');
    if (Number(file.size) === 0) throw new AppError('redacted');
    const bytes = await app.blobs.get(file.sha256);
    if (!bytes) throw new AppError('not_found');
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${extendedValue(file.name)}`,
      'Content-Security-Policy': 'sandbox',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store, no-transform',
    });
  });
};
