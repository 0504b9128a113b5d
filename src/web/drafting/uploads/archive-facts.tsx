import type { ArchiveFacts } from '../../../evidence/archives/types.ts';
import { reportWords } from '../../../evidence/package/report-lines.ts';
import { ReportDetails } from '../../evidence/components/verdict.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { sizeWords } from '../../kit/words/size-words.ts';
import { When } from '../../record/history/when.tsx';
import { Section } from '../../record/show/parts.tsx';

/** What the check of an uploaded web archive found: who recorded and signed it, as far as known, and the result. */
export function ArchiveFactsSection({ facts }: { facts: ArchiveFacts }) {
  const { t } = useView();
  const { form, size, sha256, software, operator, signer } = facts;
  const report = reportWords(facts.report, form);
  const unknown = <span class="muted">{t('evidence.archive.unknown')}</span>;
  const rows = [
    [t('evidence.archive.file'), `${form.toUpperCase()}, ${sizeWords(t, size)}`],
    [t('evidence.archive.sha256'), <code>{sha256}</code>],
    [t('evidence.archive.software'), software || unknown],
    [t('evidence.archive.operator'), operator || unknown],
    [
      t('evidence.archive.signer'),
      signer ? (
        <>
          {signer.name}, <When at={new Date(signer.at)} />
        </>
      ) : (
        t('evidence.archive.unsigned')
      ),
    ],
  ] as const;
  return (
    <Section id="archive" title={t('evidence.archive.title')}>
      <dl class="facts rows">
        {rows.map(([label, value]) => (
          <div>
            <dt>{label}</dt>
            <dd class="typed">{value}</dd>
          </div>
        ))}
      </dl>
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
