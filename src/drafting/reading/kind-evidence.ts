import type { ActorKind } from '../schema.ts';
import type { Span } from './sentences.ts';
import { nouns } from './words.ts';

/** The kind that a noun names; undefined for other nouns. */
const kindOfNoun = (noun: string): ActorKind | undefined => {
  if (nouns.outlet.has(noun)) return 'outlet';
  if (nouns.organisation.has(noun)) return 'organisation';
  if (nouns.company.has(noun)) return 'company';
  return nouns.person.has(noun) ? 'person' : undefined;
};

/** The word at the end of a text, with its hyphens; empty if the text does not end in a word. */
function lastWord(text: string): string {
  let from = text.length;
  while (from > 0 && /[\p{L}-]/u.test(text[from - 1]!)) from -= 1;
  return text.slice(from);
}

/** The kind that the nouns around a name show: "the news portal Vecher", "Vecher, a weekly". */
export function kindFromNeighbours(text: string, run: Span, sentence: Span): ActorKind | undefined {
  const before = text
    .slice(Math.max(sentence.start, run.start - 60), run.start)
    .toLowerCase()
    .replace(/["“„«‘'’]\s*$/, '')
    .trimEnd();
  if (/\b(?:the|a|an|his|her|its|their) online$/.test(before)) return 'outlet';
  const kind = kindOfNoun(lastWord(before));
  if (kind) return kind;
  const after = text.slice(run.end, Math.min(sentence.end, run.end + 70)).toLowerCase();
  const apposition = /^["”»’']?,\s+(?:a|an|the|one of)\s+([^,.;]{2,60})/u
    .exec(after)?.[1]
    ?.split(/\s+(?:of|for|that|which|who|in|at|from)\s/)[0];
  const noun = apposition?.trim().split(/\s+/).at(-1) ?? '';
  // "X, the publisher" can be a person or an outlet, and shows neither.
  const described = nouns.person.has(noun) && nouns.outlet.has(noun) ? undefined : kindOfNoun(noun);
  if (described) return described;
  const tail =
    /^\s+(?:newspaper|magazine|website|news website|news site|news agency|portal|channel|tv channel|radio|broadcaster|weekly|daily)\b/;
  return tail.test(after) ? 'outlet' : undefined;
}

/** Matches words for what only people have. */
const havings =
  'wife|husband|lawyers?|attorney|mother|father|brother|sister|sons?|daughters?|family|home|flat|apartment|house|phone|laptop|arrest|detention|imprisonment|birthday|health|parents|children|relatives|colleagues?|death';
/** Matches words for what happens only to people. */
const undergoings =
  'arrested|detained|jailed|imprisoned|handcuffed|interrogated|beaten|stabbed|hospitali[sz]ed|born|married|sentenced|kidnapped|abducted';
const afterPerson = new RegExp(
  `^(?:,? \\(?\\d{2}\\)?(?=[,;) ]|$)|,? who(?:se|m)?\\b|,? (?:aged|born)\\b|['’]s (?:\\p{Ll}+ )?(?:${havings})\\b|,? (?:is|was|has been|had been) (?:\\p{Ll}+ly )?(?:${undergoings})\\b|,? \\p{Ll}+(?: that)? s?he\\b)`,
  'u',
);
const beforePerson = new RegExp(`\\b(?:${undergoings}|jailing|arresting|detaining) $`);
const shape =
  /(?:^|\s)\p{Lu}\.|(?:^|\s)(?:al|el|bin|ibn|bint|abu|van|von|der)[\s-]|\p{Ll}(?:ov|ova|ev|eva|enko|sk[iya]|skaya|skyi|dze|shvili|yan|vić|vich|vna|oğlu|oglu|uly|kyzy|zade|sson|sdóttir|opoulos)$/u;

/** Whether the form of a name, or the words around it, show that the name is a person's. */
export function showsPerson(text: string, run: Span, sentence: Span): boolean {
  const after = text.slice(run.end, Math.min(sentence.end, run.end + 60)).replace(/\s+/g, ' ');
  if (afterPerson.test(after)) return true;
  // The role after a name: "Name, editor of …", "Name, then head of …".
  const role = /^,\s+(?:then |now |former |acting |deputy )?([^,.;]{2,50})/iu
    .exec(after)?.[1]
    ?.split(/\s+(?:of|for|at|with|from|and)\s/)[0]
    ?.toLowerCase()
    .split(/\s+/);
  if (role && role.length <= 3 && nouns.person.has(role.at(-1)!)) return true;
  return (
    beforePerson.test(text.slice(Math.max(sentence.start, run.start - 20), run.start)) ||
    shape.test(text.slice(run.start, run.end))
  );
}

/** Whether a line is a headline in title case. In such a line, capitals say nothing about names. */
export function isHeadline(line: string): boolean {
  if (/[.!?…:,;]["”’»)]*\s*$/.test(line)) return false;
  const long = line.match(/\p{L}[\p{L}’'-]{3,}/gu) ?? [];
  return long.length >= 4 && long.filter((word) => /^\p{Lu}/u.test(word)).length >= long.length * 0.85;
}
