import { insertRows } from '../../platform/database/insert-rows.ts';
import type { CaptureMethod } from '../../record/kinds/capture.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { actorNameRows } from '../../record/actors/names.ts';
import { findPart } from '../../record/kinds/parts.ts';
import type { ThingKind } from '../../record/tables.ts';
import { allocate, createThings } from '../../record/things.ts';
import type { Known } from '../../record/refs.ts';

/** A placeholder that was created, for the history. */
export type CreatedPlaceholder = { known: Known; after: Record<string, unknown> };

/**
 * Placeholders for items that an export does not name, such as "a person known to the desk". Only the desk sees them.
 * There is one for each kind and type of item, which is created when it is first needed.
 */
export class Placeholders {
  readonly made: CreatedPlaceholder[] = [];
  /** The placeholders, by a ref that does not exist in the other record, such as `hidden/actor/person`. */
  readonly refs = new Map<string, Known>();
  readonly #tx: Tx;
  readonly #at: Date;
  readonly #title: string;
  readonly #announce: (known: Known) => void;

  /**
   * @param title the title of placeholders: "known to the desk of …"
   * @param known items from earlier imports of the same record, by their refs in the file
   */
  constructor(tx: Tx, at: Date, title: string, known: ReadonlyMap<string, Known>, announce: (known: Known) => void) {
    this.#tx = tx;
    this.#at = at;
    this.#title = title;
    this.#announce = announce;
    for (const [ref, thing] of known) if (ref.startsWith('hidden/')) this.refs.set(ref, thing);
  }

  async thing(kind: ThingKind, sort?: string): Promise<Known> {
    return this.#once(`hidden/${kind}${sort ? `/${sort}` : ''}`, kind, async (known) => this.#write(known, sort));
  }

  /**
   * The placeholder for the capture of a passage, if the export does not name it. There is one for each source.
   */
  async capture(source: Known): Promise<Known> {
    return this.#once(`hidden/capture/${source.number}`, 'capture', async (known) =>
      writeCapture(this.#tx, this.#at, known, { source_id: source.id, method: 'text', media_type: 'text/plain' }),
    );
  }

  async #once(ref: string, kind: ThingKind, write: (known: Known) => Promise<Record<string, unknown>>): Promise<Known> {
    const there = this.refs.get(ref);
    if (there) return there;
    const [known] = await allocate(this.#tx, kind, 1);
    this.refs.set(ref, known!);
    this.#announce(known!);
    await createThings(this.#tx, [{ ...known!, visibility: 'desk' }], this.#at, false);
    this.made.push({ known: known!, after: await write(known!) });
    return known!;
  }

  async #write({ id, kind, number }: Known, sort?: string): Promise<Record<string, unknown>> {
    const [tx, title] = [this.#tx, this.#title];
    switch (kind) {
      case 'actor': {
        const names = [{ text: title, kind: 'preferred' as const }];
        await insertRows(tx, 'actor', [{ id, kind: sort ?? 'person' }]);
        await insertRows(tx, 'actor_name', actorNameRows(id, names));
        return { kind: sort ?? 'person', names, visibility: 'desk' };
      }
      case 'source': {
        const row = {
          id,
          kind: 'other',
          title,
          publisher_id: null,
          published: null,
          language: null,
          note: null,
          withheld: null,
        };
        await insertRows(tx, 'source', [row]);
        return { ...row, addresses: [], derivedFrom: [] };
      }
      case 'capture': {
        const source = await this.thing('source');
        return writeCapture(
          tx,
          this.#at,
          { id, kind, number },
          { source_id: source.id, method: 'text', media_type: 'text/plain' },
        );
      }
      case 'case':
        await insertRows(tx, 'case', [{ id, title, summary: null }]);
        return { id, title, summary: null };
      case 'claim': {
        const row = {
          id,
          case_id: null,
          wording: title,
          kind: 'paraphrase' as const,
          language: 'en',
          mode: 'stated' as const,
          support: 'direct-word' as const,
          passage_id: null,
          source_id: null,
          support_note: title,
          checked_by: null,
          checked_at: null,
          origin: `claim/${id}`,
        };
        await insertRows(tx, 'claim', [row]);
        return {
          number,
          wording: title,
          kind: row.kind,
          language: row.language,
          mode: row.mode,
          certainty: 'unknown',
          state: 'draft',
          visibility: 'desk',
          case_id: null,
          support: row.support,
          source_id: null,
          support_note: title,
          passage: null,
          chain: [],
          statements: [],
        };
      }
      case 'law':
        await insertRows(tx, 'law', [{ id, title, language: 'und' }]);
        return { title, language: 'und', visibility: 'desk' };
      case 'provision': {
        const law = await this.thing('law');
        await insertRows(tx, 'provision', [
          { id, law_id: law.id, parent_id: null, position: 0, kind: 'level', eid: `hidden_${number}`, label: title },
        ]);
        return { law_id: law.id, label: title };
      }
      default: {
        const part = findPart(kind);
        if (!part) throw new TypeError(`no placeholder for a ${kind}`);
        const row = { id, [part.column]: (await this.thing(part.parent)).id, title };
        await insertRows(tx, part.name as 'event', [row as typeof row & { case_id: number }]);
        return row;
      }
    }
  }
}

/** Writes the row of a capture of another record, whose bytes are not in this one. */
export async function writeCapture(
  tx: Tx,
  at: Date,
  { id }: Known,
  about: {
    source_id: number;
    method: CaptureMethod;
    media_type: string;
    url?: string;
    captured_at?: Date;
    language?: string;
    text?: string;
  },
): Promise<Record<string, unknown>> {
  const { url, captured_at, language, text, ...rest } = about;
  const row = {
    id,
    ...rest,
    final_url: url ?? null,
    requested_url: null,
    hops: '[]',
    headers: '[]',
    status: null,
    charset: null,
    captured_at: captured_at ?? at,
    bytes_sha256: '',
    bytes_size: 0,
    text: text ?? '',
    text_sha256: '',
    language: language ?? null,
  };
  await insertRows(tx, 'capture', [row]);
  const { text: _, headers: __, hops: ___, ...brief } = row;
  return { ...brief, captured_at: row.captured_at.toISOString() };
}
