// npm run roles: writes docs/roles.md, the table of roles and operations, from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, withSource } from './with-source.mjs';

await withSource('src/accounts/testing/role-table.ts', ({ roleTable }) =>
  writeFileSync(join(root, 'docs/roles.md'), roleTable()),
);
