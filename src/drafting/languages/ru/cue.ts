import { type Mode } from '../../schema.ts';
import { spanOf, type Found } from '../found.ts';
import { type Sex } from './decline.ts';
import { verbsOf, type VerbForm } from './lexicon.ts';
import { isWord, type Sentence, type Cue, unitFrom, unitAround, modeOf } from './parts.ts';
import { speakerOf, type Where } from './speakers.ts';
import { findSubject } from './subject.ts';

/** Reads the first cue in a narrator's words in a dialogue, as a link of the attribution. */
export function cueIn(sentence: Sentence, where: Where): (Found['chain'][number] & { mode: Mode }) | null {
  for (const [at, token] of sentence.tokens.entries()) {
    if (token.type !== 'word') continue;
    const cue = readCue(sentence, at, where, null);
    if (!cue) continue;
    const span = spanOf(sentence.tokens[cue.from]!.start, sentence.tokens[cue.to - 1]!.end);
    return {
      speaker: cue.speaker,
      verb: where.flat.slice(span.start, span.end),
      cue: [span],
      mode: modeOf(cue, where.flat, []),
    };
  }
  return null;
}

/** Reads the verb at `at` as a cue, with its subject; null if the word is no cue. */
export function readCue(sentence: Sentence, at: number, where: Where, previous: Cue | null): Cue | null {
  const { tokens } = sentence;
  const negated = tokens[at - 1]?.lower === 'не';
  const forms = verbsOf(tokens[at]!.lower, negated);
  if (!forms.length) return null;
  if (unitAround(sentence, at)) return null;
  const from = negated ? at - 1 : at;
  let to = at + 1;
  // The infinitive belongs to the cue: "не берётся сказать" (cannot say), "затруднились ответить" (could not answer).
  const leads = forms.some((form) => form.frame.infinitive && (form.mode === 'left-unclear' || form.negated));
  if (leads) {
    let next = at + 1;
    const skip = unitFrom(sentence, next);
    if (skip) next = skip.to;
    if (isWord(tokens[next]) && speaking.test(tokens[next]!.lower)) to = skip ? to : next + 1;
  }
  // The infinitive may come first: "обещать не стал" (did not promise).
  const early = leads && to === at + 1 && isWord(tokens[from - 1]) && speaking.test(tokens[from - 1]!.lower);
  const start = early ? from - 1 : from;
  const subjectOf = (form: VerbForm): Pick<Cue, 'subject' | 'place' | 'inverted' | 'shared' | 'apposed'> | null =>
    findSubject(sentence, start, to, form, previous);
  let best: Cue | null = null;
  for (const form of forms) {
    if (form.kind === 'past' && negated && !form.negated && !form.onlyNegated && !form.frame.bare) continue;
    const found = subjectOf(form);
    if (!found) continue;
    const unit = found.subject;
    const sex: Sex | null =
      form.kind === 'past' || form.kind === 'short'
        ? form.plural
          ? null
          : form.gender === 'n'
            ? null
            : form.gender
        : null;
    const speaker = found.shared
      ? previous!.speaker
      : unit
        ? speakerOf(
            where,
            unit,
            unit.type === 'person' || unit.type === 'pronoun' || unit.kind === 'person' ? sex : null,
            form.kind === 'passive' ? ['ins'] : form.kind === 'participle' ? undefined : ['nom'],
          )
        : found.place
          ? speakerOf(where, found.place, null, ['prep'])
          : null;
    const near = (found.shared || found.apposed ? null : unit) ?? found.place;
    const group = { from: Math.min(start, near ? near.from : start), to: Math.max(to, near ? near.to : to) };
    const cue: Cue = { from: start, to, form, ...found, speaker, group };
    if (!best || better(cue, best)) best = cue;
  }
  return best;
}

const speaking =
  /^(?:сказать|утверждать|предсказать|ответить|гадать|спорить|говорить|судить|обещать|назвать|исключать|исключить|предсказывать)$/;

/**
 * Whether a cue fits its speaker better than another cue does: verbs of ruling fit courts, verbs of ordering fit
 * authorities, other verbs fit all other speakers.
 */
export function better(cue: Cue, other: Cue): boolean {
  const value = ({ form, speaker, subject }: Cue): number => {
    const kind = speaker?.kind ?? subject?.kind ?? null;
    if (form.mode === 'ruled') return kind === 'court' ? 3 : -3;
    if (form.mode === 'ordered')
      return form.lemma === 'потребовать' || form.lemma === 'требовать' || form.lemma === 'предложить'
        ? kind === 'authority' || kind === 'court'
          ? 2
          : -2
        : 1;
    if (form.negated) return 2;
    return 0;
  };
  return value(cue) > value(other);
}
