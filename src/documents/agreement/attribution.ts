import type { SentenceAttribution, SentenceFacts } from '../../drafting/sentence/facts.ts';
import { roleOfWord } from '../../drafting/sentence/lexicon.ts';
import type { Point, Verdict } from './agreement.ts';
import { point, type Compared, type ReadClaim } from './known.ts';
import { attributes } from '../checks/attribution.ts';
import { isCyrillic, haveCommonWord, sameParty } from './words.ts';

const pronoun = /^(?:he|she|they|it|i|we|who|which|он|она|они|оно|кто|тот|та)$/iu;
/** Words such as "source" and "report", which can mean any speaker of a claim. */
const general =
  /^(?:source|report|statement|group|organisation|organization|watchdog|official|spokesman|spokeswoman|spokesperson|signatory|estimate|letter|body|side|it|one|author|applicant|claimant|document|text|источник|организац|представител|сообщен|заявлен|автор|письм)$/u;
const possessive = new Set(['his', 'her', 'its', 'their', 'my', 'our']);

/** Compares the speakers that the sentence names with those of its claims. */
export function compareAttribution(compared: Compared): Point[] {
  const points: Point[] = [];
  for (const attribution of compared.sentence.attributions) {
    const { speaker } = attribution;
    if (!speaker || pronoun.test(speaker.text.trim())) continue;
    const words = speaker.words.filter((word) => !possessive.has(word));
    if (words.length === 0) continue;
    const { verdict, claim } = verdictOf(attribution, words, compared);
    points.push(point('attribution', verdict, speaker, claim));
  }
  return points;
}

type Found = { verdict: Verdict; claim: string | null };
function verdictOf(attribution: SentenceAttribution, words: readonly string[], compared: Compared): Found {
  const { claims, aliases, sentence, facts } = compared;
  const meant = aliases.of(words);
  const fitting = claims.filter((one) => says(one, meant) || saysInText(one, meant) || isCalled(one, words, compared));
  if (fitting.length > 0) return ofFitting(attribution, fitting, compared);
  const named = claims.filter((one) => one.speakers.length > 0);
  if (named.length === 0) return { verdict: 'unsure', claim: null };
  const claim = speakerOf(named[0]!);
  if (words.every((word) => general.test(word))) return { verdict: 'unsure', claim };
  const cue = attribution.cue.map(({ start, end }) => sentence.text.slice(start, end)).join(' ');
  // "The court decided" is an act and not speech. So a claim supports it if the court is the actor of an act in the
  // claim.
  if (!saying.test(cue))
    return {
      verdict: facts.some(({ predicates }) =>
        predicates.some(({ actor }) => actor && haveCommonWord(meant, actor.words)),
      )
        ? 'supported'
        : 'unsure',
      claim,
    };
  const name = words.filter((word) => roleOfWord(word) === null && !general.test(word));
  if (
    facts.some((one) =>
      one.names.some(({ text }) => name.some((word) => stemsOf(text).some((stem) => sameParty(stem, word)))),
    )
  )
    return { verdict: 'contradicted', claim };
  const roles = words.flatMap((word) => roleOfWord(word) ?? []).filter((role) => firm.has(role));
  const others = named.flatMap((one) =>
    one.speakers.map(({ stems }) =>
      aliases
        .of(stems)
        .flatMap((stem) => roleOfWord(stem) ?? [])
        .filter((role) => firm.has(role)),
    ),
  );
  if (roles.length > 0 && others.every((list) => list.length > 0))
    return { verdict: sentence.language === 'ru' ? 'not-in-claims' : 'contradicted', claim };
  if (roles.length === 0 && words.every((word) => roleOfWord(word) !== null || general.test(word)))
    return { verdict: 'unsure', claim };
  return { verdict: 'not-in-claims', claim };
}

/**
 * The verdict on a speaker whom the sentence names and who is also the speaker of some of its claims. It is
 * `supported`, unless what this speaker says in the sentence is much more like a claim of another speaker.
 * @param fitting the claims of this speaker
 */
function ofFitting(
  { content, cue, mode: said }: SentenceAttribution,
  fitting: readonly ReadClaim[],
  { claims, sentence }: Compared,
): Found {
  const supported: Found = { verdict: 'supported', claim: speakerOf(fitting[0]!) };
  const shares = new Map(claims.map((one) => [one, share(content, sentence, one)]));
  const best = claims.reduce((first, one) => (shares.get(one)! > shares.get(first)! ? one : first));
  const claim = speakerOf(best);
  if (fitting.includes(best) || claim === null) return supported;
  const own = Math.max(...fitting.map((one) => shares.get(one)!));
  const gap = shares.get(best)! - own;
  const inside = sentence.predicates.filter(({ start }) => within(start, content));
  const denies = fitting.every(
    ({ claim: { mode }, facts }) =>
      mode === 'denied' ||
      facts.every(({ predicates }) => predicates.length > 0 && predicates.every(({ denied }) => denied)),
  );
  const affirms = said !== 'denied' && !inside.some(({ denied }) => denied);
  const theirs = keysOf(fitting);
  // "Confirmed that" affirms what the speaker denies, even in other words.
  const sameMatter =
    inside.some(({ key }) => theirs.includes(key)) ||
    cue.some(({ start, end }) => confirms.test(sentence.text.slice(start, end)));
  if (gap > 0.1 && denies && affirms && sameMatter)
    return { verdict: gap >= 0.25 ? 'contradicted' : 'not-in-claims', claim };
  if (gap >= 0.34 && own < 0.2 && !inside.some(({ key }) => theirs.includes(key)))
    return { verdict: gap >= 0.5 ? 'not-in-claims' : 'unsure', claim };
  return supported;
}

const confirms = /confirm|admit|acknowledg|conce[ds]|подтвер|призна/iu;

const speakerOf = ({ speakers }: ReadClaim): string | null => speakers[0]?.names[0] ?? null;

const stemsOf = (text: string): string[] =>
  (text.match(/\p{L}[\p{L}\p{M}]{2,}/gu) ?? []).map((word) =>
    isCyrillic(word) ? word.toLowerCase() : word.toLowerCase().replace(/['’]s?$/u, ''),
  );
/** Roles that exclude each other: a speaker rarely has two of them. */
const firm: ReadonlySet<string> = new Set([
  'lawyer',
  'journalist',
  'editor',
  'police',
  'prosecutor',
  'court',
  'ministry',
  'army',
  'mayor',
  'family',
  'president',
  'governor',
  'witness',
  'opposition',
  'doctor',
  'lawmaker',
]);

const saying =
  /\b(?:said|says|say|saying|told|tells|according|wrote|writes|claim\w*|admit\w*|confirm\w*|den(?:y|ied|ies)|acknowledg\w*|report\w*|note[sd]?|add(?:ed|s)|explain\w*|insist\w*|complain\w*|state[sd]?|conced\w*|maintain\w*|alleg\w*|recall\w*|estimat\w*|announce\w*|argue\w*|words)\b|слов|сообщ|заяв|сказа|говор|утвержд|призна|отриц|подтверд|рассказ|уверя|мнени|данным|верси|пиш|напис|поясн|отмет|подсчита|пожалов/iu;

const within = (at: number, spans: readonly { start: number; end: number }[]): boolean =>
  spans.some(({ start, end }) => at >= start && at < end);

/** Whether these words may mean one of a claim's speakers. */
const says = ({ speakers }: ReadClaim, words: readonly string[]): boolean =>
  speakers.some(({ stems }) =>
    words.some(
      (word) => word.length > 2 && !joint.has(word) && stems.some((stem) => !joint.has(stem) && sameParty(word, stem)),
    ),
  );
/**
 * Whether the claims call a claim's speaker by these words: "a radio reporter" is Ivania M., if a claim has "reporter
 * Ivania M.".
 */
const isCalled = ({ speakers }: ReadClaim, words: readonly string[], { aliases }: Compared): boolean => {
  const roles = words.flatMap((word) => roleOfWord(word) ?? []);
  return (
    roles.length > 0 &&
    !words.some((word) => aliases.isName(word)) &&
    speakers.some(({ stems }) => aliases.of(stems).some((stem) => roles.includes(roleOfWord(stem) ?? '')))
  );
};
const joint = new Set('the of for and in on at to a an new press media news'.split(' '));

/** Whether the words mean someone whom the claim's own text quotes: "The mayor said that …". */
const saysInText = ({ facts }: ReadClaim, words: readonly string[]): boolean =>
  facts.some(({ attributions }) =>
    attributions.some(({ speaker }) => speaker?.words.some((word) => words.some((other) => sameParty(word, other)))),
  );

/** The share (0 to 1) of what the sentence's speaker says, counted in words, that is also in a claim. */
function share(
  content: SentenceAttribution['content'],
  sentence: SentenceFacts,
  { facts, speakers }: ReadClaim,
): number {
  const words = sentence.stems.filter(
    ({ start, end, stem }) => stem.length > 2 && content.some((span) => start >= span.start && end <= span.end),
  );
  const known = new Set([
    ...facts.flatMap(({ stems }) => stems.map(({ stem }) => stem)),
    ...speakers.flatMap(({ stems }) => stems),
  ]);
  return words.length === 0 ? 0 : words.filter(({ stem }) => known.has(stem)).length / words.length;
}

/**
 * Finds an act that the claims only allege or deny, and that the sentence reports as a fact, without saying who says
 * so.
 */
export function compareSpeakers({ sentence, claims }: Compared): Point[] {
  const open = claims.filter(({ claim }) => claim.mode === 'alleged' || claim.mode === 'denied');
  if (
    open.length === 0 ||
    sentence.stems.some(({ stem }) => hedge.test(stem)) ||
    leftOpen.test(sentence.text) ||
    (sentence.attributions.length === 0 && attributes(sentence.text) !== null)
  )
    return [];
  if (sentence.predicates.some(({ status }) => status === 'alleged' || status === 'may')) return [];
  const others = keysOf(claims.filter((one) => !open.includes(one)));
  const own = keysOf(open);
  const said = sentence.attributions.flatMap(({ content }) => content);
  const told = sentence.predicates.filter(({ start }) => !within(start, said));
  const speaker = speakerOf(open[0]!);
  const same = told.find(({ key }) => own.includes(key) && !others.includes(key));
  if (same) return [point('modality', 'contradicted', same, speaker)];
  return open.length === claims.length && said.length === 0 && told[0]
    ? [point('modality', 'not-in-claims', told[0], speaker)]
    : [];
}
/** Words that leave open whether a sentence is true. */
export const leftOpen =
  /\b(?:if (?:the )?(?:reports?|accounts?|rumou?rs?|one believes)|(?:reported|alleged|apparent|purported|supposed)ly|(?:said|believed|thought) to)\b/iu;
const keysOf = (claims: readonly ReadClaim[]): string[] =>
  claims.flatMap(({ facts }) => facts.flatMap(({ predicates }) => predicates.map(({ key }) => key)));
const hedge =
  /^(?:believe|think|suggest|describe|consider|view|blame|insist|maintain|contend|argue|assert|allege|alleged|allegedly|allegation|accuse|accusation|claim|suspect|according|reportedly|deny|denial|reject|dispute|якоб|обвин|подозр|утвержд|предположительн|отриц|верси)/u;
