import { foldText } from '../../record/actors/names/fold.ts';
import type { Group } from './groups.ts';
import type { CompilableClaim } from './compilable-claim.ts';
import { listed, surnameOf, type Naming, type Voice } from './voices.ts';
import { courtActs, denials, openWords, pastOf, plainStarts, tellingVerbs } from './words.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';
import { inStyle } from './style.ts';

/**
 * Writes one sentence with what a group of claims says and who says so. The sentence uses the wording of one claim: the
 * claim with the most statements, or the shortest of several such claims.
 */
export function phrase(group: Group, naming: Naming): string {
  const claim = claimToWrite(group);
  const chains = distinctChains(group.claims);
  if (claim.kind === 'quotation') return quotation(claim, chains, naming);
  const bare = inStyle(dropEnd(claim.wording.trim(), /[.\s]/u));
  const said = begun(bare);
  if (claim.mode === 'denied') return denial(bare, chains, naming);
  if (claim.mode === 'left-unclear') return open(said, chains, naming);
  const speaker = chains[0]![0];
  if (chains.length === 1 && speaker && speaksItself(said, speaker, claim)) return `${said}.`;
  if (claim.mode === 'alleged' && speaker) return allegation(claim, chains, said, naming);
  if ((claim.mode === 'ordered' || claim.mode === 'ruled') && courtActs.test(said))
    return `${said}, ${passedOn(group.claims, chains, naming)}.`;
  return `${said}, ${attribution(chains, claim, said, naming)}.`;
}

/** The claim whose words the sentence uses. */
export const claimToWrite = (group: Group): CompilableClaim =>
  group.claims.toSorted((a, b) => b.statements.length - a.statements.length || a.wording.length - b.wording.length)[0]!;

/** The chains of speakers, each once. */
export function distinctChains(claims: readonly CompilableClaim[]): Voice[][] {
  const found = new Map<string, Voice[]>();
  for (const { voices } of claims) {
    const key = voices.map((voice) => voice.key).join(' ← ');
    if (!found.has(key)) found.set(key, voices);
  }
  return [...found.values()];
}

/** Whether the words of a claim already name their speaker: "The letter refers to …". */
function speaksItself(said: string, speaker: Voice, claim: CompilableClaim): boolean {
  if (speaker.kind !== 'page' && speaker.kind !== null) return false;
  const start = foldText(said);
  const names = [speaker.name, speaker.name.replace(/^(?:an?|the)\s+(?:open )?/iu, 'the ')].map(foldText);
  return names.some((name) => start.startsWith(`${name} `)) && claim.voices.length === 1;
}

const past = (verb: string): string => {
  const [first = '', ...rest] = verb.trim().split(/\s+/u);
  return [pastOf.get(first.toLowerCase()) ?? first, ...rest].join(' ');
};

/**
 * The verb for a voice: the verb in the record, if it can follow the claim's words, else a verb that fits the claim's
 * mode.
 */
function verbOf(voice: Voice, claim: CompilableClaim): string {
  const own = voice.verb ? past(voice.verb) : null;
  const telling = own !== null && tellingVerbs.has(own.split(' ')[0]!) && !/\b(?:that|it|of)$/u.test(own);
  if (claim.mode === 'alleged') return own && telling ? own : voice.plural ? 'say' : 'says';
  if (claim.mode === 'estimated') return own && telling && own !== 'said' && own !== 'reported' ? own : 'estimated';
  if (claim.mode === 'acknowledged') return own && telling ? own : 'acknowledged';
  if (own && telling) return own;
  if (voice.kind === 'outlet') return 'reported';
  if (voice.kind === 'page') return 'said';
  return voice.own ? 'wrote' : 'said';
}

const according = (voice: Voice): boolean => /^according to$/iu.test(voice.verb ?? '');

/** Words before which “that” cannot be left out: they could belong to the verb before them. */
const adverbial =
  /^(?:despite|on|in|at|after|before|during|since|until|under|by|for|with|without|within|between|from|over|when|while|where|if|because|although|though|later|earlier|yesterday|today|last|next)\b/iu;

/** Who reports an act of a court. */
export const tellersOf = (claims: readonly CompilableClaim[], chains: readonly Voice[][]): Voice[] =>
  distinct([
    ...chains.flatMap((chain) => chain.slice(1)),
    ...claims.flatMap((claim) => (claim.voices.length === 1 && claim.page ? [claim.page] : [])),
  ]);

/** The words of a quotation, without quotation marks. */
export const quotedWords = ({ wording }: CompilableClaim): string =>
  wording.trim().replace(/^[“"«„](.*)[”"»“]$/su, '$1');

/** Each voice once. */
export const distinct = (voices: readonly Voice[]): Voice[] => [
  ...new Map(voices.map((voice) => [voice.key, voice])).values(),
];

/**
 * The sentence for an allegation. The speaker comes first, so that no reader takes the words for a fact: “Kakimzhanov
 * says the outlets published false information”.
 */
function allegation(claim: CompilableClaim, chains: readonly Voice[][], said: string, naming: Naming): string {
  const firsts = distinct(chains.map((chain) => chain[0]!));
  const outers = distinct(chains.flatMap((chain) => chain[1] ?? []));
  const lead = outers.length ? `according to ${listed(outers.map((voice) => naming.name(voice)))}, ` : '';
  const names = listed(firsts.map((voice) => naming.name(voice)));
  const inside = lowered(said) ?? said;
  const [inner] = firsts;
  if (firsts.every(according)) return `${started(`according to ${names}`)}, ${inside}.`;
  const verbs = new Set(firsts.map((voice) => verbOf(voice, claim)));
  const common = verbs.size === 1 ? [...verbs][0]! : 'say';
  const verb = firsts.length > 1 && common === 'says' ? 'say' : common;
  const both = firsts.length === 2 ? 'both ' : '';
  const writing = firsts.length === 1 && inner!.writing ? ` in ${inner!.writing.words}` : '';
  const that = writing || !/^(?:says?|said)$/u.test(verb) || adverbial.test(inside) ? 'that ' : '';
  return `${started(`${lead}${names} ${both}${verb}${writing} ${that}${inside}`)}.`;
}

/** Writes the attribution that follows the claim's words. */
function attribution(chains: readonly Voice[][], claim: CompilableClaim, said: string, naming: Naming): string {
  if (chains.length === 1) return chainWords(chains[0]!, claim, said, naming);
  const single = chains.every((chain) => chain.length === 1);
  const firsts = chains.map((chain) => chain[0]!);
  const sameSpeaker = firsts.every((voice) => voice.key === firsts[0]!.key);
  if (!single && sameSpeaker) {
    // One speaker said the words, and several others report them.
    const others = chains.flatMap((chain) => chain.at(1) ?? []);
    const inner = `${naming.name(firsts[0]!)} ${verbOf(firsts[0]!, claim)}`;
    return others.length
      ? `${inner}, according to ${listed(distinct(others).map((voice) => naming.name(voice)))}`
      : inner;
  }
  if (!single) return `according to ${listed(firsts.map((voice) => naming.name(voice)))}`;
  const verbs = new Set(firsts.map((voice) => (according(voice) ? '' : verbOf(voice, claim))));
  const names = firsts.map((voice) => naming.name(voice));
  const written = [...verbs].every((verb) => ['said', 'wrote', 'reported', 'noted'].includes(verb));
  const verb = verbs.size === 1 && !verbs.has('') ? [...verbs][0]! : written ? 'reported' : '';
  if (!verb) return `according to ${listed(names)}`;
  return names.length === 2 ? `${listed(names)} both ${verb}` : `${listed(names)} ${verb}`;
}

function chainWords(chain: readonly Voice[], claim: CompilableClaim, said: string, naming: Naming): string {
  const [inner, outer] = chain;
  if (!inner) return 'somebody said';
  if (namesItself(said, inner)) return 'it says of itself';
  if (according(inner) && !outer) return `according to ${naming.name(inner)}`;
  const innerWords = `${naming.name(inner)} ${verbOf(inner, claim)}`;
  if (!outer) return inner.writing ? `${innerWords} in ${inner.writing.words}` : innerWords;
  const writing = inner.writing ? ` in ${inner.writing.words}` : '';
  const outerVerb = past(outer.verb ?? '');
  if (inner.writing && /^(?:cited|quoted)/u.test(outerVerb || 'cited'))
    return `${innerWords}${writing} cited by ${naming.name(outer)}`;
  if (
    tellingVerbs.has(outerVerb.split(' ')[0]!) &&
    outerVerb !== 'told' &&
    /^(?:said|wrote|reported|noted)$/u.test(outerVerb) &&
    claim.mode !== 'alleged'
  )
    return `${innerWords}${writing}, ${naming.name(outer)} ${outerVerb}`;
  return `${innerWords}${writing}, according to ${naming.name(outer)}`;
}

/** Whether these are a page's own words that begin with the name of its publisher. */
const namesItself = (said: string, { own, kind, name }: Voice): boolean =>
  own && kind !== 'page' && foldText(said).startsWith(`${foldText(name)} `);

/** The words that name the source of a report about an act of a court. */
function passedOn(claims: readonly CompilableClaim[], chains: readonly Voice[][], naming: Naming): string {
  const tellers = tellersOf(claims, chains);
  const court = chains[0]![0]!;
  if (!tellers.length)
    return court.kind === null || court.kind === 'page'
      ? `according to ${naming.name(court)}`
      : `${naming.name(court)} ${court.own ? 'wrote' : 'said'}`;
  if (tellers.length === 1) {
    const verb = past(tellers[0]!.verb ?? 'reported');
    return `${naming.name(tellers[0]!)} ${tellingVerbs.has(verb) && verb !== 'ordered' && verb !== 'ruled' ? verb : 'reported'}`;
  }
  return `${listed(tellers.map((voice) => naming.name(voice)))} reported`;
}

const isSentence = (text: string): boolean => /^\p{Lu}/u.test(text) && /\s/u.test(text);

/** The text with a lower-case first word, to be used inside a sentence; null if that word may be a name. */
export function lowered(text: string): string | null {
  const first = /^[\p{L}’'-]+/u.exec(text)?.[0];
  if (!first) return text;
  if (/^\p{Ll}/u.test(first)) return text;
  if (
    !plainStarts.has(first.toLowerCase()) &&
    !/^(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-/iu.test(first)
  )
    return null;
  return first.toLowerCase() + text.slice(first.length);
}

function denial(said: string, chains: readonly Voice[][], naming: Naming): string {
  const tail = chains.length === 1 && chains[0]!.length > 1 ? `, according to ${naming.name(chains[0]![1]!)}` : '';
  if (denials.test(said)) {
    const who = listed(chains.map((chain) => naming.name(chain.at(-1)!)));
    return chains.length === 1 && chains[0]!.length === 1 ? `${said}.` : `${said}, according to ${who}.`;
  }
  const deniers = listed(distinct(chains.map((chain) => chain[0]!)).map((voice) => naming.name(voice)));
  if (!isSentence(said)) return `${started(deniers)} denied ${said}${tail}.`;
  const inside = lowered(said) ?? said;
  return `${started(deniers)} denied that ${inside}${tail}.`;
}

function open(said: string, chains: readonly Voice[][], naming: Naming): string {
  if (openWords.test(said)) {
    const [inner] = chains[0]!;
    // A claim such as "Media reports do not make clear whether …" already names its speaker.
    if (chains.length === 1 && inner && foldText(said).startsWith(foldText(inner.name))) return `${said}.`;
    return `${said}, ${openTellers(chains, naming)}.`;
  }
  const asked = dropEnd(said, /\?/);
  const wh = /^(?:who|what|when|where|why|which|how|whether)\b/iu.test(asked);
  const inside = wh ? asked[0]!.toLowerCase() + asked.slice(1) : `whether ${lowered(asked) ?? asked}`;
  return `It remains unclear ${inside}, ${openTellers(chains, naming)}.`;
}

function openTellers(chains: readonly Voice[][], naming: Naming): string {
  const tellers = distinct(chains.map((chain) => chain.at(-1)!));
  return `according to ${listed(tellers.map((voice) => naming.name(voice)))}`;
}

/** The sentence for a quotation. The words are in quotation marks, exactly as in the record. */
function quotation(claim: CompilableClaim, chains: readonly Voice[][], naming: Naming): string {
  const words = quotedWords(claim);
  const whole = isSentence(words) && (/[.!?…]$/u.test(words) || words.split(/\s+/u).length > 5);
  const [inner, outer] = chains[0]!;
  const verb = inner?.verb ? past(inner.verb) : null;
  const heard =
    chains.length === 1 && outer
      ? `, ${naming.name(outer)} ${/^(?:reported|noted|wrote|said)$/u.test(past(outer.verb ?? '')) ? past(outer.verb!) : 'reported'}`
      : '';
  if (whole) {
    const text = /[.!?…]$/u.test(words) && !/[.]$/u.test(words) ? `“${words}”` : `“${words.replace(/[.]$/u, '')}”`;
    return `${text}${/[!?…]”$/u.test(text) ? '' : ','} ${attribution(
      chains.map((chain) => chain.slice(0, 1)),
      claim,
      words,
      naming,
    )}${heard}.`;
  }
  if (verb && /\b(?:it|him|her|them|this|that)$/u.test(verb))
    return `${started(naming.name(inner!))} ${verb} “${words}”${heard}.`;
  const who = listed(distinct(chains.map((chain) => chain[0]!)).map((voice) => naming.name(voice)));
  // “spoke of” can precede a noun phrase, but no other part of a sentence.
  if (/^(?:\p{L}+ing|an?|the)\b/iu.test(words))
    return `${started(who)} ${inner?.own || inner?.kind === 'page' ? 'wrote' : 'spoke'} of “${words}”${heard}.`;
  // A clause with its own subject follows a colon.
  if (/^(?:i|we|you|he|she|it|they|this|that|these|those|there|no one|nobody|everyone)\b/iu.test(words)) {
    const end = /[.!?…]$/u.test(words) ? '' : '.';
    return heard
      ? `${started(who)} ${saidVerb(inner)}: “${words}”${heard}.`
      : `${started(who)} ${saidVerb(inner)}: “${words}”${end}`;
  }
  return `In the words of ${who}: “${words}”${heard}.`;
}

/** The verb before a quotation that follows a colon. */
const saidVerb = (voice: Voice | undefined): string => {
  const own = voice?.verb ? past(voice.verb) : '';
  return tellingVerbs.has(own) ? own : voice?.own && voice.kind !== 'page' ? 'wrote' : 'said';
};

/** Capitalises the first letter of a sentence, unless it starts with a name such as "balborsyk.kz" or is one word. */
const begun = (text: string): string => (/^\p{Ll}\S*\.\S/u.test(text) || !/\s/u.test(text) ? text : capital(text));

/** Capitalises the first letter of a sentence, unless it starts with a name such as “balborsyk.kz”. */
export const started = (text: string): string => (/^\p{Ll}\S*\.\S/u.test(text) ? text : capital(text));

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Surnames of the speakers, and how many people have each. */
export function surnamesIn(all: readonly CompilableClaim[]): Map<string, number> {
  const persons = new Map<string, string>();
  for (const { voices } of all)
    for (const voice of voices) if (voice.kind === 'person') persons.set(voice.key, surnameOf(voice.name));
  const counts = new Map<string, number>();
  for (const surname of persons.values()) counts.set(surname, (counts.get(surname) ?? 0) + 1);
  return counts;
}
