import { sifted } from '../../../platform/text/sieve.ts';
import { readWords } from '../../../platform/text/word-lists.ts';
import type { Clause } from '../../attribution/clause.ts';
import type { Gender } from '../../reading/names.ts';
import { nounPhrases, type Item } from '../../reading/phrases.ts';
import { nouns } from '../../reading/words.ts';
import type { ActorKind } from '../../schema.ts';
import rolesText from '../../words/en/media-roles.txt';

const mediaRoles = [
  'journalist',
  'editor',
  'photographer',
  'camera-operator',
  'blogger',
  'publisher',
  'media-worker',
] as const;
export type MediaRole = (typeof mediaRoles)[number];

const words = readWords('drafting/words/en/media-roles.txt', rolesText, mediaRoles);
const roleOf = new Map(mediaRoles.flatMap((role) => [...words[role]].map((word) => [word, role] as const)));

/** The nouns for roles in the media, as a pattern. */
export const roleNouns = [...roleOf.keys()].join('|');

const singular = (word: string): string => word.replace(/men$/, 'man').replace(/(?<!s)s$/, '');

/** The role that a noun names, in singular or plural: "reporters", "editor-in-chief", "camera operator". */
export function mediaRole(noun: string, before = ''): MediaRole | null {
  const word = singular(noun.toLowerCase()).replace(/^ex-/, '');
  if (word === 'operator' && /camera$/i.test(before)) return 'camera-operator';
  if ((word === 'worker' || word === 'employee' || word === 'staffer') && /media$|news$|newsroom$/i.test(before))
    return 'media-worker';
  return roleOf.get(word) ?? null;
}

/** Nouns for an outlet: "the weekly", "the page". */
export const isOutletNoun = (noun: string): boolean => {
  const word = singular(noun.toLowerCase());
  return (
    (nouns.outlet.has(word) || /^(?:journal|bulletin|page)$/.test(word)) &&
    !/^(?:newsroom|publisher|media|programme|program|agency)$/.test(word)
  );
};

/** A person or outlet of the page that may be a target. */
export type Party = {
  name: string;
  kind: ActorKind | null;
  role: MediaRole | 'lawyer' | null;
  outlet: string | null;
  gender: Gender;
  /** The nouns by which the page describes the person, such as "coordinator". */
  nouns: Set<string>;
  /** Whether the page gives the person a role outside the media, such as mayor. */
  other: boolean;
};

/** Whether someone works for the media. */
export const isMedia = ({ kind, role: own, outlet }: Party): boolean =>
  kind === 'person' && ((own !== null && own !== 'lawyer') || outlet !== null);

/**
 * The code of the first placeholder character. Before patterns are matched, each name in the text is replaced with one
 * placeholder. So the patterns can be short.
 */
const base = 0xe000;
const maxNames = 1500;
const name = `[\\u{e000}-\\u{${(base + maxNames).toString(16)}}]`;
const names = new RegExp(name, 'gu');
const anyRole = `(?:${roleNouns}|camera operator|media worker)`;
const role = `(${anyRole}(?:-in-chief)?)s?`;
const determiner =
  '(?:(?:an?|the|its?|his|her|their|our|one of the|then|now|former|chief|(?:the |an? |its )?(?:co-)?(?:founder|owner|director|manager|head|chief|president) and|who is(?: an?| the)?|currently) )?';
const describing = "(?:(?!(?:to|by|of|for|as|from|that|who|which|in|on|and|known|said|says|told) )[\\p{L}'’-]+ ){0,4}?";
const of = '(?:of|at|for|with|from|on|in|by)';
const and = '(?:(?:,| and|/) (?:[\\p{Ll}-]+ ){0,2}?[\\p{Ll}-]+)?';
const kindWords =
  '(?:(?:the|an?|its|our|local|online|news|private|community|independent|district|village|weekly|daily|monthly|newspaper|magazine|website|site|portal|station|channel|radio|tv|television|agency|broadcaster|outlet|bulletin|page|blog|exile|[\\p{Ll}-]+) ){0,5}?[“"„‘«]?';

type Rule = {
  pattern: RegExp;
  /** The numbers of the pattern's groups for the person, the role and the outlet; null if it has no such group. */
  at: { person: number; role: number | null; outlet: number | null };
};
const rule = (source: string, person: number, roleAt: number | null, outlet: number | null): Rule => ({
  pattern: new RegExp(source, 'giu'),
  at: { person, role: roleAt, outlet },
});
const age = '(?:,? \\(?(?:aged )?\\d{1,3}\\)?)?';

const rules: readonly Rule[] = [
  // Matches "X, 41, a correspondent of Y" and "X, presenter".
  rule(
    `(${name})${age}(?:[,:] (?:– )?| [–—(-] ?| (?:is|was|as) |(?<=\\d\\)?) | (?=${role}))${determiner}${describing}${role}${and}(?: ${of} ${kindWords}(${name}))?`,
    1,
    3,
    4,
  ),
  // The next two match "Y's editor X", "Y's editor, X", "editor X" and "our reporter X".
  rule(`(${name})(?:'s|’s|’|')? ${describing}${role}${and}[,:]? (${name})(?!['’]s ${describing}${role})`, 3, 2, 1),
  rule(
    `\\b(?=${anyRole})(?<!${name}(?:'s|’s)? )(?<!${name}${age}, ${determiner}${describing})${role}${and},? (${name})(?!['’]s ${describing}${role})`,
    2,
    1,
    null,
  ),
  // The next two match "a reporter of Y, X" and "the editor of the station, Ms. X".
  rule(`\\b${role}${and} ${of} ${kindWords}(${name}),? (${name})`, 3, 1, 2),
  rule(`\\b${role}${and} ${of} (?:the|an?|our|this|its) (?:[\\p{Ll}-]+ ){0,3}?[\\p{Ll}-]+, (${name})`, 2, 1, null),
  // Matches "X, of Y". (The second rule finds “Y photographer X of Z”.)
  rule(`(${name})${age},? ${of.replace('|on|in|by', '')} ${kindWords}(${name})`, 1, null, 2),
  // Matches an entry of a list: "X, editor, Y".
  rule(`^(?:\\d+\\. )?(${name}), ${determiner}${describing}${role}, (${name})`, 1, 2, 3),
];
/** Words for someone's work for an outlet, followed by the outlet's name, each with the role that they show. */
const jobs: readonly [string, MediaRole][] = [
  [`(?:edits?|edited|co-edits?|brings out|brought out|is editing) (?:the |an? |its )?${kindWords}(${name})?`, 'editor'],
  [
    `(?:runs?|ran|owns?|owned|founded|co-founded|publishes|published|launched|set up|started|created|manages?|managed|heads?|headed|leads?|led|directs?|directed) (?:the |an? )?${kindWords}(${name})`,
    'journalist',
  ],
  [
    `(?:(?:has|had) (?:long )?)?(?:writes?|wrote|written|reports?|reported|reporting|covers?|covered|covering|presents?|presented|works?|worked|working|freelances?|freelanced|reads? out|read out|hosts?|hosted|films?|filmed|shoots?|anchors?|strings?|blogs?|blogged|files?|filed|contributes?|contributed|photographs?|appears?|sells?) (?:[\\p{Ll}-]+,? ){0,4}?${of} ${kindWords}(${name})`,
    'journalist',
  ],
];
const doing = (who: string): readonly [RegExp, MediaRole][] =>
  jobs.map(([does, found]) => [new RegExp(`${who}${does}`, 'giu'), found]);
const works = doing(`(${name})${age},? (?:who (?:[\\p{Ll}]+ly )?|is the one who |for (?:which|whom) )?(?:he |she )?`);
/** Matches "She works for Y", if an earlier sentence says who she is. */
const alsoWorks = doing(`^()(?:He|She|The (?:${roleNouns})) (?:[\\p{Ll}]+ly )?`);
/** Matches "Y, for which she files reports". */
const worksForIt = new RegExp(
  `(${name}),? for (?:which|whom) (?:he|she) (?:\\p{Ll}+ly )?(?:works?|worked|writes?|wrote|reports?|reported|files?|filed|films?|filmed|strings?|presents?|presented)`,
  'gu',
);
/** Matches several names, as in "the reporters X, Y and Z" or "X and Y, reporters for Z". */
const several = `((?:${name}(?:,? and |, |; ))+${name})`;
const lists: readonly [RegExp, { people: number; role: number; outlet: number | null }][] = [
  [
    new RegExp(`\\b${role}${and},? (?:(?:are|were|as|(?:were )?(?:named|identified) as) )?${several}`, 'giu'),
    { people: 2, role: 1, outlet: null },
  ],
  [
    new RegExp(`\\b${role} (?:of|at|for|with|from) ${kindWords}(${name}),? ${several}`, 'giu'),
    { people: 3, role: 1, outlet: 2 },
  ],
  [
    new RegExp(`${several},? (?:both |who are |all )?${describing}${role}(?: ${of} ${kindWords}(${name}))?`, 'giu'),
    { people: 1, role: 2, outlet: 3 },
  ],
];
/** Matches "a reporter of Y whom police named as X". */
const identified = new RegExp(
  `\\b${role}(?: ${of} ${kindWords}(${name}))?[^.;“”]{0,60}? (?:named|identified|known)(?: by [^,.;“”]{1,40}?)?(?: only)? as (${name})`,
  'giu',
);
const outletNoun =
  '(?:newspaper|weekly|daily|fortnightly|magazine|website|site|portal|station|channel|radio|broadcaster|outlet|news agency|news page|bulletin|blog|quarterly|monthly|journal|paper|podcast|tabloid|publication|platform|newsletter|newswire|wire service|media group|publishing house|webzine|newsroom)';
const outletVerbs = new RegExp(`\\b${outletNoun} [“"„‘«]?(${name})`, 'giu');
const outletAfter = new RegExp(
  `(${name})[”"’»]?(?:,|:| is| was| \\()? (?:an?|the|its) (?:[\\p{L}-]+ ){0,4}?${outletNoun}\\b`,
  'giu',
);
/** First words that show that a name is an outlet's: "Channel Nine", "Daily Pilot". */
const outletOpeners =
  /^(?:The )?(?:Radio|TV|Télé|Canal|Kanal|Channel|Daily|Weekly|Evening|Morning|Sunday|Diario|Gazeta|Gazette|Journal|Revista|Kênh|Noticias|Nova|Novi List)\s/u;

/** Matches someone who works for an outlet in any role: "X, coordinator of the station Y". */
const attached = new RegExp(
  `(${name})${age},? (?:${determiner})?${describing}(director|manager|coordinator|head|chief|owner|founder|co-founder|member|employee|secretary|voice|director-general|boss)(?: and [\\p{Ll} ]{2,30}?)? (?:of|at|for|with) ${kindWords}(${name})`,
  'giu',
);
const programmes = new RegExp(`\\b(?:programme|program|show|column|series|song|film) [“"„‘«]?(${name})`, 'giu');
const runs = new RegExp(
  `(${name})[”"’»]? (?:ran|runs|published|publishes|printed|aired|broadcast|had published) (?:an?|the|its) [\\p{L}-]+`,
  'gu',
);
/** Selects the patterns that may match a sentence, so that only these are tried. */
const possible = sifted(
  [
    outletVerbs,
    outletAfter,
    runs,
    attached,
    programmes,
    ...rules.map(({ pattern }) => pattern),
    identified,
    worksForIt,
    ...[...works, ...alsoWorks, ...lists].map(([pattern]) => pattern),
  ],
  (pattern) => pattern,
);
/** Whether a word that looks like a name is part of a sum of money: "Sh200", "Rs 5". */
const isSum = (flat: string, { end, text }: { end: number; text: string }): boolean =>
  /^\p{Lu}\p{L}{0,3}\d*$/u.test(text) && (/\d$/.test(text) || /^\.?\s?\d/.test(flat.slice(end, end + 3)));

/** The people and outlets that a page names, with what the page says about them. */
export class People {
  private readonly parties = new Map<string, Party>();
  private readonly found = new Map<string, Party | undefined>();
  /**
   * The person with whom a sentence began, as long as the next sentences begin with "He", "She", "His", "Her" or "The".
   */
  private subject: Party | undefined;
  /** @param site the publisher of the page, which "our reporter" means */
  constructor(private readonly site: string | null) {}

  get media(): Party[] {
    return [...this.parties.values()].filter(isMedia);
  }
  get persons(): Party[] {
    return [...this.parties.values()].filter(({ kind }) => kind === 'person');
  }
  get outlets(): Party[] {
    return [...this.parties.values()].filter(({ kind }) => kind === 'outlet');
  }
  of(given: string): Party | undefined {
    if (!this.found.has(given)) this.found.set(given, this.find(given));
    return this.found.get(given);
  }
  private find(given: string): Party | undefined {
    const own = this.parties.get(given);
    if (own && (own.role !== null || own.kind === 'outlet' || own.outlet !== null)) return own;
    // A single word such as "Urrieta" may be a part of a longer name on the page.
    const longer = [...this.parties.values()].filter(
      ({ name: other, kind }) =>
        kind === 'person' && other !== given && (other.endsWith(` ${given}`) || other.startsWith(`${given} `)),
    );
    return longer.length === 1 && own?.kind !== 'authority' && own?.kind !== 'court' ? longer[0] : own;
  }

  /** Learns from a sentence who works for whom, and in which role. */
  learn(clause: Clause): void {
    this.found.clear();
    const mentions = clause.items.flatMap(({ mention }) => (mention ? [mention] : []));

    if (mentions.length === 0 || mentions.length > maxNames) return;
    for (const mention of mentions) {
      const known = this.parties.get(mention.name);
      const [first, ...rest] = mention.name.split(' ');
      // In "YouTuber X Y" the first word is a role, and not part of the name.
      const bare = rest.length > 0 && kindless(mention.kind) && mediaRole(first!) ? rest.join(' ') : null;
      const kind = mention.guess ? null : mention.kind;
      if (known) {
        known.kind ??= kind;
        known.gender ??= mention.gender;
      } else
        this.parties.set(mention.name, {
          name: bare ?? mention.name,
          kind: bare ? 'person' : kind,
          role: bare ? mediaRole(first!) : null,
          outlet: null,
          gender: mention.gender,
          nouns: new Set(),
          other: isSum(clause.flat, mention),
        });
    }
    const text = patternOf(clause);
    const maybe = new Set(possible(text));
    const matchesOf = (pattern: RegExp): Iterable<RegExpExecArray> =>
      maybe.has(pattern) ? text.matchAll(pattern) : [];
    const partyAt = (character: string | undefined): Party | undefined => {
      const mention = character && mentions[character.codePointAt(0)! - base];
      return mention ? this.parties.get(mention.name) : undefined;
    };
    const at = (match: RegExpExecArray, group: number | null): Party | undefined =>
      group === null ? undefined : partyAt(match[group]);
    for (const match of [...matchesOf(outletVerbs), ...matchesOf(outletAfter), ...matchesOf(runs)]) {
      const party = at(match, 1);
      if (party && party.kind !== 'person' && party.kind !== 'authority' && party.kind !== 'court')
        party.kind = 'outlet';
    }
    for (const { name: written } of mentions) {
      const party = this.parties.get(written)!;
      if (party.kind === null && outletOpeners.test(written)) party.kind = 'outlet';
    }
    for (const [pattern, groups] of lists)
      for (const match of matchesOf(pattern)) {
        const outlet = at(match, groups.outlet);
        for (const character of match[groups.people]!.match(names) ?? []) {
          const party = partyAt(character);
          if (party?.kind === 'person' || (party?.kind === null && /\s/.test(party.name)))
            this.give(party, mediaRole(match[groups.role]!, 'camera'), outlet, false);
        }
      }
    for (const match of matchesOf(identified))
      this.give(at(match, 3), mediaRole(match[1]!, 'camera'), at(match, 2), false);
    for (const { pattern, at: groups } of rules) {
      // A pattern without a role has two names: a person's and an outlet's.
      if (groups.role === null && mentions.length < 2) continue;
      for (const match of matchesOf(pattern)) {
        const person = at(match, groups.person);
        if (groups.person === 1 && !mayHaveRole(person, match[0])) continue;
        const noun = groups.role === null ? null : match[groups.role]!;
        const found = noun === null ? null : mediaRole(noun, 'camera');
        this.give(
          person,
          noun === null ? null : noun.toLowerCase() === 'camera operator' ? 'camera-operator' : found,
          at(match, groups.outlet) ??
            (/\bits?\s/i.test(match[0] + text.slice(Math.max(0, match.index - 5), match.index))
              ? this.its(text, match.index, mentions)
              : undefined),
          /\bour\b/i.test(match[0]),
        );
      }
    }
    for (const match of matchesOf(attached)) {
      const outlet = at(match, 3);
      if (outlet?.kind === 'outlet') {
        this.give(at(match, 1), null, outlet, false);
        at(match, 1)?.nouns.add(match[2]!.toLowerCase());
      }
    }
    for (const [pattern, found] of works)
      for (const match of matchesOf(pattern)) {
        const outlet = at(match, 2);
        if (found === 'editor' || outlet?.kind === 'outlet') this.give(at(match, 1), found, outlet, false);
      }
    for (const [pattern, found] of alsoWorks)
      for (const match of matchesOf(pattern)) {
        const outlet = at(match, 2);
        if (outlet?.kind === 'outlet') this.give(this.subject, found, outlet, false);
      }
    for (const match of matchesOf(worksForIt)) {
      const outlet = at(match, 1);
      const people = mentions
        .map(({ name: written }) => this.parties.get(written))
        .filter((one) => one?.kind === 'person');
      if (outlet?.kind === 'outlet' && people.length === 1) this.give(people[0], 'journalist', outlet, false);
    }
    const own = partyAt(text);
    if (own?.kind === 'person') this.subject = own;
    else if (!/^(?:He|She|His|Her|The)\b/u.test(text)) this.subject = undefined;
    for (const match of matchesOf(programmes)) {
      const party = at(match, 1);
      if (party?.kind === 'outlet') party.kind = null;
    }
    this.learnOthers(clause, mentions, text);
  }

  /** The outlet that "its" means in "X and its reporter Y": the outlet named last. */
  private its(text: string, place: number, mentions: readonly NonNullable<Item['mention']>[]): Party | undefined {
    for (let at = place - 1; at >= 0; at -= 1) {
      const mention = mentions[text.codePointAt(at)! - base];
      const party = mention && this.parties.get(mention.name);
      if (party?.kind === 'outlet') return party;
    }
    return undefined;
  }

  private give(person: Party | undefined, found: MediaRole | null, outlet: Party | undefined, our: boolean): void {
    if (
      !person ||
      person.name.length < 2 ||
      person === outlet ||
      (person.kind !== 'person' && person.kind !== null && person.kind !== 'outlet')
    )
      return;
    const medium =
      outlet &&
      (outlet.kind === 'outlet' ||
        (found !== null && (outlet.kind === null || outlet.kind === 'organisation' || outlet.kind === 'company')))
        ? outlet
        : undefined;
    if (found === null && medium?.kind !== 'outlet') return;
    if (person.kind === 'outlet' && (found === null || looksLikeOutlet(person.name))) return;
    if (found !== null) {
      person.kind = 'person';
      person.other = false;
      person.role ??= found;
    } else if (person.kind !== 'person') return;
    if (medium && medium.kind !== 'person') {
      if (medium.kind === null || found !== null) medium.kind = medium.kind === 'organisation' ? medium.kind : 'outlet';
      person.outlet ??= medium.name;
    } else if (our) person.outlet ??= this.site;
  }

  /**
   * Gives a role to someone whom the page describes before it names them: "A reporter of Y was beaten. X, 38, said".
   */
  introduce(name: string, found: MediaRole, outlet: string | null): void {
    const party = this.of(name);
    this.found.clear();
    if (!party || party.role !== null || party.other || (party.kind !== 'person' && party.kind !== null)) return;
    party.kind = 'person';
    party.role = found;
    party.outlet ??= outlet;
  }

  /** Marks the people with a role outside the media: "Mayor X", "X, the prosecutor". */
  private learnOthers(clause: Clause, mentions: readonly NonNullable<Item['mention']>[], text: string): void {
    for (const [index, mention] of mentions.entries()) {
      const party = this.parties.get(mention.name)!;
      if (party.role !== null || party.kind === 'outlet') continue;
      const char = String.fromCodePoint(base + index);
      const place = text.indexOf(char);
      const before = /([\p{L}-]+),? $/u.exec(text.slice(Math.max(0, place - 40), place))?.[1]?.toLowerCase();
      const after =
        /^(?:,? \d{1,3})?, (?:(?:an?|the|its|his|her|their|who is) )?(?:[\p{L}'’-]+ ){0,3}?([\p{L}-]+)(?=,| of| at| for| in| from|\.|$)/u
          .exec(text.slice(place + 1, place + 90))?.[1]
          ?.toLowerCase();
      for (const noun of [before, after]) {
        if (!noun) continue;
        if (/^(?:lawyer|attorney|counsel|advocate|barrister)$/.test(noun)) party.role = 'lawyer';
        if (
          nouns.person.has(noun) &&
          mediaRole(noun) === null &&
          !/^(?:victim|owner|founder|co-founder|manager|member|director|coordinator|source|activist|author|father|mother|woman|man|resident|student)$/.test(
            noun,
          )
        )
          party.other = true;
      }
      if (
        mention.lead !== undefined &&
        mention.lead < mention.start &&
        official.test(clause.flat.slice(mention.lead, mention.start)) &&
        mediaRole(/([\p{L}-]+)\.?\s*$/u.exec(clause.flat.slice(mention.lead, mention.start))?.[1] ?? '') === null
      )
        party.other = true;
    }
  }
}

const official =
  /\b(?:ministers?|president|governor|mayor|chancellor|judge|justice|magistrate|general|gen|colonel|col|major|lieutenant|lt|captain|capt|sergeant|sgt|commander|inspector|detective|superintendent|commissioner|chief|senator|secretary|prosecutor|ambassador|councillor|deputy|premier|speaker)\b/i;

/**
 * The sentence with corrected items: names in quotation marks are names (the portal “Vrelo”), and "the weekly" and "the
 * only computer" are noun phrases.
 */
export function withNouns(clause: Clause): Clause {
  let changed = false;
  const items = clause.items.map((item, at, all): Item => {
    const { quote } = item;
    const mention =
      item.fragment && quote
        ? clause.mentions.find(({ start, end }) => start === quote.innerStart && end === quote.innerEnd)
        : undefined;
    const next = all[at + 1];
    const noun =
      item.type === 'word' &&
      item.pos !== 'NOUN' &&
      /^(?:weekly|daily|monthly|quarterly)$/.test(item.lower) &&
      next?.pos !== 'NOUN' &&
      next?.type !== 'name';
    const only = item.lower === 'only' && next?.pos === 'NOUN';
    if (!mention && !noun && !only) return item;
    changed = true;
    if (mention) return { ...item, type: 'name', pos: 'PROPN', lower: mention.text.toLowerCase(), mention };
    return { ...item, pos: noun ? 'NOUN' : 'ADJ' };
  });
  return changed ? { ...clause, items, phrases: nounPhrases(items) } : clause;
}

/** The sentence with one character for each name, and without long quotations. */
function patternOf({ items, flat }: Clause): string {
  let text = '';
  let end = items[0]?.start ?? 0;
  let number = 0;
  for (const item of items) {
    text += flat.slice(end, item.start).replace(/\s+/g, ' ');
    if (item.type === 'name') {
      text +=
        flat.slice(item.start, item.mention!.start).replace(/^(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+/, '') +
        String.fromCodePoint(base + number++);
    } else text += item.type === 'quote' && !item.fragment ? '“…”' : flat.slice(item.start, item.end);
    end = item.end;
  }
  return text;
}

/**
 * Whether a name can be that of the person whose role follows. In "Coast reporter" and "Alert: reporter held", the name
 * is that of an outlet, a place or a beat, unless the page shows elsewhere that it is a person's.
 */
function mayHaveRole(party: Party | undefined, text: string): boolean {
  return !party || party.kind === 'person' || !/^.(?: |: )(?!(?:is|was|as) )\p{Ll}/u.test(text);
}

const kindless = (kind: ActorKind | null): boolean => kind === null || kind === 'person';

const looksLikeOutlet = (written: string): boolean =>
  /\b(?:News|Times|Post|Herald|Radio|TV|FM|Today|Daily|Weekly|Press|Media|Gazette)\b|\.\p{Ll}{2,4}$/u.test(written);
