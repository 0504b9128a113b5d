import type { Gender } from '../reading/names.ts';
import type { ActorKind } from '../schema.ts';

/** Someone the text has spoken of, for pronouns and short references to come. */
export type Referent = { name: string | null; asWritten: string; kind: ActorKind | 'document' | null; gender: Gender; plural: boolean; sentence: number; subject: boolean; /** False for a capital word that may be no name at all. */ sure?: boolean };

/** Who was spoken of, latest last. */
export class Memory {
  private readonly seen: Referent[] = [];
  private readonly window = 8;

  add(referent: Referent): void {
    this.seen.push(referent);
  }

  /** A pronoun later told us the gender of somebody. */
  genderOf(name: string): Gender {
    return this.seen.findLast((referent) => referent.name === name && referent.gender)?.gender ?? null;
  }

  private recent(sentence: number, fits: (referent: Referent) => boolean): Referent[] {
    return this.seen.filter((referent) => sentence - referent.sentence <= this.window && referent.sentence <= sentence && fits(referent));
  }

  /**
   * The last fitting actor for a pronoun before `sentence`, by gender, number and kind; a subject is preferred to
   * whoever else stood in the same sentence. `sure` is false where two fit equally well.
   */
  resolve(pronoun: string, sentence: number, exclude: readonly string[] = []): { referent: Referent; sure: boolean } | null {
    const fits = this.fitting(pronoun);
    if (!fits) return null;
    const candidates = this.recent(sentence - 1, (referent) => fits(referent) && !exclude.includes(referent.name ?? referent.asWritten));
    if (!candidates.length) return null;
    const certain = candidates.filter((candidate) => candidate.sure !== false);
    if (certain.length) candidates.splice(0, candidates.length, ...certain);
    const nearest = candidates.at(-1)!.sentence;
    const close = candidates.filter((candidate) => candidate.sentence === nearest);
    const subject = close.findLast((candidate) => candidate.subject);
    const earlierSubject = candidates.findLast((candidate) => candidate.subject && nearest - candidate.sentence <= 1);
    const chosen = subject ?? earlierSubject ?? close.at(-1)!;
    const rivals = new Set(candidates.filter((candidate) => nearest - candidate.sentence <= 1).map((candidate) => candidate.name ?? candidate.asWritten));
    // "It" and "they" may mean things; only whoever stood in the sentence just before is taken for them.
    if (/^(?:it|its|they|them|their)$/.test(pronoun) && chosen.sentence < sentence - 1) return null;
    return { referent: chosen, sure: rivals.size === 1 || (subject !== undefined && close.filter((candidate) => candidate.subject).length === 1) };
  }

  private fitting(pronoun: string): ((referent: Referent) => boolean) | null {
    const institution = (referent: Referent): boolean => referent.kind !== null && referent.kind !== 'person' && !referent.plural;
    switch (pronoun) {
      case 'he':
      case 'him':
      case 'his':
        return (referent) => referent.kind === 'person' && !referent.plural && referent.gender !== 'f';
      case 'she':
      case 'her':
        return (referent) => referent.kind === 'person' && !referent.plural && referent.gender !== 'm';
      case 'it':
      case 'its':
        return institution;
      case 'they':
      case 'them':
      case 'their':
        return (referent) => referent.plural;
      default:
        return null;
    }
  }

  /** The last named actor of a kind, for "the newspaper", "the group". */
  lastOfKind(kinds: readonly (ActorKind | 'document')[], sentence: number, named = true): Referent | null {
    return this.recent(sentence, (referent) => referent.kind !== null && kinds.includes(referent.kind) && !referent.plural && (!named || referent.name !== null)).at(-1) ?? null;
  }

  /** The last actor whose name ends in the noun: "the ministry" after "the Interior Ministry". */
  lastNamed(noun: string, sentence: number): Referent | null {
    const word = noun.toLowerCase();
    return this.recent(sentence, (referent) => referent.name !== null && referent.kind !== 'person' && new RegExp(`\\b${word.replace(/[^\p{L}-]/gu, '')}\\b`, 'i').test(referent.name)).at(-1) ?? null;
  }
}
