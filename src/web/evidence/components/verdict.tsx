import { redactionLines, reportLines, verdictLine } from '../../../evidence/package/report-lines.ts';
import type { PackageReport } from '../../../evidence/package/check-package.ts';
import { useView } from '../../kit/view.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';

const maxShown = 20;

/** The report on a package: the verdict, each check with its result, the redactions, and up to 20 problems. */
export function Verdict({ report }: { report: PackageReport }) {
  const { t } = useView();
  const said = verdictLine(report);
  return (
    <>
      <Notice kind={report.verdict === 'sealed' ? 'info' : 'warning'} title={t('evidence.package.verdict')}>
        <p>{t(said.key, said.params)}</p>
      </Notice>
      <dl class="facts rows">
        {reportLines(report).map(({ check, outcome, params }) => (
          <div>
            <dt>
              {t(`evidence.package.check.${check}`)}: {t(`cli.verify.package.outcome.${outcome}`)}
            </dt>
            <dd class="typed">{t(`cli.verify.package.${check}.${outcome}`, params)}</dd>
          </div>
        ))}
      </dl>
      {redactionLines(report).map((line) => (
        <p class="typed">{t('cli.verify.package.redacted', line)}</p>
      ))}
      {report.problems.length ? (
        <>
          <p>{t('cli.verify.package.problems', { count: report.problems.length })}</p>
          <ul>
            {report.problems.slice(0, maxShown).map(({ path, problem, reason }) => (
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
