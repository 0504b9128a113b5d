import type { Node } from 'prosemirror-model';
import { asAppError, AppError } from '../../platform/errors.ts';
import { isTooMuch } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { sentencesOf } from '../model/sentences.ts';
import { citedReader } from './agreement-reader.ts';
import { citesClaims, toCompare, type CitedSentence } from './cited.ts';
import { Comparisons, type Cited, type SentenceAgreement } from './comparisons.ts';

/** So many sentences are compared in one reading; between two, the readings of other people get their turn. */
const together = 10;
/** The most results that this process remembers. */
const mostKnown = 5_000;

/** The remembered results by the key of their sentence, the least recently used first. */
const known = new Map<string, SentenceAgreement>();

function remember(key: string, found: SentenceAgreement): SentenceAgreement {
  known.delete(key);
  known.set(key, found);
  for (const oldest of known.keys()) {
    if (known.size <= mostKnown) break;
    known.delete(oldest);
  }
  return found;
}

/** How much of a document is compared at once. */
export type HowMuch = {
  /** The most sentences of a document that are compared. */ most: number;
  /** The most of them without a remembered result; the next call compares further ones. */ mostNew: number;
  /** Seconds after which the result is no longer awaited. */ seconds: number;
  /** Whether `compareCited` throws if there was no time for all of them. */ all: boolean;
};
export const forWriting: HowMuch = { most: 500, mostNew: 50, seconds: 5, all: false };
export const forPage: HowMuch = { most: 500, mostNew: 150, seconds: 45, all: false };
export const forPublication: HowMuch = { most: 500, mostNew: 500, seconds: 120, all: true };

/**
 * Compares the sentences of a document with the claims that they cite, in another process. A sentence whose text and
 * claims were compared before is not compared again.
 * @param only the ids of the sentences to compare
 * @throws AppError `reading_busy`, only with `all`
 */
export async function compareCited(
  doc: Node,
  { claims, language }: Cited,
  { most, mostNew, seconds, all }: HowMuch,
  only?: ReadonlySet<string>,
): Promise<Comparisons> {
  const found = new Map<string, SentenceAgreement>();
  const left = new Map<string, CitedSentence>();
  const citing = sentencesOf(doc).filter((one) => citesClaims(one) && only?.has(one.id) !== false);
  for (const [index, one] of citing.entries()) {
    const asked = toCompare(one, claims, language);
    if (typeof asked === 'string') continue;
    const before = known.get(asked.key);
    if (before) found.set(asked.key, remember(asked.key, before));
    else if (index >= most) found.set(asked.key, { not: 'limit' });
    else left.set(asked.key, asked);
  }
  if (left.size > 0) {
    const late = afterSeconds(seconds);
    try {
      const fresh = [...left.values()].slice(0, mostNew);
      for (let at = 0; at < fresh.length; at += together) {
        // A part that ends after the time is over is not lost: its results are remembered for the next call.
        const compared = await Promise.race([comparePart(fresh.slice(at, at + together)), late.promise]);
        for (const [key, agreement] of compared ?? []) {
          found.set(key, agreement);
          left.delete(key);
        }
        if (!compared?.size) break;
      }
    } finally {
      late.clear();
    }
  }
  if (left.size > 0 && all) throw new AppError('reading_busy');
  for (const key of left.keys()) found.set(key, { not: 'time' });
  return new Comparisons(found);
}

function afterSeconds(seconds: number): { promise: Promise<null>; clear(): void } {
  let timer: NodeJS.Timeout;
  const promise = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), seconds * 1000);
  });
  return { promise, clear: () => clearTimeout(timer) };
}

/** Compares some sentences. The result is empty if too many other readings are waiting. */
async function comparePart(part: readonly CitedSentence[]): Promise<Map<string, SentenceAgreement>> {
  try {
    const points = await runReader(citedReader, {
      sentences: part.map(({ sentence, claims }) => ({ sentence, claims })),
    });
    return new Map(
      part.map(({ key }, index) => {
        const one = points[index]!;
        return [key, remember(key, one === null ? { not: 'language' } : { points: one })];
      }),
    );
  } catch (error) {
    const { code } = asAppError(error);
    if (code === 'reading_busy') return new Map();
    if (!isTooMuch(error) && code !== 'reading_failed') throw error;
    // One sentence that takes too long must not hide what the others say.
    if (part.length === 1) return new Map([[part[0]!.key, remember(part[0]!.key, { not: 'slow' })]]);
    const found = new Map<string, SentenceAgreement>();
    for (const one of part) for (const [key, agreement] of await comparePart([one])) found.set(key, agreement);
    return found;
  }
}
