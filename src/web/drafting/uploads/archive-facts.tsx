import type { ArchiveFacts } from '../../../evidence/archives/types.ts';
import { reportWords } from '../../../evidence/package/report-lines.ts';
import { FactRows, recorderRows } from '../../evidence/components/archive-origin.tsx';
import { ReportDetails } from '../../evidence/components/verdict.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { Section } from '../../record/show/parts.tsx';

/** What the check of an uploaded web archive found: who recorded and signed it, as far as known, and the result. */
export function ArchiveFactsSection({ facts }: { facts: ArchiveFacts }) {
  const { t } = useView();
  const { form, size, sha256, signer } = facts;
  const report = reportWords(facts.report, form);
  const rows = [
    [t('evidence.archive.file'), `${form.toUpperCase()}, ${sizeWords(t, size)}`],
    [t('evidence.archive.sha256'), <code>{sha256}</code>],
    ...recorderRows(t, facts, { name: signer?.name ?? null, at: signer && new Date(signer.at) }, true),
  ] as const;
  return (
    <Section id="archive" title={t('evidence.archive.title')}>
      <FactRows rows={rows} />
      <Notice kind={report.verdict === 'sealed' ? 'info' : 'warning'} title={t('drafting.archives.result')}>
        <p>{t(`cli.verify.package.verdict.${report.verdict}`, report.said)}</p>
      </Notice>
      <details class="flow">
        <summary>{t('evidence.archive.details')}</summary>
        <ReportDetails words={report} />
      </details>
    </Section>
  );
}
