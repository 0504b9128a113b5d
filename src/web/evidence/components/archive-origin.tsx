import type { Child } from 'hono/jsx';
import { storedReport } from '../../../evidence/archives/origin.ts';
import { timeText } from '../../../evidence/package/report-lines.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { ArchiveOrigin } from '../../../record/sources/archive-origin.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { When } from '../../record/history/when.tsx';
import { Section } from '../../record/show/parts.tsx';
import { ReportDetails } from './verdict.tsx';

const fileWords = (t: Translate, { name, form, size }: ArchiveOrigin): string =>
  [name, form?.toUpperCase(), size === null ? '' : sizeWords(t, size)].filter(Boolean).join(', ');

type Row = readonly [label: string, value: Child];
const unknownIn = (t: Translate): Child => <span class="muted">{t('evidence.archive.unknown')}</span>;

/** Who recorded and signed a web archive. @param isChecked whether the signature was looked for */
export const recorderRows = (
  t: Translate,
  { software, operator }: { software: string; operator: string },
  signer: { name: string | null; at: Date | null },
  isChecked: boolean,
): readonly Row[] => [
  [t('evidence.archive.software'), software || unknownIn(t)],
  [t('evidence.archive.operator'), operator || unknownIn(t)],
  [
    t('evidence.archive.signer'),
    signer.name ? (
      <>
        {signer.name}
        {signer.at ? (
          <>
            , <When at={signer.at} />
          </>
        ) : null}
      </>
    ) : isChecked ? (
      t('evidence.archive.unsigned')
    ) : (
      unknownIn(t)
    ),
  ],
];

export const FactRows = ({ rows }: { rows: readonly Row[] }) => (
  <dl class="facts rows">
    {rows.map(([label, value]) => (
      <div>
        <dt>{label}</dt>
        <dd class="typed">{value}</dd>
      </div>
    ))}
  </dl>
);

/** For the desk: the web archive from which a page was imported, what its check found, and what it does not contain. */
export function ArchiveOriginSection({ origin, importedAt }: { origin: ArchiveOrigin; importedAt: Date }) {
  const { t, paper } = useView();
  const report = storedReport(origin);
  // The export of another record has only the verdict.
  const isReported = report.checks.length > 0;
  const unknown = unknownIn(t);
  const rows = [
    [t('evidence.archive.file'), fileWords(t, origin) || unknown],
    [t('evidence.archive.sha256'), origin.archive_sha256 ? <code>{origin.archive_sha256}</code> : unknown],
    [t('evidence.archive.page'), origin.page ?? unknown],
    ...recorderRows(t, origin, { name: origin.signer, at: origin.signed_at }, isReported),
    [t('evidence.archive.imported'), <When at={importedAt} />],
    ...(isReported ? [] : [[t('evidence.archive.verdict'), <code>{origin.verdict}</code>] as const]),
  ] as const;
  return (
    <Section id="archive" title={t('evidence.archive.title')}>
      <p>{t('evidence.archive.lead')}</p>
      {origin.content_at ? <p>{t('cli.archive.content_at', { at: timeText(origin.content_at) })}</p> : null}
      <FactRows rows={rows} />
      {isReported ? (
        <>
          <Notice kind={origin.verdict === 'sealed' ? 'info' : 'warning'} title={t('evidence.archive.verdict')}>
            <p>{t(`evidence.public.kept.archive_verdict.${report.verdict}`, { name: paper.name })}</p>
          </Notice>
          <details class="flow">
            <summary>{t('evidence.archive.details')}</summary>
            <ReportDetails words={report} />
          </details>
        </>
      ) : null}
      {origin.setting_cookies.length ? (
        <Notice kind="warning" title={t('cli.archive.set_cookie', { count: origin.setting_cookies.length })}>
          <ul>
            {origin.setting_cookies.map((url) => (
              <li class="typed">{url}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {origin.missing.length ? (
        <details class="flow">
          <summary>{t('evidence.archive.missing', { count: origin.missing.length })}</summary>
          <p class="muted">{t('evidence.archive.missing_hint')}</p>
          <ul>
            {origin.missing.map((url) => (
              <li class="typed">{url}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </Section>
  );
}
