import type { Clause } from '../../attribution/clause.ts';
import { subjectBefore } from '../../attribution/subject.ts';
import { countriesAt, type NamedCountry } from '../../facts/country.ts';
import { dayOf, findDates, type Day, type FoundDate } from '../../facts/dates.ts';
import { isPronoun, type Phrase } from '../../reading/phrases.ts';
import type { Span } from '../../reading/sentences.ts';
import type { DraftClaim, DraftIncident } from '../../schema.ts';
import { mergeActs, type Act, type Stated, type ReportedAct } from '../incident.ts';
import { premises } from './acts.ts';
import { authorityOf, countryOf, dateOf, placeOf } from './around.ts';
import { lawIn } from './law.ts';
import { outcomeOf } from './outcome.ts';
import { isMedia, isOutletNoun, mediaRole, People, roleNouns, withNouns } from './people.ts';
import { ActChoices, type TargetRanker, type TargetThresholds } from './act-choices.ts';
import { isSome, noTarget, Resolver, wordBefore, type Resolved } from './resolve.ts';
import {
  afterPassive,
  endOfRegion,
  hasOwnSubject,
  hitsIn,
  isNegated,
  isPassive,
  isReported,
  overlap,
  startOf,
  mayReportActs,
  wholeOf,
  type Hit,
} from './verbs.ts';

/**
 * A sentence of a page with its claims. They show who says the words, and whether the words are denied or left open.
 */
export type ReadSentence = {
  clause: Clause;
  part: 'title' | 'standfirst' | 'heading' | 'body';
  claims: readonly Pick<DraftClaim, 'chain' | 'content' | 'mode'>[];
};
export type AboutPage = {
  flat: string;
  /** The page's day, from which dates are counted. */
  day: Day | null;
  published: string | null;
  site: string | null;
  country: string | null;
  /** The place that the dateline names. */
  dateline: Stated<string> | null;
};

/** Words that report an act which did not happen, or happened to someone outside the media. */
export type OtherAct = Span & { act: Act };
export type EnglishIncidents = {
  incidents: DraftIncident[];
  others: readonly OtherAct[];
  /** Whether the page mentions journalists or outlets. */
  ofMedia: boolean;
};

/**
 * The incidents that the sentences of an English page report, in their order.
 *
 * @param ranker the trained choice of targets; if null, only the rules choose
 */
export function englishIncidents(
  read: readonly ReadSentence[],
  page: AboutPage,
  ranker: TargetRanker | null,
): EnglishIncidents {
  const body = read.filter(({ part }) => part !== 'heading');
  const says = body.some(({ clause: { sentence } }) => media.test(page.flat.slice(sentence.start, sentence.end)));
  if (!body.some(({ clause }) => mayReportActs(page.flat.slice(clause.sentence.start, clause.sentence.end))))
    return { incidents: [], others: [], ofMedia: says };
  const sentences = read.map((one) => ({ ...one, clause: withNouns(one.clause) }));
  const people = new People(page.site);
  for (const { clause } of sentences) people.learn(clause);
  introduce(sentences, people);
  const reader = new ActReader(people, page, sentences, ranker);
  const ofMedia = says || people.media.length > 0 || people.outlets.some(({ name }) => name !== page.site);
  const reported = sentences.flatMap((sentence, index) => reader.read(sentence, index));
  return { incidents: mergeActs(reported, page.published), others: reader.others, ofMedia };
}

const media = new RegExp(
  `(?<!\\b(?:told|tell|tells|telling|by|to|with|said) )\\b(?:(?:${roleNouns})s?|journalis\\p{L}+|photojournalis\\p{L}+|newsrooms?|newspapers?|broadcast(?:er|ing)s?|(?:news|the|free) media|press|news (?:site|agency|portal|website)s?|radio|television|weekly|magazines?|bloggers?|presenters?)(?!\\p{L})`,
  'iu',
);

/** The words that someone denies or leaves open. The page does not report these as facts. */
const openWords = (claims: ReadSentence['claims']): Span[] =>
  claims.flatMap(({ mode, content }) => (mode === 'denied' || mode === 'left-unclear' ? content : []));

const earlierWords =
  /\b(?:previously|earlier|once before|not the first time|in the past|last year|years? ago|months? ago|months? earlier|a year earlier|already been|before that|formerly|at the time|was also|were also)\b/i;

/**
 * `whom`: the targets of an act according to the model and the rules; `ruled`: the targets according to the rules
 * alone; `chance`: how probable it is that the words report the act.
 */
type Chosen = { whom: Resolved; ruled: Resolved; chance: number };

class ActReader {
  private readonly countries: NamedCountry[];
  private readonly resolver: Resolver;
  private readonly choices: ActChoices | null;
  private anchor: Day | null = null;
  readonly others: OtherAct[] = [];
  /** The index of the first sentence of the body. If that sentence names no place, the dateline's place is used. */
  private readonly lead: number;
  /** The heading above the sentences that are read. */
  private heading: { index: number; dates: FoundDate[]; clause: Clause } | null = null;

  constructor(
    private readonly people: People,
    private readonly page: AboutPage,
    private readonly sentences: readonly ReadSentence[],
    private readonly ranker: TargetRanker | null,
  ) {
    const body = sentences.filter(({ part }) => part === 'body');
    const from = Math.min(...sentences.map(({ clause }) => clause.sentence.start));
    const to = Math.max(...(body.length ? body : sentences).map(({ clause }) => clause.sentence.end));
    this.countries = countriesAt(page.flat.slice(from, to)).map((one) => ({
      ...one,
      start: from + one.start,
      end: from + one.end,
    }));
    this.lead = sentences.findIndex(({ part }) => part === 'body');
    this.resolver = new Resolver(people, page.site, sentences);
    this.choices = ranker && new ActChoices(people, page.site, sentences);
  }

  read({ clause, part, claims }: ReadSentence, index: number): ReportedAct[] {
    const { flat, day } = this.page;
    const { sentence, items } = clause;
    const text = flat.slice(sentence.start, sentence.end);
    const dates = findDates(flat, sentence.start, sentence.end, day, this.anchor);
    this.anchor = dayOf(dates.findLast(({ edtf }) => /^\d{4}-\d{2}-\d{2}$/.test(edtf))?.edtf) ?? this.anchor;
    if (part === 'heading') {
      this.heading = { index, dates, clause };
      return [];
    }
    const open = openWords(claims);
    const found = hitsIn(clause, text).filter(
      (hit) => (!hit.hint || this.choices) && !open.some(({ start, end }) => hit.start >= start && hit.end <= end),
    );
    const maybe = found.filter((hit) => isReported(clause, hit));
    const likely = this.likeliest(
      clause,
      // In "sentenced to two years in prison", the last words only hint at what "sentenced" reports.
      maybe.filter(({ hint, act }) => hint && !maybe.some((other) => !other.hint && other.act === act)),
      part,
      index,
      dates.length > 0,
    );
    const hits = maybe.filter((hit) => !hit.hint || likely.has(hit));
    this.others.push(...found.filter((hit) => !hit.hint && isNegated(clause, hit)));
    const reported: ReportedAct[] = [];
    const done: { hit: Hit; whom: Resolved; authority: Stated<string> | null }[] = [];
    for (const hit of hits) {
      const passive = isPassive(items, hit, part === 'title');
      const before = done.at(-1);
      const joined =
        before && /^(?:and|,|then)$/.test(items[startOf(items, hit.from) - 1]?.lower ?? '') ? before : null;
      const ruled = likely.get(hit)?.ruled ?? this.whom(clause, hit, passive, index, joined?.whom ?? null);
      const next = hits.find((other) => other.start >= hit.end && other !== hit);
      const around = {
        start: hit.start,
        end: next && !/sentence|conviction|detention|arrest/.test(hit.act) ? next.start : sentence.end,
      };
      const act = this.narrow(hit, text, around);
      const choice =
        likely.get(hit)?.whom ?? this.choose({ ...hit, act }, ruled, index, passive, dates.length > 0)?.whom ?? null;
      const whom = choice ?? ruled;
      const authority =
        authorityOf(this.people, clause, hit, passive) ?? (joined && hit.voice === 'verb' ? joined.authority : null);
      // A sentence may report a hearing in court without saying whose.
      const inCourt = hit.act === 'hearing' && hit.voice === 'verb' && authority !== null;
      if (hit.voice !== 'law' && !inCourt && (!choice || !isSome(whom) || whom.elsewhere)) {
        if (ruled.someone && !hit.hint) this.others.push(hit);
        continue;
      }
      this.choices?.note(whom);
      done.push({ hit, whom, authority });
      const outcome = outcomeOf(act, flat, hit, around, this.page.country);
      const date = dateOf(hit, hits, dates, part, day) ?? this.dateOfHeading(hit, index);
      const perfect = items.slice(Math.max(0, hit.from - 4), hit.from).some(({ lower }) => lower === 'had');
      const earlier = part !== 'body' ? 'no' : earlierWords.test(text) ? 'yes' : perfect ? 'perhaps' : 'no';
      this.resolver.note(whom, index);
      reported.push({
        act,
        place: { start: hit.start, end: hit.end },
        date: date && {
          value: date.edtf,
          start: Math.max(date.start, flat.indexOf(date.text, date.start)),
          end: date.end,
        },
        where: placeOf(this.people, this.countries, clause, hit) ?? (index === this.lead ? this.page.dateline : null),
        country: countryOf(this.countries, sentence, this.sentences[Math.max(0, index - 3)]!.clause.sentence.start),
        targets: whom.targets,
        unnamed: whom.unnamed,
        authority: hit.voice === 'law' ? null : authority,
        law: hit.voice === 'law' ? null : lawIn(flat, { start: hit.start, end: sentence.end }),
        outcome,
        earlier,
        ends: endedBy(
          act,
          done.slice(0, -1).map((one) => one.hit.act),
          text,
          outcome?.value.kind,
          dates.length,
        ),
        headline: part === 'title',
      });
    }
    return reported;
  }

  /**
   * Chooses the target of the act: the targets that the rules find, else the most probable candidate, else someone
   * without a name. Null if the trained model says that the words probably report no act.
   */
  private choose(hit: Hit, ruled: Resolved, index: number, passive: boolean, dated: boolean): Chosen | null {
    const { ranker } = this;
    // In "The arena was closed", the rules see that the arena is not an outlet.
    if (hit.onto === 'outlet' && ruled.elsewhere && !isSome(ruled)) return null;
    if (!ranker || !this.choices || (hit.voice === 'law' && !hit.hint)) return { whom: ruled, ruled, chance: 1 };
    const choice = this.choices.of(hit, ruled, index, passive, dated);
    const chances = ranker.rank(choice);
    const chance = chances.reduce((sum, each) => sum + each, 0);
    const someone = isSome(ruled) && !ruled.elsewhere;
    if (chance < ranker.least[this.leastFor(hit, ruled, someone)]) return null;
    if (hit.voice === 'law' || someone) return { whom: ruled, ruled, chance };
    const most = Math.max(...chances);
    const { party, place } = choice.candidates[chances.indexOf(most)]!;
    const whom: Resolved =
      party && most >= ranker.least.target * chance
        ? this.resolver.target(party, place)
        : { targets: [], unnamed: [place], elsewhere: false };
    return { whom, ruled, chance };
  }

  private isMedia(name: string): boolean {
    const party = this.people.of(name);
    return party !== undefined && isMedia(party);
  }

  /** Which of the minimum chances applies to an act: this depends on the words, and on what the rules find. */
  private leastFor(hit: Hit, ruled: Resolved, someone: boolean): keyof TargetThresholds {
    if (!hit.hint) return someone ? 'ruled' : 'act';
    const named = ruled.targets.some(({ value: { name } }) => this.isMedia(name));
    return someone && named ? 'ruledHint' : 'hint';
  }

  /** Selects the hints that probably report an act. If hints overlap, only the most probable is selected. */
  private likeliest(
    clause: Clause,
    hints: readonly Hit[],
    part: ReadSentence['part'],
    index: number,
    dated: boolean,
  ): Map<Hit, Chosen> {
    const likely = new Map<Hit, Chosen>();
    for (const hit of hints) {
      const passive = isPassive(clause.items, hit, part === 'title');
      const chosen = this.choose(hit, this.whom(clause, hit, passive, index, null), index, passive, dated);
      if (chosen) likely.set(hit, chosen);
    }
    for (const [hit, { chance }] of likely)
      for (const [other, { chance: less }] of likely)
        if (other !== hit && overlap(hit, other) && less <= chance) likely.delete(other);
    return likely;
  }

  /**
   * To whom the act is done. If an act is always done to outlets, only outlets and their journalists can be targets.
   */
  private whom(clause: Clause, hit: Hit, passive: boolean, index: number, joined: Resolved | null): Resolved {
    this.resolver.verb = hit.from;
    const found = this.whomever(clause, hit, passive, index, joined);
    if (hit.onto !== 'outlet') return found;
    const media = this.people.media.map(({ name }) => name);
    const targets = found.targets.filter(
      ({ value: { kind, name } }) => kind === 'outlet' || (media.includes(name) && hit.act !== 'suspension'),
    );
    return { ...found, targets };
  }

  private whomever(clause: Clause, hit: Hit, passive: boolean, index: number, joined: Resolved | null): Resolved {
    const { items, phrases } = clause;
    if (hit.voice === 'law') return noTarget;
    if (hit.voice === 'noun') return this.byNoun(clause, hit, index);
    if (hit.voice === 'subject' || passive) {
      const start = startOf(items, hit.from);
      if (joined && isSome(joined) && !hasOwnSubject(clause, start)) return joined;
      const subject = this.subjectOf(clause, start, passive);
      const found = subject ? this.resolver.resolveWithin(clause, subject, index, hit.onto) : noTarget;
      if (isSome(found))
        return subject && items.slice(start, hit.from + 1).some(({ lower }) => /^(?:were|are|have)$/.test(lower))
          ? this.resolver.withOneBefore(clause, subject, found, index)
          : found;
      // In "X, which has seven staff, was", the subject is before the clause between commas.
      const first = phrases[0];
      if (first && first !== subject && items[start - 1]?.lower === ',' && items[first.to]?.lower === ',') {
        const whole = this.resolver.resolveWithin(clause, first, index, hit.onto);
        if (isSome(whole)) return whole;
      }
      // In "Charged in 2021, the editor was …" the person charged follows the comma.
      const comma = start === 0 ? items.findIndex(({ lower }) => lower === ',') : -1;
      const later = comma > 0 ? phrases.find(({ from }) => from === comma + 1) : undefined;
      if (later && passive) return this.resolver.resolveWithin(clause, later, index, hit.onto);
      // In a list, the line before may name the target: "Removed from a daily …" after "X, reporter, Y."
      if (!subject && start === 0 && index > 0) return this.resolver.listed(index);
      if (hit.onto === 'person' || !subject) return found;
      const until = endOfRegion(items, hit.to + 1);
      const from = items.findIndex(
        ({ lower }, at) => at > hit.to && at < until && /^(?:of|from|against|to)$/.test(lower),
      );
      return from < 0 ? found : this.resolver.inRegion(clause, from, until, index, hit.onto);
    }
    const until = endOfRegion(items, hit.to + 1);
    if (hit.onto === 'person') {
      // The object may be inside the words of the act: "made her delete", "put X on a plane".
      const object = phrases.flatMap((phrase): Phrase[] => {
        if (phrase.to > until || phrase.to <= hit.to + 1 || phrase.from > hit.to + 3)
          return phrase.from > hit.from && phrase.to <= hit.to + 1 && isPronoun(items[phrase.head]!) ? [phrase] : [];
        // The tagger may treat the verb as part of the object: "77 cleared X".
        if (phrase.from > hit.from) return [phrase];
        return hit.to + 1 < items.length ? [{ ...phrase, from: hit.to + 1 }] : [];
      })[0];
      if (!object) return noTarget;
      return this.resolver.resolveWithin(clause, object, index, hit.onto);
    }
    return this.resolver.inRegion(clause, hit.from + 1, until, index, hit.onto);
  }

  private byNoun(clause: Clause, hit: Hit, index: number): Resolved {
    const { items, phrases, flat } = clause;
    const link = afterPassive(items, hit.to + 1);
    const after = items[link];
    if (after && /^(?:of|against|on|upon|at|for|to|into)$/.test(after.lower)) {
      const found = this.resolver.inRegion(
        clause,
        link + 1,
        Math.min(endOfRegion(items, link + 1), link + 13),
        index,
        hit.onto,
      );
      if (isSome(found) || found.elsewhere) return found;
    }
    const own = phrases.find((phrase) => phrase.from <= hit.from && phrase.to > hit.from);
    const possessor = own ? this.resolver.possessor(clause, own, index) : noTarget;
    if (isSome(possessor)) return possessor;
    // In "X received death threats" the target is the subject.
    const verb = items
      .slice(0, hit.from)
      .findLastIndex(({ lower }) => /^(?:receive[sd]?|get|gets|got|had|faces?|faced|suffered|reported)$/.test(lower));
    if (verb >= 0 && hit.from - verb < 6) {
      const subject = this.subjectOf(clause, startOf(items, verb), false);
      if (subject) return this.resolver.resolveWithin(clause, subject, index, 'person');
    }
    // In "the reporter received a button after a death threat", the target is the only person whom the sentence names.
    if (!/threat|hearing/.test(hit.act) || /trial/i.test(flat.slice(hit.start, hit.end))) return noTarget;
    const before = phrases
      .filter(({ to }) => to <= hit.from)
      .map((phrase) => this.resolver.resolve(clause, phrase, index))
      .filter(({ targets }) => targets.length === 1 && targets[0]!.value.kind === 'person');
    return new Set(before.map(({ targets }) => targets[0]!.value.name)).size === 1 ? before[0]! : noTarget;
  }

  private subjectOf(clause: Clause, start: number, passive: boolean): Phrase | null {
    const { items, phrases } = clause;
    const whole = wholeOf(items, start);
    if (whole >= 0) return this.subjectOf(clause, startOf(items, whole), false);
    let subject = subjectBefore(clause, { from: start });
    if (!subject && passive) subject = phrases.findLast(({ to }) => to <= start) ?? null;
    if (!subject) return null;
    // In "a photographer for the magazine X was …" the subject is the photographer.
    for (let at = subject; ;) {
      const link = items[at.from - 1]?.lower ?? '';
      const outer = /^(?:of|for|at|with|from|in)$/.test(link)
        ? phrases.find(({ to }) => to === at.from - 1)
        : undefined;
      if (!outer) break;
      at = outer;
      if (
        mediaRole(items[at.head]!.lower, wordBefore(items, at.head)) ||
        items[at.head]!.mention?.kind === 'person' ||
        isOutletNoun(items[at.head]!.lower)
      )
        subject = at;
    }
    // In "X, a reporter for Y, was …" the subject is X.
    const before = phrases.findLast(({ to }) => to === subject!.from - 1 && items[to]?.lower === ',');
    if (before && items[before.head]!.mention?.kind === 'person') subject = before;
    return subject;
  }

  /** The date of the heading, for the sentences right below it: "Morning Drum FM (14 February)". */
  private dateOfHeading(hit: Hit, index: number): FoundDate | null {
    const { heading } = this;
    return heading && index - heading.index <= 2 && heading.dates.length === 1 && hit.voice !== 'law'
      ? heading.dates[0]!
      : null;
  }

  /** The narrowest act that the surrounding words support. */
  private narrow(hit: Hit, text: string, around: Span): Act {
    const after = this.page.flat.slice(around.start, Math.min(around.end, around.start + 110));
    const near = this.page.flat.slice(Math.max(around.start - 60, 0), Math.min(around.end, around.start + 90));
    if (hit.act === 'search')
      return premises.newsroom.test(near) ? 'newsroom-search' : premises.home.test(after) ? 'home-search' : 'search';
    if (hit.act === 'seizure' && premises.edition.test(near) && !/\bcopies of\b/.test(near))
      return 'edition-confiscated';
    if ((hit.act === 'blocking' || hit.act === 'seizure') && premises.account.test(near)) return 'account-frozen';
    if (hit.act === 'threat' && /\bdeath|to kill\b/i.test(near)) return 'death-threat';
    if (hit.act === 'suspension' && /\blicen[cs]e revoked\b/i.test(text)) return 'registration-revoked';
    return hit.act;
  }
}

/**
 * The earlier acts of which this act may be the outcome: the last act before it in the sentence, or, for a release on
 * bail, every earlier arrest and detention.
 */
function endedBy(
  act: Act,
  before: readonly Act[],
  text: string,
  kind: string | undefined,
  dates: number,
): readonly Act[] {
  const last = before.at(-1);
  if (act === 'release' && (last === 'arrest' || last === 'detention') && dates < 2) return [last];
  if (act === 'release' && /\b(?:bail|bond)\b/i.test(text)) return ['arrest', 'detention'];
  if (act !== 'sentence') return [];
  return last === 'conviction' || ((last === 'arrest' || last === 'detention') && kind === 'custody') ? [last] : [];
}

/**
 * Gives a role to people whom one sentence describes and a later sentence names: "A reporter of Y was beaten up. X, 38,
 * said …"
 */
function introduce(sentences: readonly ReadSentence[], people: People): void {
  for (const [index, { clause, part }] of sentences.entries()) {
    if (part === 'heading') continue;
    const { items, phrases } = clause;
    for (const phrase of phrases) {
      const role = mediaRole(items[phrase.head]!.lower, items[phrase.head - 1]?.lower);
      if (
        !role ||
        (/^(?:the|his|her|its|their)$/.test(items[phrase.from]!.lower) && !/^of$/.test(items[phrase.to]?.lower ?? ''))
      )
        continue;
      if (people.media.some(({ role: own }) => own === role)) continue;
      if (items[phrase.to]?.mention || (items[phrase.to]?.lower === ',' && items[phrase.to + 1]?.mention)) continue;
      const outlet = clause.mentions.find(
        ({ name, start }) => start > items[phrase.head]!.start && people.of(name)?.kind === 'outlet',
      );
      const named = sentences
        .slice(index + 1, index + 4)
        .filter((next) => next.part !== 'heading')
        .flatMap((next) =>
          next.clause.mentions.filter(
            ({ name, start, end }) =>
              name.includes(' ') &&
              (start === next.clause.sentence.start || /^,? \d{2},/.test(next.clause.flat.slice(end, end + 6))),
          ),
        )[0];
      if (named) people.introduce(named.name, role, outlet ? people.of(outlet.name)!.name : null);
    }
  }
}
