import { reportWords, type ReportWords } from '../../../evidence/package/report-lines.ts';
import type { PackageReport } from '../../../evidence/package/check-package.ts';
import { useView } from '../../kit/view.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';

/** The report on a package: the verdict, each check with its result, the redactions, and the first problems. */
export function Verdict({ report }: { report: PackageReport }) {
  const { t } = useView();
  const words = reportWords(report);
  return (
    <>
      <Notice kind={words.verdict === 'sealed' ? 'info' : 'warning'} title={t('evidence.package.verdict')}>
        <p>{t(`cli.verify.package.verdict.${words.verdict}`, words.said)}</p>
      </Notice>
      <ReportDetails words={words} />
    </>
  );
}

/** What a report says, without the verdict. */
export function ReportDetails({ words }: { words: ReportWords }) {
  const { t } = useView();
  return (
    <>
      <dl class="facts rows">
        {words.checks.map(({ check, outcome, params }) => (
          <div>
            <dt>
              {t(`evidence.package.check.${check}`)}: {t(`cli.verify.package.outcome.${outcome}`)}
            </dt>
            <dd class="typed">{t(`cli.verify.package.${check}.${outcome}`, params)}</dd>
          </div>
        ))}
      </dl>
      {words.redactions.map((line) => (
        <p class="typed">{t('cli.verify.package.redacted', line)}</p>
      ))}
      {words.problemCount ? (
        <>
          <p>{t('cli.verify.package.problems', { count: words.problemCount })}</p>
          <ul>
            {words.problems.map(({ path, problem, reason }) => (
              <li class="typed">
                {[path, t(`cli.verify.package.problem.${problem}`), reason].filter(Boolean).join(': ')}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}
