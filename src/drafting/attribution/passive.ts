import type { Span } from '../reading/sentences.ts';
import type { Mode } from '../schema.ts';
import { cueOf, type Attribution } from './attribution.ts';
import type { Clause, VerbGroup } from './clause.ts';
import type { Memory } from './pronouns.ts';
import { clauseEnd } from './extent.ts';
import { readingFor } from './reading-for.ts';
import { decisions, outcomes } from './verbs.ts';
import { fromPhrase, writtenAt, type Speaker } from './speaker.ts';

/** Verbs that report words in the passive, each with the mode of the claim. The page need not name the speaker. */
const reported: Record<string, Mode> = {
  accuse: 'alleged',
  charge: 'alleged',
  suspect: 'alleged',
  allege: 'alleged',
  claim: 'alleged',
  say: 'alleged',
  believe: 'alleged',
  think: 'alleged',
  report: 'stated',
  estimate: 'estimated',
  deny: 'denied',
};
/** Verbs for saying something to the subject of the passive. */
const addressed = /^(?:tell|ask|advise|warn|urge|remind|invite)$/;

export type PassiveReading = {
  attribution: Attribution | null;
  /** The mode of the page's own claim. */ ownMode: Mode | null;
};

/** The agent of a passive verb: "by the court", "by a judge in Baku". */
function agentOf(
  clause: Clause,
  group: VerbGroup,
  memory: Memory,
  sentence: number,
): { speaker: Speaker; place: Span; by: number } | null {
  const { items, phrases } = clause;
  for (let i = group.at + 1; i < items.length; i += 1) {
    if (items[i]!.lower === ';' || (items[i]!.type === 'quote' && !items[i]!.fragment)) return null;
    if (items[i]!.lower !== 'by') continue;
    // A "by" after a later verb belongs to that verb.
    if (
      items
        .slice(group.at + 1, i)
        .some((item, offset) => item.pos === 'VERB' && /(?:ed|en)$/.test(item.lower) && offset > 0) &&
      i - group.at > 8
    )
      return null;
    const phrase = phrases.find((other) => other.from === i + 1);
    const speaker = phrase && fromPhrase(clause, phrase, memory, sentence);
    // In "accused by the police of fraud" the words "of fraud" are not part of the speaker.
    if (phrase && speaker && /^(?:accuse|suspect|convict|clear|acquit)$/.test(group.found.verb.base))
      Object.assign(speaker, withoutMatter(clause, speaker.place));
    if (phrase && speaker)
      return {
        speaker,
        place: { start: items[group.from]!.start, end: items[phrase.to - 1]!.end },
        by: items[i]!.start,
      };
  }
  return null;
}

const withoutMatter = (clause: Clause, { start, end }: Span): Pick<Speaker, 'asWritten' | 'place'> => {
  const of = clause.flat.slice(start, end).indexOf(' of ');
  return writtenAt(clause, { start, end: of > 0 ? start + of : end });
};

/** A passive reporting verb: "is accused of", "was sentenced by a court to", "is believed to have". */
export function readPassive(
  clause: Clause,
  group: VerbGroup,
  options: { memory: Memory; sentence: number },
): PassiveReading {
  const { items } = clause;
  const base = group.found.verb.base;
  const stop = items.findLastIndex((item) => !/^[.!?]$/.test(item.lower));
  const last = items[stop]?.end ?? items[0]!.end;
  const verb = items
    .slice(group.from, group.at + 1)
    .filter((item) => item.pos !== 'ADV' || item.lower === 'not')
    .map((item) => clause.flat.slice(item.start, item.end))
    .join(' ');
  const next = items[group.at + 1];
  const agent = agentOf(clause, group, options.memory, options.sentence);
  const end = clauseEnd(clause, group.at, last);
  const make = (mode: Mode, confidence: number): Attribution => ({
    speaker: agent?.speaker ?? null,
    verb,
    cue: cueOf(items, group.from, group.at + 1),
    mode,
    content: [{ start: items[0]!.start, end }],
    said: decisions.has(base)
      ? []
      : [
          { start: items[0]!.start, end: items[group.from]!.start },
          ...(agent
            ? [
                { start: items[group.at]!.end, end: agent.by },
                { start: agent.speaker.place.end, end },
              ]
            : [{ start: items[group.at]!.end, end }]),
        ].filter((span) => span.end > span.start),
    place: agent?.place ?? { start: items[group.from]!.start, end: items[group.at]!.end },
    form: 'act',
    outer: [],
    confidence,
  });

  if (reported[base] && !['deny'].includes(base)) {
    const fits =
      base === 'accuse' || base === 'suspect'
        ? next?.lower === 'of' || agent !== null
        : base === 'charge'
          ? next?.lower === 'with' || next?.lower === 'under' || agent !== null
          : base === 'say' && next?.lower === 'as'
            ? false
            : next?.lower === 'to' ||
              (next?.lower === 'that' && items[group.from - 1]?.lower === 'it') ||
              (agent !== null && base !== 'report');
    if (fits) {
      const mode = group.negated ? 'stated' : reported[base]!;
      return { attribution: { ...make(mode, agent ? 0.85 : 0.6) }, ownMode: null };
    }
    return { attribution: null, ownMode: null };
  }
  if (
    base === 'deny' ||
    base === 'reject' ||
    base === 'dismiss' ||
    base === 'condemn' ||
    base === 'criticise' ||
    base === 'criticize' ||
    base === 'denounce' ||
    base === 'describe' ||
    base === 'call' ||
    base === 'confirm' ||
    base === 'announce' ||
    base === 'welcome' ||
    base === 'dispute' ||
    base === 'estimate'
  ) {
    if (!agent) return { attribution: null, ownMode: base === 'estimate' ? 'estimated' : null };
    const found = readingFor(group.readings, agent.speaker);
    return found &&
      ['named', 'person', 'organisation', 'outlet', 'authority', 'court', 'network', 'company'].includes(
        agent.speaker.kind ?? 'named',
      )
      ? { attribution: make(found.verb.mode, 0.8), ownMode: null }
      : { attribution: null, ownMode: null };
  }
  // In "She was told by a superior to take leave" the superior says what follows.
  const to = agent && addressed.test(base) ? items.findIndex((item) => item.start >= agent.speaker.place.end) : -1;
  if (agent && to > 0 && /^(?:to|that|not)$/.test(items[to]!.lower) && end > items[to]!.end)
    return {
      attribution: {
        ...make('stated', 0.8),
        said: [{ start: items[items[to]!.lower === 'that' ? to + 1 : to]!.start, end }],
      },
      ownMode: null,
    };
  const courtly = group.readings.find((reading) => reading.verb.courtly && outcomes.has(reading.verb.base));
  if (!courtly) return { attribution: null, ownMode: null };
  if (
    courtly.verb.base === 'find' &&
    !items.slice(group.at, group.at + 5).some((item) => ['guilty', 'liable', 'innocent'].includes(item.lower))
  )
    return { attribution: null, ownMode: null };
  if (
    courtly.verb.base === 'place' &&
    !items.slice(group.at, group.at + 5).some((item) => ['arrest', 'custody'].includes(item.lower))
  )
    return { attribution: null, ownMode: null };
  if (courtly.verb.base === 'release' || courtly.verb.base === 'block')
    if (!agent || agent.speaker.kind !== 'court') return { attribution: null, ownMode: null };
  if (group.negated) return { attribution: null, ownMode: null };
  const mode = courtly.verb.mode;
  if (
    agent &&
    (agent.speaker.kind === 'court' || agent.speaker.kind === 'verdict' || agent.speaker.kind === 'authority')
  )
    return { attribution: make(mode, 0.85), ownMode: null };
  return { attribution: null, ownMode: agent ? null : mode };
}
