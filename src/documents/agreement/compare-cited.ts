import type { Node } from 'prosemirror-model';
import type { Reader } from '../../platform/database/tx.ts';
import { asAppError, AppError } from '../../platform/errors.ts';
import { isTooMuch } from '../../platform/readers/reader.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { loadCited } from '../claims/load-cited.ts';
import { citedRefs, sentencesOf } from '../model/sentences.ts';
import { citedAgreementReader } from './agreement-reader.ts';
import { citesClaims, toCompare, type CitedSentence } from './cited.ts';
import { Comparisons, type Cited, type SentenceAgreement } from './comparisons.ts';

/**
 * The number of sentences in one run of the reader process. Between two runs, the process can work for other people.
 */
const batchSize = 10;
/** The maximum number of results that this process caches. */
const maxCached = 5_000;

/** The cached results by the key of their sentence, the least recently used first. */
const cached = new Map<string, SentenceAgreement>();

function remember(key: string, found: SentenceAgreement): SentenceAgreement {
  cached.delete(key);
  cached.set(key, found);
  for (const oldest of cached.keys()) {
    if (cached.size <= maxCached) break;
    cached.delete(oldest);
  }
  return found;
}

/** The limits of one call of `compareCited`. */
export type CompareLimits = {
  /** The maximum number of sentences of a document that are compared. */ maxSentences: number;
  /** The maximum number of these sentences that have no cached result. The next call compares further ones. */
  maxNew: number;
  /** After this many seconds, the call returns without the results that are missing. */ seconds: number;
  /** Whether `compareCited` throws if there was no time for all of them. */ all: boolean;
};
export const forWriting: CompareLimits = { maxSentences: 500, maxNew: 50, seconds: 2, all: false };
export const forPage: CompareLimits = { maxSentences: 500, maxNew: 150, seconds: 45, all: false };
export const forPublication: CompareLimits = { maxSentences: 500, maxNew: 500, seconds: 120, all: true };

/**
 * Compares the sentences of a document with the claims that they cite, in another process. A sentence whose text and
 * claims were compared before is not compared again.
 * @param only the ids of the sentences to compare
 * @throws AppError `reading_busy` if `all` is set and there was no time for all of them
 */
export async function compareCited(
  doc: Node,
  { claims, language }: Cited,
  { maxSentences, maxNew: mostNew, seconds, all }: CompareLimits,
  only?: ReadonlySet<string>,
): Promise<Comparisons> {
  const found = new Map<string, SentenceAgreement>();
  const left = new Map<string, CitedSentence>();
  const citing = sentencesOf(doc).filter((one) => citesClaims(one) && only?.has(one.id) !== false);
  for (const [index, one] of citing.entries()) {
    const asked = toCompare(one, claims, language);
    if (typeof asked === 'string') continue;
    const before = cached.get(asked.key);
    if (before) found.set(asked.key, remember(asked.key, before));
    else if (index >= maxSentences) found.set(asked.key, { not: 'limit' });
    else left.set(asked.key, asked);
  }
  if (left.size > 0) {
    const late = afterSeconds(seconds);
    try {
      const fresh = [...left.values()].slice(0, mostNew);
      for (let at = 0; at < fresh.length; at += batchSize) {
        // A run that ends too late is not lost: its results are cached for the next call.
        const compared = await Promise.race([comparePart(fresh.slice(at, at + batchSize)), late.promise]);
        for (const [key, agreement] of compared?.found ?? []) {
          found.set(key, agreement);
          left.delete(key);
        }
        // If the rules fail, a page shows what was compared before. Only a publication (`all`) fails, too.
        if (compared?.defect !== undefined && all) throw compared.defect;
        if (!compared?.found.size && compared?.defect === undefined) break;
      }
    } finally {
      late.clear();
    }
  }
  if (left.size > 0 && all) throw new AppError('reading_busy');
  for (const key of left.keys()) found.set(key, { not: 'time' });
  return new Comparisons(found);
}

/**
 * Loads the claims that a document cites, and does what `compareCited` does.
 * @throws AppError `reading_busy`, only with `limits.all`
 */
export async function compareDocument(
  db: Reader,
  doc: Node,
  language: string,
  limits: CompareLimits,
  only?: ReadonlySet<string>,
): Promise<Comparisons> {
  const sentences = sentencesOf(doc).filter(({ id }) => only?.has(id) !== false);
  return compareCited(doc, { claims: await loadCited(db, citedRefs(sentences)), language }, limits, only);
}

function afterSeconds(seconds: number): { promise: Promise<null>; clear(): void } {
  let timer: NodeJS.Timeout;
  const promise = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), seconds * 1000);
  });
  return { promise, clear: () => clearTimeout(timer) };
}

/** The results for some sentences. */
type Part = {
  found: ReadonlyMap<string, SentenceAgreement>;
  /** A fault of the rules, if one occurred. */ defect?: unknown;
};

/** The sentences that are being compared, by their keys, so that no sentence is compared twice at the same time. */
const running = new Map<string, Promise<Part>>();

/** Compares some sentences, or waits for those that are being compared already. */
async function comparePart(part: readonly CitedSentence[]): Promise<Part> {
  const others = new Set(part.flatMap(({ key }) => running.get(key) ?? []));
  const own = part.filter(({ key }) => !running.has(key));
  if (own.length > 0) {
    const read = readPart(own).finally(() => {
      for (const { key } of own) running.delete(key);
    });
    for (const { key } of own) running.set(key, read);
    others.add(read);
  }
  const parts = await Promise.all(others);
  return {
    found: new Map(parts.flatMap(({ found }) => [...found])),
    defect: parts.find(({ defect }) => defect !== undefined)?.defect,
  };
}

/**
 * Compares some sentences in another process. A sentence is left out if the process has no time for it or fails. This
 * is not cached, because the next attempt may succeed. Until then, the document cannot be published.
 */
async function readPart(part: readonly CitedSentence[]): Promise<Part> {
  try {
    const points = await runReader(citedAgreementReader, {
      sentences: part.map(({ sentence, claims }) => ({ sentence, claims })),
    });
    return {
      found: new Map(
        part.map(({ key }, index) => {
          const one = points[index]!;
          return [key, remember(key, one === null ? { not: 'language' } : { points: one })];
        }),
      ),
    };
  } catch (error) {
    const { code } = asAppError(error);
    if (code === 'reading_busy') return { found: new Map() };
    if (part.length === 1) {
      const [{ key }] = part as [CitedSentence];
      if (isTooMuch(error)) return { found: new Map([[key, remember(key, { not: 'slow' })]]) };
      return { found: new Map(), ...(code !== 'reading_failed' && { defect: error }) };
    }
    // One sentence that takes too long, or fails, must not hide what the others say.
    const parts: Part[] = [];
    for (const one of part) {
      const read = await readPart([one]);
      parts.push(read);
      // The process did not start, or something outside Kronika ended it. The next sentence would fail, too.
      if (read.found.size === 0 && read.defect === undefined) break;
    }
    return {
      found: new Map(parts.flatMap(({ found }) => [...found])),
      defect: parts.find(({ defect }) => defect !== undefined)?.defect,
    };
  }
}
