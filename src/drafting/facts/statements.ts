import { smallNumbers } from './number-words.ts';
import type { Clause } from '../attribution/clause.ts';
import type { RawClaim } from '../attribution/attribute.ts';
import type { Span } from '../reading/sentences.ts';
import { subjectBefore } from '../attribution/subject.ts';
import { fromPhrase } from '../attribution/speaker.ts';
import type { EventType, Money, Statement } from '../schema.ts';
import type { FoundDate } from './dates.ts';
import { groundIn, provisionsIn } from './legal-words.ts';

const orders: [string, RegExp][] = [
  ['damages', /\b(?:damages|compensation|moral (?:harm|damage)|pay .{0,40}\bto (?:the )?plaintiff)/i],
  ['removal', /\b(?:remov(?:e|al of)|delet(?:e|ion of)|take down|taken down)\b/i],
  ['retraction', /\b(?:retract(?:ion)?|refutation|publish a (?:denial|correction))\b/i],
  ['blocking', /\bblock(?:ed|ing|s)?\b/i],
  ['seizure', /\b(?:seiz(?:e|ure|ed)|confiscat\w+|fr(?:eeze|oze|ozen))\b/i],
  ['fine', /\b(?:fined?|pay a fine)\b/i],
  ['detention', /\b(?:remanded|pre-trial detention|detention|custody|house arrest|arrest for)\b/i],
  [
    'imprisonment',
    /\b(?:(?:years?|months?|days?)(?: in| of)? (?:prison|jail|imprisonment|colony|labou?r|behind bars)|prison (?:sentence|term)|imprisonment|jailed|imprisoned|sentenced .{0,40}(?:years?|months?))\b/i,
  ],
  ['apology', /\bapolog(?:y|ise|ize)\b/i],
  ['closure', /\b(?:clos(?:e|ure)|shut down|suspend(?:ed)?)\b/i],
  ['deportation', /\b(?:deport\w*|expel\w*)\b/i],
  ['costs', /\b(?:legal|court) (?:costs|fees)\b/i],
];

const numberWords: Record<string, number> = {
  ...smallNumbers,
  eleven: 11,
  twelve: 12,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  dozen: 12,
};

/** A length of time in a text, such as "for three months", as an ISO 8601 duration; null if there is none. */
function duration(text: string): string | null {
  const match =
    /\b(\d{1,3}|one|a|an|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(day|week|month|year)s?\b/i.exec(text);
  if (!match) return null;
  const count = numberWords[match[1]!.toLowerCase()] ?? (/^an?$/i.test(match[1]!) ? 1 : Number(match[1]));
  return `P${count}${match[2]![0]!.toUpperCase()}`;
}

/**
 * Words that show whether a date is that of the filing, the opening or the end of a proceeding. The words nearest to
 * the date decide. Words after the date count as 40 characters farther away.
 */
const dated: [string, RegExp][] = [
  [
    'filed',
    /\b(?:sued|suing|filed|lodged|submitted (?:a )?complaint|complained|brought (?:a|the) (?:suit|case|claim|action))\b/gi,
  ],
  ['opened', /\b(?:opened|launched|started|initiated|opening)\b/gi],
  ['ended', /\b(?:ended|closed|dropped|concluded|expires?|expired|released)\b/gi],
];
const happens =
  /\b(?:searched|raided|detained|arrested|seized|questioned|summoned|blocked|attacked|assaulted|beaten|threatened|killed|murdered|shot|fined|convicted|sentenced|acquitted|ruled|ordered|signed|approved|adopted|sent|published|issued|deported|expelled|revoked|suspended|upheld|overturned|rejected|remanded|charged|denied|hearing|trial|verdict|ruling|raid|search|attack|arrest|closed|stopped|confiscated|rejected|dismissed)\b/i;

/**
 * Matches the words for a hearing, but not "hearing aids". The next patterns match announcements of a hearing: "The
 * next hearing is scheduled for", "the trial will begin on", "the appeal will be heard on".
 */
const inCourt = String.raw`\b(?:hearing|(?<!clinical )trial|court session)s?\b(?! (?:aids?|loss|that|from)\b)`;
const announcements = [
  String.raw`${inCourt}[^.;“”"]{0,80}?\b(?:scheduled|set|fixed|listed|planned) (?:to \w+(?: \w+)? )?(?:for|on)`,
  String.raw`${inCourt}[^.;“”"]{0,80}?\b(?:adjourned|postponed|put off|moved|rescheduled|delayed) (?:to|until|till)`,
  String.raw`${inCourt}[^.;“”"]{0,80}?\b(?:will|(?:is|are)(?: due)? to) (?:be held|take place|begin|start|open|resume|continue)`,
  String.raw`${inCourt}[^.;“”"]{0,80}?\b(?:takes? place|begins?|starts?|resumes?|continues?|is due)`,
  String.raw`\b(?:case|appeal|lawsuit|suit|complaint)\b[^.;“”"]{0,80}?\b(?:will|(?:is|are)(?: due)? to) be heard`,
].map((words) => new RegExp(String.raw`${words}\b[^.;“”"]{0,40}$`, 'iu'));
const calledOff = /\b(?:had been (?:scheduled|set|planned)|cancell?ed|called off|did not take place|was not held)\b/i;

/** Whether the words around a day say that a hearing is going to take place on it. */
const announcesHearing = (before: string, after: string): boolean =>
  announcements.some((words) => words.test(before)) && !calledOff.test(before + after);

/** The facts that a claim states, as properties and values. Only facts that the words state explicitly are included. */
export function statementsOf(
  clause: Clause,
  claim: RawClaim,
  content: Span[],
  dates: readonly FoundDate[],
  money: readonly Money[],
  acts: readonly EventType[],
): Statement[] {
  const text = content.map((span) => clause.flat.slice(span.start, span.end)).join(' ');
  const statements: Statement[] = [];
  const add = (property: string, value: Statement['value']): void => {
    if (
      !statements.some((other) => other.property === property && JSON.stringify(other.value) === JSON.stringify(value))
    )
      statements.push({ property, value });
  };

  for (const date of dates) {
    const before = clause.flat.slice(content[0]!.start, date.start);
    const after = clause.flat.slice(date.end, content.at(-1)!.end);
    let best: { property: string; distance: number } | null = null;
    for (const [property, pattern] of dated) {
      for (const match of before.matchAll(pattern)) {
        const distance = before.length - match.index;
        if (!best || distance < best.distance) best = { property, distance };
      }
      const later = pattern.exec(after);
      pattern.lastIndex = 0;
      if (later && (!best || later.index + 40 < best.distance)) best = { property, distance: later.index + 40 };
    }
    if (/^\d{4}-\d\d-\d\d$/.test(date.edtf) && announcesHearing(before, after)) {
      add('hearing', date.edtf);
      for (const { kind, name, start } of clause.mentions)
        if (kind === 'court' && content.some((span) => start >= span.start && start < span.end)) add('court', { name });
    } else if (best) add(best.property, date.edtf);
    else if (happens.test(text) || acts.length) add('happened', date.edtf);
  }
  const ordering = claim.mode === 'ordered' || claim.mode === 'ruled' || /\b(?:ordered|sentenced|fined)\b/i.test(text);
  if (ordering) {
    for (const [choice, pattern] of orders) if (pattern.test(text)) add('orders', choice);
  }
  if (money.length && /\b(?:damages|compensation|pay\b|moral)/i.test(text))
    for (const sum of money.slice(0, 1))
      add('damages', { amount: sum.amount, currency: sum.currency, about: sum.about });
  for (const provision of provisionsIn(text)) add('provision', provision);
  const ground = content.map((span) => groundIn(clause, span)).find(Boolean);
  if (ground) add('ground', ground);
  const signed =
    acts.includes('letter-sent') &&
    /\b(\d{2,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)\s+(?:\p{L}+\s+){0,4}?(?:organi[sz]ations?|groups?|watchdogs?|NGOs?|outlets|signatories|journalists|newsrooms)\b/iu.exec(
      text,
    );
  if (signed) add('signatories', numberWords[signed[1]!.toLowerCase()] ?? Number(signed[1]));
  if (
    /\bclosed (?:hearings?|doors?|session|trial|court)|behind closed doors|closed to the (?:public|press|media)\b/i.test(
      text,
    )
  )
    add('hearings', 'closed');
  else if (/\b(?:open|public) (?:hearings?|trial|session)\b/i.test(text)) add('hearings', 'open');
  if (/\b(?:retain|retention|keep|kept|stor(?:e|ed|age))\b/i.test(text)) {
    const kept = duration(text);
    if (kept) add('retention', kept);
  }
  roles(clause, claim, content, add);
  for (const act of acts.slice(0, 3)) add('event', act);
  return statements;
}

type Add = (property: string, value: Statement['value']) => void;

/** Adds who did what to whom, if a verb between two names shows this. */
function roles(clause: Clause, claim: RawClaim, content: Span[], add: Add): void {
  const { items, phrases } = clause;
  const inside = (at: number): boolean => content.some((span) => at >= span.start && at < span.end);
  const subjectRoles: [RegExp, string, string | null][] = [
    [/^(?:sued|sues|suing)$/, 'plaintiff', 'defendant'],
    [/^(?:complained)$/, 'complainant', null],
    [
      /^(?:detained|arrested|searched|raided|beat|attacked|assaulted|threatened|killed|expelled|deported)$/,
      'authority',
      'target',
    ],
    [/^(?:questioned|interrogated|summoned|investigated|investigating)$/, 'authority', 'suspect'],
    [/^(?:signed|approved|enacted)$/, 'signatory', null],
  ];
  for (const [at, item] of items.entries()) {
    if (item.type !== 'word' || !inside(item.start)) continue;
    for (const [verb, left, right] of subjectRoles) {
      if (!verb.test(item.lower)) continue;
      const passive = items
        .slice(Math.max(0, at - 3), at)
        .some((word) => ['was', 'were', 'been', 'being', 'is', 'are'].includes(word.lower));
      let from = at;
      while (from > 0 && (items[from - 1]!.pos === 'AUX' || items[from - 1]!.pos === 'ADV')) from -= 1;
      const subject = subjectBefore(clause, { from });
      const object = phrases.find((phrase) => phrase.from === at + 1);
      const nameOf = (phrase: typeof subject | undefined): string[] => {
        if (!phrase) return [];
        if (phrase.joined)
          return items.slice(phrase.from, phrase.to).flatMap((word) => (word.mention?.kind ? [word.mention.name] : []));
        const speaker = fromPhrase(clause, phrase, null, 0);
        return speaker?.actor ? [speaker.actor] : [];
      };
      const institution = (names: string[]): boolean =>
        left !== 'authority' ||
        names.every((name) =>
          clause.mentions.some(
            (mention) => mention.name === name && (mention.kind === 'authority' || mention.kind === 'court'),
          ),
        );
      const actors = passive ? nameOf(object) : nameOf(subject);
      const targets = passive ? nameOf(subject) : nameOf(object);
      if (!passive && institution(actors)) for (const name of actors) add(left, { name });
      if (right) for (const name of targets) add(right, { name });
    }
    if (item.lower === 'complaint' && ['by', 'from', 'of'].includes(items[at + 1]?.lower ?? '')) {
      const phrase = phrases.find((other) => other.from === at + 2);
      const mention = phrase && items[phrase.head]!.mention;
      if (mention?.kind) add('complainant', { name: mention.name });
    }
    if (
      item.lower === 'addressed' ||
      (item.lower === 'letter' && items[at + 1]?.lower === 'to') ||
      (item.lower === 'sent' && items.slice(at).some((word) => word.lower === 'letter'))
    ) {
      const to = items.findIndex((word, index) => index > at && word.lower === 'to');
      const phrase = to > 0 ? phrases.find((other) => other.from === to + 1) : undefined;
      const mention = phrase && items[phrase.head]!.mention;
      if (mention?.kind) add('addressee', { name: mention.name });
    }
  }
  if ((claim.mode === 'ordered' || claim.mode === 'ruled') && claim.speaker?.actor && claim.speaker.kind === 'court')
    add('court', { name: claim.speaker.actor });
}
