import type { Clause } from './clause.ts';

const matters =
  '(?:costs|damages|compensation|injunction|order|defendants?|plaintiffs?|appeal|claim|suit|action|application|bail|sentence|fine|retraction|apology|correction|judgment|conviction)';
/** Matches an order of a court to do or publish something: "The apology is to run on the front page." */
const performed =
  /^(?:the|an?|this|that)\s+(?:\w+\s+)?(?:retraction|apology|correction|damages|costs|fine|sum|reply)\s+(?:is|are)\s+to\s+\p{L}/iu;
const decided = new RegExp(
  `^(?:[^,;]{0,50}\\b)?${matters}\\b(?!\\s+that\\b)[^;“"]{0,90}?\\b(?:is|are|was|were|has been|have been)\\s+(?:also\\s+|further\\s+|each\\s+)?(?:ordered|awarded|restrained|discharged|dismissed|granted|refused|quashed|upheld|overturned|set aside|struck out|imposed|directed|required|barred|lifted|vacated)\\b`,
  'iu',
);
/**
 * Matches words after the verb which show that no court decided: someone else did ("by the company"), or the words
 * describe only a possibility ("would").
 */
const elsewhere = /\bby (?:the|a|an|its|his|her|their)\s|\b(?:will|would|could|should|may|might)\b/i;

/** Whether a sentence without a speaker reports a court's decision: "Costs of 200 euros were awarded against her." */
export function reportsDecision(clause: Clause): boolean {
  const text = clause.flat.slice(clause.sentence.start, clause.sentence.end);
  const match = performed.exec(text) ?? decided.exec(text);
  if (!match) return false;
  const verb = text.slice(match.index + match[0].length);
  return (
    !elsewhere.test(verb) &&
    clause.quotes.every((quote) => quote.start > clause.sentence.start + match.index + match[0].length)
  );
}

/** Whether a decision is an order or a ruling. */
export const modeOfDecision = (text: string): 'ordered' | 'ruled' =>
  /\b(?:discharged|dismissed|quashed|upheld|overturned|set aside|struck out|refused|lifted|vacated)\b/i.test(text)
    ? 'ruled'
    : 'ordered';
