import type { z } from 'zod';
import type { archiveOriginInput } from '../sources/archive-origin.ts';

/** What is known of a web archive. Each text that only the desk sees contains a word that begins with `mark`. */
export function markedOrigin(mark: string): z.input<typeof archiveOriginInput> {
  const at = new Date('2016-05-04T10:00:00Z');
  return {
    name: `${mark}Crawl.wacz`,
    sha256: 'ab'.repeat(32),
    size: 1000,
    form: 'wacz',
    software: `${mark}Software`,
    operator: `${mark}Operator`,
    signer: { name: `${mark}Signer`, at },
    verdict: 'altered',
    checks: { records: 'bad' },
    report: {
      verdict: {},
      checks: {},
      redactions: [],
      problems: [{ path: `${mark}Path`, problem: 'altered', reason: `${mark}Damage` }],
      problemCount: 1,
    },
    page: 1,
    listedAt: at,
    recordedAt: at,
    contentAt: null,
    settingCookies: [`https://${mark.toLowerCase()}.example/cookie`],
    missing: [`https://${mark.toLowerCase()}.example/missing.png`],
  };
}
