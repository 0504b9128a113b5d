import type { z } from 'zod';
import type { ArchiveOrigin, archiveOriginInput } from '../../record/sources/archive-origin.ts';
import type { FileProblem } from '../package/datapackage.ts';
import { checkNames, reportWords, type ReportWords } from '../package/report-lines.ts';
import type { ArchivedPage, ArchiveFacts, ArchivePage } from './types.ts';

export type OriginInput = z.input<typeof archiveOriginInput>;

/** What is stored of the web archive from which a page was imported. `listed`: the page as its list has it. */
export function originOf(
  facts: ArchiveFacts,
  listed: ArchivePage,
  { page, contentAt, missing, settingCookies }: ArchivedPage,
): OriginInput {
  const { name, sha256, size, form, software, operator, signer } = facts;
  const { verdict, said, checks, redactions, problems, problemCount } = reportWords(facts.report, form);
  return {
    name,
    sha256,
    size,
    form,
    software,
    operator,
    verdict,
    contentAt: contentAt === page.at ? null : new Date(contentAt),
    missing,
    settingCookies,
    signer: signer && { name: signer.name, at: new Date(signer.at) },
    checks: Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome])),
    report: {
      redactions,
      problems,
      problemCount,
      verdict: said,
      checks: Object.fromEntries(checks.map(({ check, params }) => [check, params])),
    },
    page: listed.number,
    listedAt: new Date(listed.at),
    recordedAt: new Date(page.at),
  };
}

/** The report on a web archive, as it was stored with a page. */
export const storedReport = ({ verdict, checks, report }: ArchiveOrigin): ReportWords => ({
  verdict,
  said: report.verdict,
  checks: checkNames.flatMap((check) =>
    checks[check] === undefined ? [] : [{ check, outcome: checks[check], params: report.checks[check] ?? {} }],
  ),
  redactions: report.redactions,
  problems: report.problems as FileProblem[],
  problemCount: report.problemCount,
});
