import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';
import { findUnitTests } from './find-tests.ts';

const root = tempDir();
const files = {
  'src/accounts/testing/cheap-passwords.ts': '',
  'src/web/kinds.ts': '',
  'src/direct.test.ts': "import pg from 'pg';",
  'src/far.test.ts': "export * from './far.ts';",
  'src/far.ts': "import { Pool } from './farther.ts';",
  'src/farther.ts': "export { Pool } from 'pg';",
  'src/types.test.ts':
    "import { it } from 'vitest';\nimport type { Pool } from 'pg';\nit('passes', () => {});\nexport type { Pool };",
  'src/later.ts': "export const opens = async () => new (await import('pg')).default.Pool().connect();",
  'src/opens.test.ts': "import { it } from 'vitest';\nimport { opens } from './later.ts';\nit('opens', () => opens());",
};

beforeAll(() => {
  for (const folder of ['src/platform/testing', 'src/accounts/testing', 'src/cli', 'bench', 'scripts'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    'package.json',
    'vitest.config.ts',
    'scripts/find-tests.ts',
    'scripts/transform.mjs',
    'src/platform/browser',
    'src/platform/testing',
  ])
    cpSync(join(packageRoot, file), join(root, file), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
});

it('selects tests that load neither database nor browser, directly or indirectly', () => {
  expect(findUnitTests(root).sort()).toEqual(['src/opens.test.ts', 'src/types.test.ts']);
});

it('fails if one of the selected tests opens a database anyway', () => {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', '--mode', 'unit'], { cwd: root, encoding: 'utf8' });
  expect(run.status).toBe(1);
  expect(run.stdout).toMatch(/1 failed.*1 passed/);
  expect(run.stderr).toContain('This unit test opens a database.');
});
