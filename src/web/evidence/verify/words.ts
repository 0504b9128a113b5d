import type { Translate } from '../../../platform/messages/messages.ts';
import { verdicts } from '../../../evidence/package/check-package.ts';
import type { Words } from './work.ts';

const checks = ['file', 'list', 'records', 'index', 'seal', 'signature', 'timestamp'];
const outcomes = ['good', 'bad', 'absent', 'unknown'];
const problems = ['altered', 'missing', 'added', 'unread'];

/** The keys of the messages that the worker fills. A text of this page replaces the command's text of the same name. */
const keys = [
  ...outcomes.map((outcome) => `outcome.${outcome}`),
  ...checks.flatMap((check) => outcomes.map((outcome) => `${check}.${outcome}`)),
  ...verdicts.map((verdict) => `verdict.${verdict}`),
  ...problems.map((problem) => `problem.${problem}`),
  'problems',
  'redacted',
];

/** The messages for the worker, by the end of their key; the titles of checks by `check.NAME`. */
export function wordsForWorker(t: Translate): Words {
  const words: Record<string, { text: string; locale: string }> = {};
  for (const key of keys) {
    const own = `evidence.verify.${key}`;
    const shared = `cli.verify.package.${key}`;
    if (t.has(own) || t.has(shared)) words[key] = t.pattern(t.has(own) ? own : shared);
  }
  for (const check of checks) words[`check.${check}`] = t.pattern(`evidence.package.check.${check}`);
  for (const kind of ['package', 'warc']) words[`about.${kind}`] = t.pattern(`cli.verify.package.${kind}`);
  words['more'] = t.pattern('cli.verify.mirror.more');
  return words;
}
