// npm run settings: writes docs/operators/settings.md, every setting, from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, withSource } from './with-source.mjs';

await withSource('src/platform/config/testing/settings-page.ts', ({ settingsPage }) =>
  writeFileSync(join(root, 'docs/operators/settings.md'), settingsPage()),
);
