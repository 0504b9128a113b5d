/**
 * Whether a day or month without a year is before or after the page's date. `near`: whichever is closer.
 */
export type Side = 'past' | 'future' | 'near';

const ahead = /\b(?:will|shall|must|is|are|has|have|needs?|should|can|may|might)\b|['’]ll\b/;
/** Matches "will" as a verb, but not as a noun ("his will"). */
const future = /(?<!\b(?:his|her|their|its|own|free|good|the|a|at) )\bwill\b|\bshall\b|['’]ll\b/;
/**
 * Words that announce something: "scheduled", "is summoned before", "due on", "set for", "is to be heard on". "Due to
 * pressure" and "as expected" do not.
 */
const planned =
  /(?<!\bas |\bthan )\b(?:scheduled|takes up|(?:is|are) (?:summoned|called|ordered to appear)|(?:has|have) been (?:summoned|called|ordered)(?=[^.;,]{0,60}\bfor $)|expected|planned|slated|set for|due(?! (?:to (?:the|an?|his|her|its|their|this|that)\b|to \p{Lu}|process))|[Nn]ext (?:\p{Ll}+ )?(?:hearing|session|sitting|trial|appearance|meeting|round|election|vote))\b|\b(?:is|are|was|were) to \p{Ll}/u;
const past = /\b(?:was|were|had|did)\b/;
/** Words that announce a new date: "adjourned to", "postponed until 10 a.m. on". */
const movedTo =
  /\b(?:adjourned|postponed|put off|rescheduled|deferred|delayed|moved|extended|remanded|pushed back)\b[^;]{0,60}\b(?:to|until|till)\b[^,;]{0,25}$/i;
/**
 * Matches a verb in the past tense after an announcement. Then the date is in the past: "will appeal, and police
 * searched".
 */
const laterPast =
  /\b(?:was|were|had|did|said|wrote|came|took|began)\b|\b(?:and|but|that)\s+(?!be\b|\p{L}+ly\b)(?:\p{L}+\s+){1,4}?\p{Ll}+ed\b/u;
/**
 * Matches words right before the date for something that has happened. Then the date is in the past: "will appeal
 * against the ruling of", "the verdict delivered on", "his arrest on".
 */
const ownDate =
  /\bof\s+(?:the\s+)?$|\b(?:arrest|raid|search|detention|killing|murder|attack|assault|verdict|ruling|judgment|conviction|death|abduction)s?\s+(?:of [^,]{1,30} )?(?:on|in|from)\s+$|(?<!\b(?:be|been|being|is|are|not|and|or|\p{L}+ly) )\b(?!(?:scheduled|planned|expected|slated)\b)\p{Ll}+ed\s+(?:on|in|last)\s+$/u;
const clauseStart =
  /^.*(?:[;:!?]|\.\s+(?=\p{Lu})|[,.]["”’»]|\b(?:who|which|after|since|because|although|while|when|where)\b)/su;

/**
 * The side of the page's date to which the words before a date point: "will be heard on" to the future, "was due on" to
 * the nearer side, other words to the past. "By" and "until" mean a deadline only if they are right before the date.
 */
export function sideOf(words: string): Side {
  const before = words.slice(-200);
  if (movedTo.test(before)) return 'future';
  const clause = before.replace(clauseStart, '');
  const limit = /\b(?:(by)|until|till)\s+(?:the\s+)?(?:(?:noon|midnight|[\d.:]+\s*(?:[ap]\.?m\.?)?)\s+on\s+)?$/i.exec(
    clause,
  );
  if (limit)
    return limit[1] && /\bhad\b/.test(clause) ? 'past' : ahead.test(clause) && !past.test(clause) ? 'future' : 'near';
  if (ownDate.test(clause)) return 'past';
  const will = future.exec(clause);
  if (will) return laterPast.test(clause.slice(will.index)) ? 'past' : 'future';
  const plan = planned.exec(clause);
  if (!plan) return 'past';
  if (laterPast.test(clause.slice(plan.index + plan[0].length))) return 'past';
  return /\b(?:is|are|has|have)\b/.test(clause) ? 'future' : 'near';
}
