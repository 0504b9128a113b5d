import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { nextKey, type Cast, type Content, type Part } from '../../drafting/store/schema.ts';
import type { ActorKind } from '../../drafting/schema.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { parseRef } from '../../record/refs.ts';
import type { Brief } from '../../record/views/briefs.ts';
import { Picks, pickText, type PickSpec } from '../kit/forms/pick.ts';
import { nameIn } from './view.ts';

/**
 * Converts names in the forms of a draft. The name of an actor, source or part of the draft becomes its key (`#a1`).
 * Any other name becomes the ref of an item in the record. A new actor becomes an actor of the draft, and is added to
 * the record when the draft is filed.
 */
export class DraftPicks extends Picks {
  constructor(
    db: Reader,
    t: Translate,
    private readonly content: Content,
  ) {
    super(db, t);
  }

  override async read(path: string, input: unknown, spec: PickSpec): Promise<string | undefined> {
    const text = typeof input === 'string' ? foldText(input.trim()) : '';
    const own = text ? this.own(text, spec) : undefined;
    return own ?? super.read(path, input, spec);
  }

  private own(text: string, { kinds }: PickSpec): string | undefined {
    const { cast, works, parts } = this.content;
    const asRef = (key: string | undefined): string | undefined => (key ? `#${key}` : undefined);
    const actor = kinds.includes('actor') ? cast.find((one) => foldText(one.name) === text) : undefined;
    const work = kinds.includes('source') ? works.find((one) => foldText(one.title) === text) : undefined;
    const part = parts.find((one) => kinds.includes(one.kind) && foldText(one.title) === text);
    return asRef(actor?.key ?? work?.key ?? part?.key);
  }

  /**
   * Converts the new actors of a form to actors of the draft.
   * @returns `value`: the given value with the keys of these actors; `cast`: those that the draft does not have yet
   */
  settle<T>(value: T): { value: T; cast: Cast[] } {
    const cast: Cast[] = [];
    const keys = new Map<string, string>();
    for (const made of this.made) {
      const there = this.content.cast.find((one) => foldText(one.name) === foldText(made.name));
      const key = there?.key ?? nextKey({ ...this.content, cast: [...this.content.cast, ...cast] }, 'cast');
      keys.set(`#${made.key}`, `#${key}`);
      if (!there) cast.push({ key, name: made.name, kind: made.kind as ActorKind, asWritten: [], use: 'new' });
    }
    const settled = keys.size
      ? (JSON.parse(
          JSON.stringify(value).replace(/"(#new\d+)"/g, (all, key: string) => JSON.stringify(keys.get(key) ?? key)),
        ) as T)
      : value;
    return { value: settled, cast };
  }
}

/**
 * The text for a ref in a pick field: the name of an item of the draft, or the name and number of an item in the
 * record.
 */
export function textOf(
  t: Translate,
  content: Content,
  briefs: ReadonlyMap<string, Brief>,
  ref: string | null | undefined,
): string | undefined {
  if (!ref) return undefined;
  if (!ref.startsWith('#')) {
    const brief = briefs.get(ref);
    return brief ? pickText(brief) : ref;
  }
  const own =
    content.cast.find((one) => `#${one.key}` === ref)?.name ??
    content.works.find((one) => `#${one.key}` === ref)?.title ??
    content.parts.find((one) => `#${one.key}` === ref)?.title;
  return own ?? nameIn(t, content, briefs, ref);
}

export function kindOf(content: Content, subject: string): 'case' | 'source' | 'actor' | Part['kind'] | undefined {
  if (subject === '#case') return 'case';
  if (subject === '#source') return 'source';
  if (!subject.startsWith('#')) return parseRef(subject)?.kind as Part['kind'] | undefined;
  const key = subject.slice(1);
  if (content.cast.some((one) => one.key === key)) return 'actor';
  if (content.works.some((one) => one.key === key)) return 'source';
  return content.parts.find((one) => one.key === key)?.kind;
}
