import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { asTeams } from '../../platform/database/as-teams.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, mayRun, type Writing } from '../../platform/operation.ts';
import { actorNameRows, keysOfAll } from '../../record/actors/names.ts';
import { rankStatements } from '../../record/claims/rank-statements.ts';
import { caseParts } from '../../record/kinds/parts.ts';
import { parseRef, RefResolver, refOf, type Known } from '../../record/refs.ts';
import { addOriginOf } from '../../record/sources/archive-origin.ts';
import { sourceRows } from '../../record/sources/rows.ts';
import { tagNew } from '../../record/tags/tag-new.ts';
import { allocateAll, createThings } from '../../record/things.ts';
import { recordLine, type LineOf, type RecordLine } from '../formats/jsonl-lines.ts';
import { exportKinds } from '../export/select.ts';
import { writeClaimLines } from './claims.ts';
import { findKnown } from './known.ts';
import { Placeholders, writeCapture } from './placeholders.ts';

const inputSchema = z.object({
  /** The id of the record from which the lines were exported, as in the head of the file. */
  record: z.string().min(1).max(200),
  /** The name of that record's publication. */
  paper: z.string().min(1).max(200),
  lines: z.array(recordLine),
});

/**
 * The result. `made`: the number of new items by kind; `known`: the number of items that existed before; `numbers`:
 * whether the items have the same numbers as in the other record.
 */
export type ImportedLines = {
  made: Partial<Record<RecordLine['type'], number>>;
  known: number;
  numbers: 'kept' | 'new';
};

/** A line that creates an item, with its path in the input (for errors) and the new id. */
export type Item<Type extends RecordLine['type'] = RecordLine['type']> = {
  line: LineOf<Type>;
  path: string;
  known: Known;
};

/** The context that the parts of the operation share. `find`: finds the item in this record for a ref of the file. */
export type LineImport = Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'principal' | 'change'> & {
  refs: RefResolver;
  placeholders: Placeholders;
  paper: string;
  /** The ids of the items that this import creates. All statements about them are in the file. */
  fresh: readonly number[];
  find(ref: string, path: string, kinds: readonly string[]): Known | null;
  /** Returns the ref in this record for a ref of the file. Returns an unknown ref unchanged. */
  here(ref: string): string;
};

/**
 * Imports the lines of a file `record.jsonl`, in one transaction: items, and claims with their attribution, sources and
 * statements. Items that were imported before are recognised, and not changed. In an empty record, items keep their
 * numbers, so that an installation can move. In other records, they get new numbers (docs/decisions/0027).
 * @throws AppError `invalid_input` naming lines by their index (`lines.12.title`)
 */
export const importLines = defineOperation({
  name: 'exchange.bringBack',
  permission: filing,
  input: inputSchema,
  async write({ tx, input, at, principal, change }): Promise<ImportedLines> {
    const { known, matched } = await findKnown(tx, input.record, input.lines);
    const { rows: things } = await asTeams(tx, null, () => sql`select from thing limit 1`.execute(tx));
    const empty = things.length === 0;
    const refs = new RefResolver();
    const items = await allocateLines(tx, input.lines, known, refs, empty);
    const all = new Map([...known, ...items.map((item): [string, Known] => [item.line.ref, item.known])]);
    for (const thing of known.values()) refs.announce(undefined, thing, '');
    const here = (ref: string): string => (all.has(ref) ? refOf(all.get(ref)!) : ref);
    const placeholders = new Placeholders(tx, at, `Known to the desk of ${input.paper}`, known, (thing) =>
      refs.announce(undefined, thing, ''),
    );
    const work: LineImport = {
      tx,
      at,
      principal,
      refs,
      placeholders,
      paper: input.paper,
      here,
      fresh: items.map(({ known: thing }) => thing.id),
      change: (made) => change(made),
      find(ref, path, kinds) {
        const thing = all.get(ref);
        if (thing && kinds.includes(thing.kind)) return thing;
        refs.errors.push({
          path,
          message: thing ? 'errors.field.ref.kind' : 'exchange.exports.line.unknown',
          params: { ref, kinds: kinds.join(', ') },
        });
        return null;
      },
    };
    if (!mayRun(principal, rankStatements))
      refs.errors.push(
        ...items.flatMap(({ line, path }) =>
          line.type === 'claim' && line.statements.some((one) => one.rank)
            ? [{ path: `${path}.statements`, message: 'errors.field.rank.editors' }]
            : [],
        ),
      );
    const of = <Type extends RecordLine['type']>(type: Type): Item<Type>[] =>
      items.filter((item) => item.line.type === type) as unknown as Item<Type>[];

    for (const example of [false, true])
      await createThings(
        tx,
        items
          .filter(({ line }) => (line.example === true) === example)
          .map(({ line, known: thing }) => ({ ...thing, visibility: line.visibility })),
        at,
        example,
      );
    const invented = items.flatMap(({ line, known: thing }) => (line.invented ? [thing.id] : []));
    if (invented.length) await tx.updateTable('thing').set({ invented: true }).where('id', 'in', invented).execute();
    await writeActors(work, of('actor'));
    await writeSources(work, of('source'));
    await writeCaptures(work, of('capture'));
    await writeCases(work, of);
    await tagNew(
      tx,
      [...of('actor'), ...of('source'), ...of('case')].map(({ line, known: thing }) => ({
        id: thing.id,
        tags: line.tags,
      })),
    );
    await writeClaimLines(work, of('claim'));
    await writeQuestions(work, of('question'));
    const translations = translationsOf(items, refs);
    refs.throwIfWrong();
    await insertRows(tx, 'text_translation', translations);
    for (const { line, known: thing } of of('case'))
      if (line.writtenIn)
        await tx.updateTable('thing').set({ written_in: line.writtenIn }).where('id', '=', thing.id).execute();

    for (const { known: thing, after } of placeholders.made)
      change({ kind: thing.kind, thingId: thing.id, action: 'created', before: null, after });
    const sha = new Map(of('capture').map(({ line, known: thing }) => [thing.id, line.sha256]));
    const noted = new Set(known.keys());
    const rows = [
      ...items.map(({ line, known: thing }) => ({ ref: line.ref, thing })),
      ...matched.map(({ ref, known: thing }) => ({ ref, thing })),
      ...[...placeholders.refs].filter(([ref]) => !noted.has(ref)).map(([ref, thing]) => ({ ref, thing })),
    ];
    await insertRows(
      tx,
      'imported_thing',
      rows.map(({ ref, thing }) => ({
        record: input.record,
        ref,
        thing_id: thing.id,
        sha256: sha.get(thing.id) ?? null,
      })),
    );
    const made: ImportedLines['made'] = {};
    for (const { line } of items) made[line.type] = (made[line.type] ?? 0) + 1;
    return { made, known: input.lines.length - items.length, numbers: empty ? 'kept' : 'new' };
  },
});

/** The translations in lines, as rows. The original text comes from the line, or else from the translation itself. */
function translationsOf(items: readonly Item[], refs: RefResolver) {
  const rows = new Map<string, { thing_id: number; field: string; language: string; text: string; original: string }>();
  for (const { line, known: thing, path } of items) {
    if (!('translations' in line)) continue;
    const texts = line as unknown as Record<string, unknown>;
    for (const [index, { field, language, text, original }] of (line.translations ?? []).entries()) {
      const now = original ?? texts[field];
      if (typeof now !== 'string')
        refs.errors.push({
          path: `${path}.translations.${index}.field`,
          message: 'record.error.translation.field',
          params: { field },
        });
      else
        rows.set(`${thing.id} ${field} ${language}`, {
          thing_id: thing.id,
          field,
          language,
          text,
          original: now,
        });
    }
  }
  return [...rows.values()];
}

/** Reserves ids and numbers for new items, kind by kind, so that each item comes after the items to which it refers. */
async function allocateLines(
  tx: Tx,
  lines: readonly RecordLine[],
  known: ReadonlyMap<string, Known>,
  refs: RefResolver,
  keepNumbers: boolean,
): Promise<Item[]> {
  const seen = new Set<string>();
  const fresh = lines.flatMap((line, index) => {
    const path = `lines.${index}`;
    if (parseRef(line.ref)?.kind !== line.type)
      refs.errors.push({ path: `${path}.ref`, message: 'exchange.exports.line.ref' });
    if (seen.has(line.ref))
      refs.errors.push({ path: `${path}.ref`, message: 'errors.field.ref.twice', params: { ref: line.ref } });
    seen.add(line.ref);
    return known.has(line.ref) ? [] : [{ line, path }];
  });
  refs.throwIfWrong();
  const byKind = exportKinds.map((kind) => fresh.filter(({ line }) => line.type === kind));
  const allocated = await allocateAll(
    tx,
    exportKinds.map((kind, place) => [kind, byKind[place]!.length]),
  );
  const items = byKind.flatMap((list, place) =>
    list.map((one, index): Item => ({
      ...one,
      known: { ...allocated[place]![index]!, ...(keepNumbers ? { number: parseRef(one.line.ref)!.number } : {}) },
    })),
  );
  if (keepNumbers)
    for (const [place, kind] of exportKinds.entries()) {
      const last = Math.max(0, ...ranges(byKind[place]!.map(({ line }) => parseRef(line.ref)!.number)));
      if (last > 0) await sql`select setval(${`number_${kind}`}::text::regclass, ${last}::bigint)`.execute(tx);
    }
  for (const { known: thing } of items) refs.announce(undefined, thing, '');
  return items;
}

/** The largest of each thousand numbers, because `Math.max` cannot take any number of arguments. */
function* ranges(numbers: readonly number[]): Generator<number> {
  for (let from = 0; from < numbers.length; from += 1000) yield Math.max(...numbers.slice(from, from + 1000));
}

async function writeActors({ tx, change }: LineImport, items: readonly Item<'actor'>[]): Promise<void> {
  await insertRows(
    tx,
    'actor',
    items.map(({ line, known }) => ({ id: known.id, kind: line.kind })),
  );
  const keysOf = await keysOfAll(items.flatMap(({ line }) => line.names.map(({ text }) => text)));
  await insertRows(
    tx,
    'actor_name',
    items.flatMap(({ line, known }) => actorNameRows(known.id, line.names, keysOf)),
  );
  for (const { line, known } of items)
    change({
      kind: 'actor',
      thingId: known.id,
      action: 'created',
      before: null,
      after: { kind: line.kind, names: line.names, visibility: line.visibility },
    });
}

async function writeSources({ tx, refs, here, change }: LineImport, items: readonly Item<'source'>[]): Promise<void> {
  const sources = items.map(({ line }) => ({
    ...line,
    publisher: line.publisher && here(line.publisher),
    derivedFrom: line.derivedFrom.map((one) => ({ origin: here(one.source), kind: one.kind, basis: one.basis })),
  }));
  const rows = sourceRows(
    sources,
    items.map(({ known }) => known),
    refs,
  );
  refs.errors.forEach(
    (complaint) =>
      (complaint.path = complaint.path.replace(
        /^sources\.(\d+)/,
        (whole, index: string) => items[Number(index)]?.path ?? whole,
      )),
  );
  refs.throwIfWrong();
  try {
    await rows.write(tx);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError(thrown.code, {
      details: thrown.details,
      cause: thrown,
      fields: thrown.fields.map((field) => ({
        ...field,
        path: field.path.replace(/^sources\.(\d+)/, (whole, index: string) => items[Number(index)]?.path ?? whole),
      })),
    });
  }
  for (const after of rows.after) change({ kind: 'source', thingId: after.id, action: 'created', before: null, after });
}

async function writeCaptures({ tx, at, find, change }: LineImport, items: readonly Item<'capture'>[]): Promise<void> {
  for (const { line, path, known } of items) {
    const source = find(line.source, `${path}.source`, ['source']);
    if (!source) continue;
    const after = await writeCapture(tx, at, known, {
      source_id: source.id,
      method: line.method,
      media_type: line.mediaType,
      url: line.url,
      captured_at: new Date(line.at),
      language: line.language,
      text: line.text,
    });
    if (line.archive) await addOriginOf(tx, known.id, line.archive);
    change({ kind: 'capture', thingId: known.id, action: 'created', before: null, after });
  }
}

async function writeCases(
  { tx, refs, find, change }: LineImport,
  of: <Type extends RecordLine['type']>(type: Type) => Item<Type>[],
): Promise<void> {
  const cases = of('case').map(({ line, known }) => ({
    id: known.id,
    title: line.title,
    summary: line.summary ?? null,
  }));
  const parts = caseParts.map(({ name, parent, column }) => ({
    name,
    rows: (of(name) as readonly Item[]).map(({ line, path, known }) => {
      const { [parent]: above, title } = line as unknown as Record<typeof parent | 'title', string>;
      return { id: known.id, [column]: find(above, `${path}.${parent}`, [parent])?.id ?? 0, title };
    }),
  }));
  refs.throwIfWrong();
  for (const { name, rows } of [{ name: 'case' as const, rows: cases }, ...parts]) {
    await insertRows(tx, name, rows as typeof cases);
    for (const [index, row] of rows.entries())
      change({
        kind: name,
        thingId: row.id,
        action: 'created',
        before: null,
        after: { ...row, visibility: of(name)[index]!.line.visibility },
      });
  }
}

async function writeQuestions(
  { tx, find, placeholders, change }: LineImport,
  items: readonly Item<'question'>[],
): Promise<void> {
  const rows = [];
  for (const { line, path, known } of items) {
    const claim = (ref: string | undefined, field: string): number | null =>
      ref ? (find(ref, `${path}.${field}`, ['claim'])?.id ?? null) : null;
    rows.push({
      id: known.id,
      case_id: line.case ? (find(line.case, `${path}.case`, ['case'])?.id ?? null) : null,
      wording: line.wording,
      language: line.language,
      raised_by: claim(line.raisedBy, 'raisedBy'),
      answered_by:
        claim(line.answeredBy, 'answeredBy') ?? (line.answered ? (await placeholders.thing('claim')).id : null),
    });
  }
  await insertRows(tx, 'question', rows);
  for (const [index, row] of rows.entries())
    change({
      kind: 'question',
      thingId: row.id,
      action: 'created',
      before: null,
      after: { ...row, visibility: items[index]!.line.visibility },
    });
}
