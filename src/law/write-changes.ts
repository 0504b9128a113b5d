import { sql, type Insertable } from 'kysely';
import { insertRows } from '../platform/database/insert-rows.ts';
import type { Tables } from '../platform/database/tables.ts';
import type { Tx } from '../platform/database/tx.ts';
import type { Writing } from '../platform/operation.ts';
import { refOf, type Known, type RefResolver } from '../record/refs.ts';
import { allocate, createThings } from '../record/things.ts';
import type { Visibility } from '../record/tables.ts';
import type { ChangeOfLaw, Instruction } from './schema.ts';
import type { ProvisionKind } from './tables.ts';

type Node = {
  known: Known | null;
  eid: string;
  parent: string | null;
  kind: ProvisionKind;
  label: string;
  position: number | null;
};

/**
 * The tree of a law's provisions, which changes as the operation plans them. `children`: the eIds under each provision,
 * in order.
 */
class Tree {
  readonly nodes = new Map<string, Node>();
  readonly children = new Map<string | null, string[]>();

  static async load(tx: Tx, lawId: number): Promise<Tree> {
    const tree = new Tree();
    const rows = await tx
      .selectFrom('provision')
      .innerJoin('thing', 'thing.id', 'provision.id')
      .select(['provision.id', 'thing.number', 'parent_id', 'position', 'provision.kind', 'eid', 'label'])
      .where('law_id', '=', lawId)
      .orderBy('position')
      .orderBy('provision.id')
      .execute();
    const eids = new Map(rows.map((row) => [row.id, row.eid]));
    for (const row of rows) {
      const parent = row.parent_id === null ? null : eids.get(row.parent_id)!;
      tree.nodes.set(row.eid, {
        known: { id: row.id, kind: 'provision', number: row.number },
        eid: row.eid,
        parent,
        kind: row.kind,
        label: row.label,
        position: row.position,
      });
      tree.children.set(parent, [...(tree.children.get(parent) ?? []), row.eid]);
    }
    return tree;
  }

  /** Adds a node after or before the given provision. Without one, adds it as the last under its parent. */
  add(node: Node, { after, before }: Instruction): void {
    this.nodes.set(node.eid, node);
    const siblings = this.children.get(node.parent) ?? [];
    const at = after ? siblings.indexOf(after) + 1 : before ? siblings.indexOf(before) : siblings.length;
    this.children.set(node.parent, siblings.toSpliced(at, 0, node.eid));
  }
}

/** Every ref in changes. */
export function* changeRefs(changes: readonly ChangeOfLaw[]): Generator<string> {
  for (const change of changes) {
    yield change.claim;
    if (change.by) yield change.by;
    for (const one of change.instructions) {
      yield* one.summaries;
      for (const text of one.texts) if (text.claim) yield text.claim;
    }
  }
}

/** A law whose new provisions were created by `planChanges`; `writeChanges` then writes the changes themselves. */
export type Planned = { law: Known; tree: Tree };

type Place = { law: Known & { visibility: Visibility }; example: boolean; at: Date; refs: RefResolver; path: string };

/**
 * Creates the provisions that changes of a law add, each at its position. They must exist before claims about them are
 * filed. Errors are collected in `refs` and thrown before anything is written.
 */
export async function planChanges(
  tx: Tx,
  changes: readonly ChangeOfLaw[],
  { law, example, at, refs, path }: Place,
): Promise<Planned> {
  const tree = await Tree.load(tx, law.id);
  for (const [index, one] of changes.entries()) {
    const seen = new Set<string>();
    for (const [place, instruction] of one.instructions.entries())
      plan(tree, instruction, seen, refs, `${path}.${index}.instructions.${place}`);
  }
  refs.throwIfWrong();
  await writeTree(tx, tree, law, example, at);
  return { law, tree };
}

/** The ref of each provision, by the key that claims filed with the law use for it: `#<key of the law>:<eid>`. */
export const provisionKeys = ({ tree }: Planned, key: string): [string, string][] =>
  [...tree.nodes.values()].map((node) => [`#${key}:${node.eid}`, refOf(node.known!)]);

/** Writes planned changes in their order: each change, and its effects on provisions. */
export async function writeChanges(
  tx: Tx,
  changes: readonly ChangeOfLaw[],
  { law, tree }: Planned,
  refs: RefResolver,
  path: string,
  change: Writing<unknown, unknown>['change'],
): Promise<void> {
  const claimOf = (ref: string, where: string): number => refs.find(ref, where, ['claim'])?.id ?? 0;
  const planned = changes.map((one, index) => {
    const here = `${path}.${index}`;
    return {
      claim: claimOf(one.claim, `${here}.claim`),
      by: one.by ? (refs.find(one.by, `${here}.by`, ['law'])?.id ?? null) : null,
      said: one.instructions.map((instruction, place) => ({
        texts: instruction.texts.map((text, at) =>
          text.claim ? claimOf(text.claim, `${here}.instructions.${place}.texts.${at}.claim`) : 0,
        ),
        summaries: [
          ...new Set(
            instruction.summaries.map((ref, at) => claimOf(ref, `${here}.instructions.${place}.summaries.${at}`)),
          ),
        ],
      })),
    };
  });
  refs.throwIfWrong();

  const versionIds = await reserveVersionIds(
    tx,
    changes.reduce((sum, one) => sum + one.instructions.length, 0),
  );
  const rows = {
    versions: [] as Insertable<Tables['provision_version']>[],
    texts: [] as Insertable<Tables['provision_text']>[],
    summaries: [] as Insertable<Tables['provision_summary']>[],
  };
  for (const [index, one] of changes.entries()) {
    const { claim, by, said } = planned[index]!;
    const row = {
      law_id: law.id,
      sort: one.sort,
      title: one.title,
      by_law_id: by,
      uri: one.uri || null,
      made: one.made ?? null,
      commences: one.commences ?? null,
      claim_id: claim,
    };
    const { id } = await tx.insertInto('amendment').values(row).returning('id').executeTakeFirstOrThrow();
    change({ kind: 'law', thingId: law.id, action: 'changed', before: null, after: { amendment: { id, ...row } } });
    for (const [place, instruction] of one.instructions.entries()) {
      const versionId = versionIds.pop()!;
      const node = tree.nodes.get(instruction.provision)!;
      const { texts, summaries } = said[place]!;
      rows.versions.push({
        id: versionId,
        provision_id: node.known!.id,
        amendment_id: id,
        act: instruction.act,
        commences: instruction.commences ?? null,
      });
      for (const [at, { claim: _, ...text }] of instruction.texts.entries())
        rows.texts.push({ version_id: versionId, ...text, claim_id: texts[at]! || claim });
      for (const claimId of summaries) rows.summaries.push({ version_id: versionId, claim_id: claimId });
      const after = {
        law_id: law.id,
        amendment_id: id,
        act: instruction.act,
        eid: node.eid,
        kind: node.kind,
        label: node.label,
        under: instruction.under ?? null,
        next_after: instruction.after ?? null,
        next_before: instruction.before ?? null,
        commences: instruction.commences ?? null,
        texts: instruction.texts.map(({ claim: _, ...text }, at) => ({ ...text, claim_id: texts[at]! || claim })),
        summaries,
      };
      change({
        kind: 'provision',
        thingId: node.known!.id,
        action: instruction.act === 'enacts' || instruction.act === 'inserts' ? 'created' : 'changed',
        before: null,
        after,
      });
    }
  }
  await insertRows(tx, 'provision_version', rows.versions);
  await insertRows(tx, 'provision_text', rows.texts);
  await insertRows(tx, 'provision_summary', rows.summaries);
}

/**
 * Checks that an instruction fits the tree that the earlier instructions produced. Then adds the provision that the
 * instruction creates.
 */
function plan(tree: Tree, one: Instruction, seen: Set<string>, refs: RefResolver, path: string): void {
  const complain = (part: string, message: string, eid: string): void =>
    void refs.errors.push({ path: `${path}.${part}`, message, params: { eid } });
  if (seen.has(one.provision)) return complain('provision', 'errors.field.law.twice', one.provision);
  seen.add(one.provision);
  const known = tree.nodes.get(one.provision);
  if (one.act !== 'enacts' && one.act !== 'inserts')
    return known ? undefined : complain('provision', 'errors.field.law.unknown_provision', one.provision);
  if (known) return complain('provision', 'errors.field.law.known', one.provision);
  for (const part of ['under', 'after', 'before'] as const)
    if (one[part] && !tree.nodes.has(one[part])) return complain(part, 'errors.field.law.unknown_provision', one[part]);
  const under = one.under ?? null;
  const beside = [one.after, one.before].flatMap((eid) => (eid ? [tree.nodes.get(eid)!] : []));
  const astray = beside.find((node) => node.parent !== (under ?? beside[0]!.parent));
  if (astray) return complain(astray.eid === one.after ? 'after' : 'before', 'errors.field.law.not_under', astray.eid);
  tree.add(
    {
      known: null,
      eid: one.provision,
      parent: under ?? beside[0]?.parent ?? null,
      kind: one.kind ?? 'article',
      label: one.label ?? one.provision,
      position: null,
    },
    one,
  );
}

/** Writes new nodes of the tree, parents first, and changed positions. */
async function writeTree(tx: Tx, tree: Tree, law: Place['law'], example: boolean, at: Date): Promise<void> {
  const fresh = [...tree.nodes.values()].filter((node) => node.known === null);
  const known = await allocate(tx, 'provision', fresh.length);
  for (const [index, node] of fresh.entries()) node.known = known[index]!;
  // Provisions are created as public, because readers see them only if the law is public.
  await createThings(
    tx,
    known.map((one) => ({ ...one, visibility: 'public' as const })),
    at,
    example,
  );
  const places = new Map(
    [...tree.children.values()].flatMap((eids) => eids.map((eid, position) => [eid, position] as const)),
  );
  await insertRows(
    tx,
    'provision',
    fresh.map((node) => ({
      id: node.known!.id,
      law_id: law.id,
      parent_id: node.parent === null ? null : tree.nodes.get(node.parent)!.known!.id,
      position: places.get(node.eid)!,
      kind: node.kind,
      eid: node.eid,
      label: node.label,
    })),
  );
  const moved = [...tree.nodes.values()].filter(
    (node) => node.position !== null && node.position !== places.get(node.eid),
  );
  if (moved.length === 0) return;
  await sql`update provision p set position = m.position from unnest(${moved.map((node) => node.known!.id)}::bigint[], ${moved.map((node) => places.get(node.eid)!)}::int[]) as m (id, position) where p.id = m.id`.execute(
    tx,
  );
}

/** Reserves ids for this many versions. Returns the highest first. */
async function reserveVersionIds(tx: Tx, count: number): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await sql<{
    id: number;
  }>`select nextval(pg_get_serial_sequence('provision_version', 'id')) as id from generate_series(1, ${count})`.execute(
    tx,
  );
  return rows.map((row) => Number(row.id)).toSorted((a, b) => b - a);
}
