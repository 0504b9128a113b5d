import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/platform/config/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'kronika-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rules that a file with this text would break at this path. */
function broken(path: string, text: string): string[] {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const { stdout } = spawnSync(
    process.execPath,
    [join(packageRoot, 'node_modules/oxlint/bin/oxlint'), '--format=json', '-c', '.oxlintrc.json', file],
    { cwd: packageRoot, encoding: 'utf8' },
  );
  return (JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code);
}

it('the linter refuses a write outside of an operation', () => {
  const write =
    "export const forget = (tx: { deleteFrom(table: string): unknown }): unknown => tx.deleteFrom('claim');\n";
  expect(broken('src/record/stray.ts', write)).toEqual(['kronika(no-stray-writes)']);
  expect(broken('src/web/stray.tsx', write)).toEqual(['kronika(no-stray-writes)']);
  const operation = `import type { Operation } from '../platform/operation.ts';\nexport type Mine = Operation<never, never>;\n${write}`;
  expect(broken('src/record/operation.ts', operation)).toEqual([]);
});

it('the linter refuses an import from a later folder', () => {
  const imports = (folderName: string): string => `export { it } from '../${folderName}/it.ts';\n`;
  expect(broken('src/record/up.ts', imports('web'))).toEqual(['kronika(import-order)']);
  expect(broken('src/web/down.ts', imports('record'))).toEqual([]);
});

it('the linter refuses a cast to never outside of tests', () => {
  const cast = "export const width: number = '12' as never;\n";
  expect(broken('src/record/cast.ts', cast)).toEqual(['kronika(no-cast-to-never)']);
  expect(broken('src/record/cast.test.ts', cast)).toEqual([]);
});
