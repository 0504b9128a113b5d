import type { RawClaim, ReadOptions } from '../attribution/attribute.ts';
import { linkOf } from '../attribution/attribution.ts';
import type { Clause } from '../attribution/clause.ts';
import { fromPhrase, interrogators, writtenAt, type Speaker } from '../attribution/speaker.ts';
import { subjectBefore } from '../attribution/subject.ts';
import { reportingForms, silenceVerbs, unsaid } from '../attribution/verbs.ts';
import { quoteLength } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';
import { labels, labelCount } from './crf.ts';
import type { Tagged } from './tagger.ts';

/** Consecutive words with the same label: tokens `from`…`to` (exclusive). */
type Run = { label: (typeof labels)[number]; from: number; to: number };

/** The minimum mean probability for words that someone says to become a claim. */
const minChance = 0.8;

const content = labels.indexOf('content');

/**
 * Builds claims from words that only the tagger, and no rule, recognised as what someone says. Adds the source and the
 * cue beside the words.
 */
export function taggedClaims(
  clause: Clause,
  claims: readonly RawClaim[],
  tagged: Tagged,
  options: ReadOptions,
): RawClaim[] {
  const runs = runsOf(clause, tagged);
  return statementsOf(runs).flatMap(({ said, cue, source }) => {
    const spans = said.map((run) => spanOf(clause, run));
    const known = claims.some(
      ({ content: own }) => share(spans, own) >= 0.3 || (own.length > 0 && share(own, spans) >= 0.5),
    );
    const speaker = source ? speakerOf(clause, source, options) : cue && subjectOf(clause, cue, spans, options);
    if (known || !speaker || share([speaker.place], spans) > 0) return [];
    if (cue && (isSilence(clause, cue) || !isSaid(clause, cue, said[0]!))) return [];
    if (cue && interrogators.test(speaker.head) && clause.tokens[cue.to - 1]!.lower.startsWith('ask')) return [];
    // "The organisations that sent the letter belong to …" says who the organisations are, not what they say.
    if (cue && clause.tokens[cue.from - 1]?.lower === 'that') return [];
    // What a law requires is not reported speech.
    if (speaker.head === 'law') return [];
    // "He wrote in a letter asking for …" is already a claim. The letter is how he said it.
    if (claims.some(({ links }) => links.some(({ document }) => document === speaker.asWritten))) return [];
    // `openQuotations` reads sentences such as "X was brief: “…”".
    if (!cue && /:\s*$/.test(clause.flat.slice(clause.sentence.start, spans[0]!.start))) return [];
    const quoted = clause.quotes.some((quote) => share(spans, [quote]) > 0.9 && quoteLength(clause.flat, quote) >= 4);
    if (!quoted && (!cue || !isClause(said.flatMap(({ from, to }) => clause.tokens.slice(from, to))))) return [];
    // One or two words, as in "threatened to sue", say too little for a claim.
    if (!quoted && said.reduce((sum, { from, to }) => sum + to - from, 0) < 3) return [];
    const chance = meanChance(said, tagged);
    // “He was asked to sign”, “he heard one say” and “‘…,’ and he turned away” do not show who speaks.
    const others =
      cue !== null &&
      (isPassive(clause, cue) ||
        hears(clause, cue) ||
        isNext(clause, speaker, spans) ||
        isAttached(clause, speaker, cue));
    return chance < minChance ? [] : [claimOf(clause, { spans, cue, speaker: others ? null : speaker, chance })];
  });
}

/** Whether “and” is between the words and the subject of the cue, who then does not say the words. */
const isNext = ({ flat }: Clause, { place }: Speaker, said: readonly Span[]): boolean =>
  said.every(({ end }) => end <= place.start) && /\band\s*$/.test(flat.slice(0, place.start).slice(-6));

/** Whether a preposition before the speaker shows that someone or something else speaks: “The letter to X says”. */
const isAttached = ({ items, tokens }: Clause, { place }: Speaker, cue: Run): boolean => {
  const at = items.findIndex(({ start }) => start >= place.start);
  const before = items[at - 1]?.pos === 'DET' ? items[at - 2] : items[at - 1];
  return (
    tokens[cue.from]!.start >= place.end &&
    tokens.slice(cue.from, cue.to).some(({ pos }) => pos === 'VERB') &&
    (before?.pos === 'ADP' || before?.lower === 'to') &&
    !/^(?:like|unlike|as|that|while|if|though|although|because|since|until|before|after|than)$/.test(before.lower)
  );
};

const be = /^(?:is|are|was|were|am|been|be|being|'s|'re|gets|got)$/;
const hears = ({ tokens }: Clause, { from, to }: Run): boolean =>
  tokens.slice(from, to).some(({ lower }) => /^(?:hears?|heard|overheard)$/.test(lower));

/** Whether the subject of a cue is not the speaker, but the person who is spoken to: “was told”, “is ordered”. */
function isPassive({ tokens }: Clause, { from, to }: Run): boolean {
  const last = tokens.findLastIndex(({ pos }, at) => at >= from && at < to && pos === 'VERB');
  if (last < 0 || !reportingForms(tokens[last]!.lower).some(({ form }) => form === 'past')) return false;
  let at = last - 1;
  while (at >= 0 && tokens[at]!.pos === 'ADV') at -= 1;
  return be.test(tokens[at]?.lower ?? '');
}

/** Whether words contain their own verb, unlike "the risk that reporters run" and "his piece and left". */
function isClause(words: Clause['tokens']): boolean {
  const verb = words.findIndex(({ pos }) => pos === 'VERB' || pos === 'AUX');
  return (
    verb >= 0 &&
    words[verb - 1]?.pos !== 'CCONJ' &&
    !words.slice(1, verb).some(({ lower }) => /^(?:that|which|who|whom|whose|where)$/.test(lower))
  );
}

/**
 * Whether the first words of the content are what the cue reports, unlike in "reported on the case", "wrote to Ana
 * [Kos on Monday]", "has reported for years, when the council met …" and "told me; seven remain".
 */
function isSaid({ tokens, mentions }: Clause, cue: Run, first: Run): boolean {
  const { start } = tokens[first.from]!;
  if (mentions.some((mention) => mention.start < start && start < mention.end)) return false;
  if (first.from < cue.to) return true;
  const between = tokens.slice(cue.to, first.from);
  if (between.length === 0) return !/^(?:on|about|at|in|from|since|with)$/.test(tokens[first.from]!.lower);
  return !between.some(
    ({ lower, pos }) => pos === 'VERB' || /^(?:when|where|which|who|after|before|because|while|;)$/.test(lower),
  );
}

/** Whether a cue reports that someone said nothing: "declined to say", "did not answer". */
function isSilence({ tokens }: Clause, { from, to }: Run): boolean {
  const words = tokens.slice(from, to).map(({ lower }) => lower);
  // In "did not immediately say", the tagger may leave out "did not".
  const before = tokens.slice(Math.max(0, from - 3), from).map(({ lower }) => lower);
  const negated = [...before, ...words].some((word) => /^(?:not|n't|never)$/.test(word));
  const bases = words.flatMap((word) => reportingForms(word).map(({ verb }) => verb.base));
  return (
    words.some((word) => silenceVerbs.has(word)) ||
    (negated && bases.some((base) => unsaid.has(base) || /^(?:say|tell|respond|reply|answer|comment)$/.test(base)))
  );
}

function runsOf({ tokens }: Clause, { path }: Tagged): Run[] {
  const runs: Run[] = [];
  for (const [at, label] of path.entries()) {
    const last = runs.at(-1);
    if (last && last.label === labels[label]) last.to = at + 1;
    else runs.push({ label: labels[label]!, from: at, to: at + 1 });
  }
  // One to three words without a label between two pieces of content belong to the content.
  for (let at = runs.length - 2; at > 0; at -= 1) {
    const [before, gap, after] = [runs[at - 1]!, runs[at]!, runs[at + 1]!];
    const bridged =
      gap.label === 'outside' && before.label === 'content' && after.label === 'content' && gap.to - gap.from <= 3;
    if (bridged && !tokens.slice(gap.from, gap.to).some(({ value }) => value === ';'))
      runs.splice(at - 1, 3, { label: 'content', from: before.from, to: after.to });
  }
  return runs.filter(({ label }) => label !== 'outside');
}

type Statement = { said: Run[]; cue: Run | null; source: Run | null };

/**
 * Turns each piece of content, with the cue and source beside it, into a statement. Pieces of content around the same
 * cue form one statement.
 */
function statementsOf(runs: readonly Run[]): Statement[] {
  const statements: Statement[] = [];
  let waiting: Run[] = [];
  let frame = null as Omit<Statement, 'said'> | null;
  let open = null as Statement | null;
  for (const [at, run] of runs.entries()) {
    if (run.label === 'content') {
      if (frame) {
        // The words before and after "she said" form one statement, unless a new source or cue begins between them.
        open = { said: [...waiting, run], ...frame };
        waiting = [];
        statements.push(open);
        frame = null;
      } else if (open) open.said.push(run);
      else waiting.push(run);
      continue;
    }
    const part = run.label === 'cue' ? 'cue' : 'source';
    if (!frame || frame[part]) {
      if (frame && waiting.length > 0) {
        statements.push({ said: waiting, ...frame });
        waiting = [];
        frame = null;
      }
      // In "she said …, and denied …", the second cue has the source of the first.
      const shared: Run | null = part === 'cue' && !frame ? (open?.source ?? null) : null;
      const next = runs[at + 1];
      frame = { cue: null, source: next?.label === 'source' ? null : shared };
      open = null;
    }
    frame[part] = run;
  }
  if (waiting.length > 0) statements.push({ said: waiting, cue: frame?.cue ?? null, source: frame?.source ?? null });
  return statements;
}

const spanOf = ({ tokens }: Clause, { from, to }: Run): Span => ({
  start: tokens[from]!.start,
  end: tokens[to - 1]!.end,
});

/** The share (0–1) of the text in `spans` that is also in the other spans. */
function share(spans: readonly Span[], others: readonly Span[]): number {
  const all = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  const common = spans.reduce(
    (sum, span) =>
      sum +
      others.reduce(
        (own, other) => own + Math.max(0, Math.min(span.end, other.end) - Math.max(span.start, other.start)),
        0,
      ),
    0,
  );
  return all === 0 ? 0 : common / all;
}

function meanChance(said: readonly Run[], { probabilities }: Tagged): number {
  let sum = 0;
  let count = 0;
  for (const { from, to } of said)
    for (let at = from; at < to; at += 1) {
      sum += probabilities[at * labelCount + content]!;
      count += 1;
    }
  return count === 0 ? 0 : sum / count;
}

/** The speaker that the words of a run name; null if they cannot speak ("this month"). */
function speakerOf(clause: Clause, marked: Run, { memory, sentence }: ReadOptions): Speaker | null {
  // In "The law also obliges", the speaker is "The law".
  const last = clause.tokens.findLastIndex(({ pos }, at) => at >= marked.from && at < marked.to && pos !== 'ADV');
  const run = last < 0 ? marked : { ...marked, to: last + 1 };
  const place = spanOf(clause, run);
  const phrase = clause.phrases.find(
    ({ from, to }) => clause.items[from]!.start < place.end && clause.items[to - 1]!.end > place.start,
  );
  const known = phrase && fromPhrase(clause, phrase, memory, sentence);
  if (known) return known;
  const head = clause.tokens[run.to - 1]!.lower;
  if (/^(?:(?:day|week|month|year|hour|morning|evening|time)s?|today|yesterday)$/.test(head)) return null;
  const written = { actor: null, ...writtenAt(clause, place), kind: null, plural: false, anonymous: true };
  return { ...written, pronoun: false, sure: false, head };
}

/** The subject of a cue, where the tagger marks no source. */
function subjectOf(clause: Clause, cue: Run, said: readonly Span[], { memory, sentence }: ReadOptions): Speaker | null {
  const { start } = spanOf(clause, cue);
  // In “…, according to which the song broke the rules”, the words before “according” are no subject.
  if (!clause.tokens.slice(cue.from, cue.to).some(({ pos }) => pos === 'VERB' || pos === 'NOUN' || pos === 'AUX'))
    return null;
  const from = clause.items.findIndex((item) => item.start >= start);
  const phrase = from > 0 ? subjectBefore(clause, { from }) : null;
  const speaker = phrase && fromPhrase(clause, phrase, memory, sentence);
  return speaker && share([speaker.place], said) === 0 ? speaker : null;
}

type Found = { spans: Span[]; cue: Run | null; speaker: Speaker | null; chance: number };

function claimOf(clause: Clause, { spans, cue, speaker, chance }: Found): RawClaim {
  const verb = cue ? clause.tokens.slice(cue.from, cue.to) : [];
  const reading = verb.toReversed().flatMap(({ lower }) => reportingForms(lower))[0];
  const negated = verb.some(({ lower }) => /^(?:not|n't|never)$/.test(lower));
  const frame = [...(cue ? [spanOf(clause, cue)] : []), ...(speaker ? [speaker.place] : [])];
  const place = {
    start: Math.min(...frame.map(({ start }) => start)),
    end: Math.max(...frame.map(({ end }) => end)),
  };
  const words = verb.map(({ value }) => value).join(' ');
  return {
    content: spans,
    place,
    links: [linkOf(speaker, words, cue ? [spanOf(clause, cue)] : [])],
    mode: reading && !reading.verb.courtly && !negated ? reading.verb.mode : 'stated',
    form: place.start > spans[0]!.start ? 'trail' : 'lead',
    confidence: chance,
    speaker,
    tagged: true,
  };
}
