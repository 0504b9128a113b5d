import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { expect, it } from 'vitest';
import { roles } from '../accounts/tables.ts';
import { cellOf, declaredOperations, roleTable } from '../accounts/testing/role-table.ts';
import { packageRoot } from '../platform/config/package-root.ts';
import { asAppError } from '../platform/errors.ts';
import { messages } from '../platform/messages/messages.ts';
import { mayRun, runOnJson, type Operation } from '../platform/operation.ts';
import { onBothDatabases, onOneDatabase } from '../platform/testing/databases.ts';
import { someone, testApp } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { onlyEditorsChangePublic } from '../record/permissions.ts';
import { findThing, parseRef } from '../record/refs.ts';

type AnyOperation = Operation<z.core.$ZodType, unknown, unknown>;
const operations = declaredOperations();
/** Operations that people run, but that no module exports, because a function creates or runs them. */
const byFunction = [
  'record.beginUndo',
  'record.redact',
  'record.seal',
  'record.undo',
  'search.recount',
  'search.reindexSome',
];

const isOperation = (value: unknown): value is AnyOperation =>
  typeof value === 'object' && value !== null && 'permission' in value && 'write' in value && 'input' in value;

/** The operations that the modules export, by name. */
async function exported(): Promise<Map<string, AnyOperation>> {
  const found = new Map<string, AnyOperation>();
  for (const path of new Set(operations.map((one) => one.file))) {
    const module = (await import(pathToFileURL(join(packageRoot, path)).href)) as Record<string, unknown>;
    for (const value of Object.values(module)) if (isOperation(value)) found.set(value.name, value);
  }
  return found;
}

onOneDatabase('the table of roles', (db) => {
  it('is current: `npm run roles` writes it', () => {
    expect(readFileSync(join(packageRoot, 'docs/roles.md'), 'utf8')).toBe(roleTable());
  });

  it('has the same names as the page about accounts, which gives those of commands and those of the desk', () => {
    const page = readFileSync(join(packageRoot, 'docs/accounts.md'), 'utf8');
    const named = [...page.matchAll(/^\| `([a-z-]+)` *\| ([^|]+?) *\|/gm)].map(([, role, name]) => [role, name]);
    const t = messages('en');
    expect(named.toSorted()).toEqual(roles.map((role) => [role, t(`accounts.role.${role}`)]).toSorted());
  });

  it('has every operation in the code', () => {
    expect(operations.length).toBeGreaterThan(200);
    expect(new Set(operations.map((one) => one.name)).size).toBe(operations.length);
  });

  it('says what happens when each role runs each operation', async () => {
    const app = testApp(db());
    const known = await exported();
    // An operation that is not exported is run by the system, or by a function that receives the principal.
    const inner = operations.filter((one) => !known.has(one.name) && one.permission[0] !== 'system');
    expect(inner.map((one) => one.name)).toEqual(byFunction);
    let tried = 0;
    for (const one of operations) {
      const operation = known.get(one.name);
      if (!operation) continue;
      for (const role of roles) {
        const who = someone(role);
        const may = one.permission === 'anyone' || one.permission.includes(role);
        expect([one.name, role, mayRun(who, operation)]).toEqual([one.name, role, may]);
        expect(['yes', 'not-public'].includes(cellOf(one, role))).toBe(may);
        // No operation accepts this input, so none gets further than its permission.
        const error = asAppError(await runOnJson(app, operation, who, null).catch((thrown: unknown) => thrown));
        // The input of a proposal is checked in the same way as that of the operation.
        const read = may || cellOf(one, role) === 'proposes';
        expect([one.name, role, error.code]).toEqual([one.name, role, read ? 'invalid_input' : 'not_permitted']);
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(150 * roles.length);
  });
});

onBothDatabases('a change of what readers see', (db) => {
  it('is refused in every operation of every role but the editor, unless the operation declares otherwise', async () => {
    const app = testApp(db());
    const filed = await runOnJson(app, file, someone('editor'), {
      cases: [
        { title: 'A public case', visibility: 'public' },
        { title: 'A case of the desk', visibility: 'desk' },
      ],
    });
    const [open, desk] = await Promise.all(
      filed.cases.map(async (ref) => (await findThing(app.db.read, 'case', parseRef(ref)!.number))!.id),
    );
    const check = (operation: AnyOperation, role: string, thingId: number, before: object | null = null) =>
      app.db
        .transaction((tx) =>
          onlyEditorsChangePublic(tx, {
            operation,
            principal: someone(role),
            at: app.now(),
            changes: [{ kind: 'case', thingId, action: 'changed', before, after: null }],
            change: () => undefined,
          }),
        )
        .then(
          () => 'done',
          (error: unknown) => asAppError(error).code,
        );
    const known = await exported();
    let guarded = 0;
    for (const one of operations) {
      const operation = known.get(one.name);
      if (!operation || one.permission === 'anyone') continue;
      for (const role of roles.filter((each) => one.permission.includes(each))) {
        const may = role === 'editor' || one.publicItems !== undefined;
        const done = may ? 'done' : 'editor_needed';
        expect([one.name, role, await check(operation, role, open!)]).toEqual([one.name, role, done]);
        // The change hides an item that was public before.
        expect([one.name, role, await check(operation, role, desk!, { visibility: 'public' })]).toEqual([
          one.name,
          role,
          done,
        ]);
        expect([one.name, role, await check(operation, role, desk!)]).toEqual([one.name, role, 'done']);
        if (!may && cellOf(one, role) === 'not-public') guarded += 1;
      }
    }
    expect(guarded).toBeGreaterThan(40);
  });
});
