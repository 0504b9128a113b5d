import type { Reader } from '../../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { nameLimits } from '../../../record/filing/schema.ts';
import { kindsThat } from '../../../record/kinds/registry.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import type { Option } from './form.ts';
import type { TreeValue } from './tree.ts';
import { findByWords, nearActors } from './pick-queries.ts';

/** The text by which a field shows an item: its title and its ref. */
export const pickText = (brief: Pick<Brief, 'title' | 'kind' | 'number'> & { title: string }): string =>
  `${brief.title.replace(/\s+/g, ' ').slice(0, 120)} · ${brief.kind}/${brief.number}`.replace(/^ · /, '');

const refAtEnd = /(?:^|·\s*)([a-z]+\/[1-9]\d{0,15})$/;
const asAddress = /\/(?:desk\/)?([a-z]+)s\/([1-9]\d{0,15})(?:[/?#.]|$)/;
/**
 * Matches a new actor, such as "+ person: Zeinulla Kakimzhanov". The actor is created together with the item that names
 * it.
 */
const asNew = /^\+\s*([a-z]+):\s*(\S.*)$/s;

/**
 * The kind of the item in a pick field, from its ref, its address or the mark for a new actor. Undefined if the field
 * has only a name.
 */
export function pickedKind(typed: TreeValue): ThingKind | undefined {
  const text = typeof typed === 'string' ? typed.trim() : '';
  if (asNew.test(text)) return 'actor';
  const address = asAddress.exec(text);
  const ref = refAtEnd.exec(text)?.[1] ?? (address ? `${address[1]}/${address[2]}` : '');
  return parseRef(ref)?.kind;
}

export type PickSpec = {
  kinds: readonly ThingKind[];
  /** Kinds of actor that can be created from a new name. */ make?: readonly ActorKind[];
};

/** An actor that will be created from a pick field. */
export type MadeActor = { key: string; kind: ActorKind; name: string };

/**
 * Turns the input of pick fields into refs. The input can be a ref, an address, or the name of exactly one item.
 * Otherwise the field gets an error, and offers items with similar names.
 */
export class Picks {
  /** Options by the field's path, for `FormState.options`. */
  readonly offered: Record<string, Option[]> = {};
  readonly made: MadeActor[] = [];
  private readonly errors: FieldError[] = [];

  constructor(
    private readonly db: Reader,
    private readonly t: Translate,
  ) {}

  /**
   * The ref of the item that the input means. It is a key such as `#new1` for an actor that will be created, and
   * undefined for a blank field or an error.
   */
  async read(path: string, typed: unknown, spec: PickSpec): Promise<string | undefined> {
    const text = typeof typed === 'string' ? typed.trim() : '';
    if (!text) return undefined;
    const address = asAddress.exec(text);
    const ref = refAtEnd.exec(text)?.[1] ?? (address ? `${address[1]}/${address[2]}` : undefined);
    const parsed = ref === undefined ? null : parseRef(ref);
    if (ref !== undefined && parsed) {
      if (!spec.kinds.includes(parsed.kind))
        return this.complain(path, 'record.desk.pick.kind', {
          kinds: spec.kinds.map((kind) => this.t(`record.desk.kind.${kind}`)).join(', '),
        });
      const thing = await findThing(this.db, parsed.kind, parsed.number);
      return thing && !thing.redacted_at ? ref : this.complain(path, 'record.desk.pick.gone', { ref });
    }
    const fresh = asNew.exec(text);
    const kind = spec.make?.find((one) => one === fresh?.[1]);
    if (fresh && kind) {
      const name = fresh[2]!.trim();
      return name.length > nameLimits.letters
        ? this.complain(path, 'errors.field.actorName.long')
        : this.make(kind, name);
    }
    return this.search(path, text, spec);
  }

  private async search(path: string, text: string, spec: PickSpec): Promise<string | undefined> {
    const { exact, near } = await findByWords(this.db, spec.kinds, text);
    if (exact.length === 1) return `${exact[0]!.kind}/${exact[0]!.number}`;
    const alike = spec.kinds.includes('actor') ? (await nearActors(this.db, [text])).map((one) => one.brief) : [];
    const candidates = [...new Map([...exact, ...alike, ...near].map((brief) => [brief.id, brief])).values()].slice(
      0,
      8,
    );
    const options: Option[] = candidates.map((brief) => ({
      value: pickText(brief),
      text: brief.title,
      hint: this.hint(brief),
    }));
    for (const kind of spec.make ?? [])
      options.push({
        value: `+ ${kind}: ${text}`,
        text: this.t('record.desk.pick.make', { kind: this.t(`vocabulary.actor-kind.${kind}`), name: text }),
      });
    this.offered[path] = options;
    return this.complain(
      path,
      candidates.length
        ? 'record.desk.pick.several'
        : options.length
          ? 'record.desk.pick.make_one'
          : 'record.desk.pick.none',
      { text },
    );
  }

  private hint(brief: Brief): string {
    const sort =
      brief.sort &&
      (brief.kind === 'actor' ? `vocabulary.actor-kind.${brief.sort}` : `vocabulary.source-kind.${brief.sort}`);
    return `${sort && this.t.has(sort) ? this.t(sort) : this.t(`record.desk.kind.${brief.kind}`)} ${brief.number}`;
  }

  private make(kind: ActorKind, name: string): string {
    const same = this.made.find((one) => one.kind === kind && one.name === name);
    if (same) return `#${same.key}`;
    const key = `new${this.made.length + 1}`;
    this.made.push({ key, kind, name });
    return `#${key}`;
  }

  complain(path: string, message: string, params?: Record<string, string | number>): undefined {
    this.errors.push({ path, message, params });
    return undefined;
  }

  /** @throws AppError `invalid_input` */
  throwIfUnclear(): void {
    if (this.errors.length) throw new AppError('invalid_input', { fields: this.errors });
  }

  /** The new actors, as input of the operation `file`. */
  actors(): { key: string; kind: ActorKind; names: { text: string; kind: 'preferred' }[] }[] {
    return this.made.map(({ key, kind, name }) => ({ key, kind, names: [{ text: name, kind: 'preferred' }] }));
  }
}

/** All kinds of actor. Each of them can speak, publish and be involved. */
export const anyActor = ['person', 'outlet', 'organisation', 'authority', 'court', 'company', 'network'] as const;
export type ActorKind = (typeof anyActor)[number];

/** The kinds of items that statements can be about. */
export const subjectKinds = (): readonly ThingKind[] => kindsThat((kind) => kind.subject);

/** The initial texts of pick fields, for the items in an address (`?case=12`) or in stored refs. */
export async function pickTexts(db: Reader, refs: Iterable<string | null | undefined>): Promise<Map<string, string>> {
  const ids = new Map<number, string>();
  for (const ref of new Set(refs)) {
    if (!ref) continue;
    const parsed = parseRef(ref);
    const thing = parsed && (await findThing(db, parsed.kind, parsed.number));
    if (thing) ids.set(thing.id, ref);
  }
  const briefs = await loadBriefs(db, ids.keys(), 'desk');
  return new Map([...ids].flatMap(([id, ref]) => (briefs.has(id) ? [[ref, pickText(briefs.get(id)!)] as const] : [])));
}
