import { redactionLines, reportLines } from '../../../evidence/package/report-lines.ts';
import type { PackageReport } from '../../../evidence/package/verify-package.ts';
import { useView } from '../../kit/view.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';

const mostShown = 20;

/** The verdict on a package, the result and meaning of each check, and everything that is wrong. */
export function Verdict({ report }: { report: PackageReport }) {
  const { t } = useView();
  return (
    <>
      <Notice kind={report.exit === 0 ? 'info' : 'warning'} title={t('evidence.package.verdict')}>
        <p>{t(`cli.verify.package.exit.${report.exit}`)}</p>
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
            {report.problems.slice(0, mostShown).map(({ path, problem, reason }) => (
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
