import type { ActorKind } from '../../schema.ts';
import type { Sex } from './decline.ts';

/** The first character of entries for people whom the page does not name. A pronoun may also mean such a person. */
export const unnamed = '?';

export type Known = {
  name: string;
  kind: ActorKind | null;
  gender: Sex | null;
  sentence: number;
  subject: boolean;
  spoke: boolean;
};

/** The people who were mentioned, for later pronouns. */
export class People {
  private readonly seen: Known[] = [];
  private readonly genders = new Map<string, Sex>();

  add(known: Known): void {
    if (known.gender) this.genders.set(known.name, known.gender);
    this.seen.push(known);
  }

  genderOf(name: string): Sex | null {
    return this.genders.get(name) ?? null;
  }

  private recent(sentence: number, window: number, gender: Sex): Known[] {
    return this.seen.filter(
      (each) => sentence - each.sentence <= window && (this.genders.get(each.name) ?? each.gender ?? gender) === gender,
    );
  }

  /**
   * Whom "он" or "она" means: the person who was the last subject or speaker. Null if someone else of the same gender
   * was named or spoke in the last sentences, because then the pronoun may mean either.
   */
  resolve(gender: Sex, sentence: number): { name: string; sure: boolean } | null {
    const names = (list: readonly Known[]): string[] => [...new Set(list.map((each) => each.name))];
    const sure = ({ name, kind }: Known): boolean => kind === 'person' && !name.startsWith(unnamed);
    const pick = (list: readonly Known[]): { name: string; sure: boolean } | null => {
      const all = names(list);
      return all.length === 1 && sure(list[0]!) ? { name: all[0]!, sure: true } : null;
    };
    const near = this.recent(sentence, 2, gender);
    const before = this.recent(sentence, 7, gender);
    // If no person was named nearby, the pronoun means the only one who spoke before.
    const speakers = names(before.filter((each) => each.spoke));
    if (!near.length) return speakers.length === 1 ? pick(before.filter((each) => each.subject || each.spoke)) : null;
    const found = pick(near);
    if (!found || speakers.some((name) => name !== found.name)) return null;
    return near.some((each) => each.subject || each.spoke) ? found : null;
  }
}
