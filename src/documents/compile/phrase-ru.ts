import { foldText } from '../../record/actors/names/fold.ts';
import type { Mode } from '../../record/tables.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';
import type { CompilableClaim } from './compilable-claim.ts';
import type { Group } from './groups.ts';
import { capital, distinct, distinctChains, quotedWords, started, tellersOf, claimToWrite } from './phrase.ts';
import { inRussianStyle } from './style.ts';
import { listed, type Naming, type Voice } from './voices.ts';
import { isCommon, saysCourtAct, saysDenial, saysUnknown, tells } from './words-ru.ts';

export const accountsDifferInRussian = 'Сведения об этом расходятся.';

/**
 * Writes one Russian sentence with what a group of claims says. The speaker comes first: «X сообщает, что …». Names are
 * always subjects, so that they need no other case; default verbs are in the present, which has no gender.
 */
export function phraseInRussian(group: Group, naming: Naming): string {
  const claim = claimToWrite(group);
  const chains = distinctChains(group.claims);
  if (claim.kind === 'quotation') return quotation(claim, chains, naming);
  const said = inRussianStyle(dropEnd(claim.wording.trim(), /[.\s]/u));
  const [first] = chains;
  const speaker = first![0];
  if (!speaker) return sentence('', 'сообщается', lowered(said) ?? said);
  if (claim.mode === 'left-unclear') return open(said, chains, naming);
  if (chains.length === 1 && first!.length === 1 && namesItself(said, speaker)) return `${capital(said)}.`;
  if (claim.mode === 'denied' && saysDenial(said)) return passedOn(said, chains, naming);
  if ((claim.mode === 'ordered' || claim.mode === 'ruled') && saysCourtAct(said)) {
    const tellers = tellersOf(group.claims, chains);
    if (tellers.length || speaker.kind === null || speaker.kind === 'page')
      return saidBy(said, tellers.length ? tellers : [speaker], 'stated', naming);
  }
  const outers = distinct(chains.flatMap((chain) => chain[1] ?? []));
  const lead = outers.length ? `как ${clause(outers, 'stated', naming, 'after')}, ` : '';
  return saidBy(said, distinct(chains.map((chain) => chain[0]!)), claim.mode, naming, lead);
}

/** “X сообщает, что …”. If the first word may be a name or not, the speaker follows: “…, сообщает X”. */
function saidBy(said: string, voices: readonly Voice[], mode: Mode, naming: Naming, lead = ''): string {
  const inside = lowered(said);
  if (inside === null && lead === '' && (mode === 'stated' || mode === 'ruled' || mode === 'ordered'))
    return `${capital(said)}, ${clause(voices, mode, naming, 'after')}.`;
  return sentence(lead, clause(voices, mode, naming), inside ?? said);
}

const sentence = (lead: string, who: string, inside: string): string => `${started(`${lead}${who}, что ${inside}`)}.`;

/** Speakers with their verb: “Лагерь и Маяк сообщают”, “в письме говорится”. After the words, the verb comes first. */
function clause(voices: readonly Voice[], mode: Mode, naming: Naming, place: 'before' | 'after' = 'before'): string {
  const [only] = voices;
  const names = listed(
    voices.map((voice) => naming.name(voice)),
    'и',
  );
  // A page is named by where the words are: “в открытом письме”.
  if (voices.every((voice) => voice.kind === 'page'))
    return place === 'before' ? `${names} говорится` : `говорится ${names}`;
  const verb = voices.length === 1 ? verbOf(only!, mode) : defaultVerb(only!, mode, true);
  const writing = voices.length === 1 && only!.writing ? ` ${only!.writing.words}` : '';
  return place === 'before' ? `${names} ${verb}${writing}` : `${verb} ${names}${writing}`;
}

function verbOf(voice: Voice, mode: Mode): string {
  const own = voice.verb?.trim() ?? '';
  // For a denial, the verb must be one of denying. For an acknowledgement, it must be a form of "признать" (admit).
  const fits =
    mode === 'denied' ? saysDenial(own) : tells(own) && (mode !== 'acknowledged' || own.startsWith('призна'));
  return fits && !/\s(?:что|о|об)$/u.test(own) ? own : defaultVerb(voice, mode, voice.plural);
}

function defaultVerb(voice: Voice, mode: Mode, plural: boolean): string {
  const [one, many] = defaultVerbs(voice, mode);
  return plural ? many : one;
}

function defaultVerbs(voice: Voice, mode: Mode): [one: string, many: string] {
  if (mode === 'alleged') return ['утверждает', 'утверждают'];
  if (mode === 'denied') return ['отрицает', 'отрицают'];
  if (mode === 'estimated') return ['считает', 'считают'];
  if (mode === 'acknowledged') return ['признаёт', 'признают'];
  if (voice.kind === 'person') return voice.own || voice.writing ? ['пишет', 'пишут'] : ['говорит', 'говорят'];
  return ['сообщает', 'сообщают'];
}

/** Whether the words already begin with the name of the page or publisher that says them. */
const namesItself = (said: string, { kind, own, name }: Voice): boolean =>
  (own || kind === 'page' || kind === null) && foldText(said).startsWith(`${foldText(name)} `);

/** A sentence of words that already name their speaker, with those who passed them on. */
function passedOn(said: string, chains: readonly Voice[][], naming: Naming): string {
  const tellers = distinct(chains.flatMap((chain) => chain.slice(1)));
  return tellers.length ? `${capital(said)}, ${clause(tellers, 'stated', naming, 'after')}.` : `${capital(said)}.`;
}

function open(said: string, chains: readonly Voice[][], naming: Naming): string {
  const tellers = clause(distinct(chains.map((chain) => chain.at(-1)!)), 'stated', naming, 'after');
  if (saysUnknown(said)) return `${capital(said)}, ${tellers}.`;
  const asked = dropEnd(said, /\?/);
  const wh = /^(?:кто|кого|кому|что|когда|где|куда|откуда|почему|зачем|как|какой|какая|какие|чей|чья|сколько)(?=\s)/iu;
  const inside = lowered(asked) ?? asked;
  return `Остаётся неясным, ${wh.test(asked) ? asked.charAt(0).toLowerCase() + asked.slice(1) : `верно ли, что ${inside}`}, ${tellers}.`;
}

/** The sentence for a quotation. The words are in «», exactly as in the record. */
function quotation(claim: CompilableClaim, chains: readonly Voice[][], naming: Naming): string {
  const words = quotedWords(claim);
  const firsts = distinct(chains.flatMap((chain) => chain[0] ?? []));
  const outers = distinct(chains.flatMap((chain) => chain[1] ?? []));
  const end = /[!?…]$/u.exec(words)?.[0] ?? '';
  const bare = end ? words : words.replace(/\.$/u, '');
  if (!firsts.length) return `Сообщается: «${bare}».`;
  const whole = /^\p{Lu}/u.test(words) && (/[.!?…]$/u.test(words) || words.split(/\s+/u).length > 5);
  const heard = outers.length ? `, ${clause(outers, 'stated', naming, 'after')}` : '';
  if (whole) return `«${bare}»${end ? '' : ','} — ${clause(firsts, 'stated', naming, 'after')}${heard}.`;
  const lead = outers.length ? `как ${clause(outers, 'stated', naming, 'after')}, ` : '';
  return `${started(`${lead}${clause(firsts, 'stated', naming)}: «${bare}»`)}.`;
}

/** The text as it is used inside a sentence. Null if it is not known whether its first word is a name. */
function lowered(text: string): string | null {
  const first = /^[\p{L}’'-]+/u.exec(text)?.[0];
  if (!first || /^\p{Ll}/u.test(first)) return text;
  if (isCommon(first)) return first.charAt(0).toLowerCase() + text.slice(1);
  return isName(first) ? text : null;
}

/** Whether a word is a name: it is in Latin letters, or an acronym. */
const isName = (word: string): boolean => /\p{Script=Latin}/u.test(word) || /^\p{Lu}{2,}/u.test(word);
