import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { FieldError } from '../../platform/errors.ts';
import { refsIn } from '../filing/claims.ts';
import { allKinds } from '../kinds/registry.ts';
import { parseRef, refOf } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import type { State } from './states.ts';

/** The fields of a state and of its parts that contain the id of another item. */
const idFields = (): ReadonlySet<string> =>
  new Set([
    'captureId',
    'merged_into',
    ...allKinds().flatMap((kind) => kind.references.map((reference) => reference.column)),
  ]);

/** The ids of the items to which a state refers. */
export function* idsIn(value: unknown, fields = idFields()): Generator<number> {
  if (Array.isArray(value)) for (const one of value) yield* idsIn(one, fields);
  else if (value && typeof value === 'object')
    for (const [name, part] of Object.entries(value))
      if (!fields.has(name)) yield* idsIn(part, fields);
      else if (part !== null && part !== undefined) yield Number(part);
}

type Row = { id: number; kind: ThingKind; number: number; visibility: string; erased: boolean; gone: boolean };

/** The items to which earlier states refer: their refs, and whether a restored state can still refer to them. */
export class ReferredItems {
  private constructor(
    private readonly byId: ReadonlyMap<number, Row>,
    private readonly byRef: ReadonlyMap<string, Row>,
  ) {}

  static async load(db: Reader, states: readonly State[]): Promise<ReferredItems> {
    const ids = [...new Set(states.flatMap((state) => [...idsIn(state)]))];
    const refs = [...new Set(states.flatMap((state) => [...refsInState(state)]))].flatMap((ref) => parseRef(ref) ?? []);
    const { rows } = await sql<Row>`
      select t.id, t.kind, t.number, t.visibility, t.redacted_at is not null as erased, t.withdrawn_at is not null as gone from thing t where t.id = any(${ids}::bigint[])
      union
      select t.id, t.kind, t.number, t.visibility, t.redacted_at is not null, t.withdrawn_at is not null from thing t
      join unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as r(kind, number) on r.kind = t.kind and r.number = t.number`.execute(
      db,
    );
    const found = rows.map((row) => ({ ...row, id: Number(row.id), number: Number(row.number) }));
    return new ReferredItems(
      new Map(found.map((row) => [row.id, row])),
      new Map(found.map((row) => [refOf(row), row])),
    );
  }

  ref(id: unknown): string {
    const row = this.byId.get(Number(id));
    return row ? refOf(row) : '';
  }

  /**
   * Why this state of an item cannot be restored: it refers to items that no longer exist or are redacted, it refers to
   * a sealed capture, or the claim that answers the question is withdrawn.
   */
  complaints(state: State, kind: ThingKind): FieldError[] {
    const found: FieldError[] = [];
    const complain = (message: string, ref: string): void => {
      if (!found.some((one) => one.params!.ref === ref)) found.push({ path: 'to', message, params: { ref } });
    };
    for (const id of idsIn(state)) {
      const row = this.byId.get(id);
      if (!row) complain('record.history.problem.gone', String(id));
      else if (row.erased) complain('record.history.problem.erased', refOf(row));
      else if (row.kind === 'capture' && row.visibility === 'sealed')
        complain('record.history.problem.sealed', refOf(row));
    }
    for (const ref of refsInState(state)) {
      const row = this.byRef.get(ref);
      if (!row) complain('record.history.problem.gone', ref);
      else if (row.erased) complain('record.history.problem.erased', ref);
    }
    const answer =
      kind === 'question' && state.answered_by !== null ? this.byId.get(Number(state.answered_by)) : undefined;
    if (answer?.gone) complain('record.history.problem.withdrawn', refOf(answer));
    return found;
  }
}

/** The refs in the values of a state's statements. */
function* refsInState(state: State): Generator<string> {
  for (const { value } of (state.statements ?? []) as { value: unknown }[])
    for (const text of refsIn(value)) if (parseRef(text)) yield text;
}
