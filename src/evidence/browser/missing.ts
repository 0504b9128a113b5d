import type { Translate } from '../../platform/messages/messages.ts';
import type { Missing } from './replay.ts';

const mostWords = 20;

/** One line for the missing words, and one for each other missing part of a capture, with the reason. */
export const missingLines = (t: Translate, { words, parts }: Missing): string[] => [
  ...(words.length
    ? [t('cli.capture.missing.words', { count: words.length, words: words.slice(0, mostWords).join(' ') })]
    : []),
  ...parts.map(({ kind, url, why }) =>
    t('cli.capture.missing.part', {
      kind: t(`cli.capture.missing.kind.${kind}`),
      url,
      why: t(`cli.capture.missing.why.${why}`),
    }),
  ),
];
