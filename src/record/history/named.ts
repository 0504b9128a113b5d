import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { FieldError } from '../../platform/errors.ts';
import { refsIn } from '../filing/claims.ts';
import { allKinds } from '../kinds/registry.ts';
import { parseRef, refOf } from '../refs.ts';
import type { ThingKind } from '../tables.ts';
import type { State } from './states.ts';

/** The names of fields that contain the id of an item, in a state and in its parts. */
const idFields = (): ReadonlySet<string> =>
  new Set(['captureId', 'merged_into', ...allKinds().flatMap((kind) => kind.names.map((naming) => naming.column))]);

/** The ids of the items that a state names. */
export function* idsIn(value: unknown, fields = idFields()): Generator<number> {
  if (Array.isArray(value)) for (const one of value) yield* idsIn(one, fields);
  else if (value && typeof value === 'object')
    for (const [name, part] of Object.entries(value))
      if (!fields.has(name)) yield* idsIn(part, fields);
      else if (part !== null && part !== undefined) yield Number(part);
}

type Row = { id: number; kind: ThingKind; number: number; visibility: string; erased: boolean; gone: boolean };

/** The items that a state names: their refs, and whether they can still be named. */
export class Named {
  private constructor(
    private readonly byId: ReadonlyMap<number, Row>,
    private readonly byRef: ReadonlyMap<string, Row>,
  ) {}

  static async load(db: Reader, states: readonly State[]): Promise<Named> {
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
    return new Named(new Map(found.map((row) => [row.id, row])), new Map(found.map((row) => [refOf(row), row])));
  }

  ref(id: unknown): string {
    const row = this.byId.get(Number(id));
    return row ? refOf(row) : '';
  }

  /**
   * Why this state of an item cannot be restored. The reasons are: it names items that no longer exist or are redacted,
   * it names a sealed capture, or a withdrawn claim is the answer to the question.
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
