import { compareInput, toCompare } from '../../documents/agreement/schema.ts';
import type { Agreement } from '../../documents/agreement/agreement.ts';
import { compareSentence } from '../../documents/agreement/compare-sentence.ts';
import { parseInput } from '../../platform/operation.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Terminal } from '../terminal.ts';

/** `speaker` and `mode` have the same order as `claim`: the first speaker belongs to the first claim, and so on. */
export type CompareOptions = {
  claim: string[];
  sentence: string;
  speaker?: string[];
  mode?: string[];
  lang?: string;
  json?: boolean;
};

/** Compares a sentence with claims and prints the result. Opens neither the data directory nor the database. */
export async function compare(terminal: Terminal, options: CompareOptions): Promise<void> {
  const input = parseInput(compareInput, {
    sentence: options.sentence,
    claims: options.claim.map((text, index) => ({
      text,
      speaker: options.speaker?.[index] || null,
      mode: options.mode?.[index] || null,
    })),
    language: options.lang,
  });
  const { sentence, claims } = toCompare(input);
  const agreement = compareSentence(sentence, claims);
  if (options.json) terminal.json(agreement);
  else terminal.out(asText(terminal.t, agreement));
}

function asText(t: Translate, { verdict, points }: Agreement): string {
  return [
    t(`cli.compare.verdict.${verdict}`),
    ...points.map((point) => {
      const words = `  ${t(`cli.compare.kind.${point.kind}`)}: “${point.sentence.text}” – ${t(`cli.compare.point.${point.verdict}`)}`;
      return point.claim === null || point.verdict === 'supported' ? words : `${words} (“${point.claim}”)`;
    }),
  ].join('\n');
}
