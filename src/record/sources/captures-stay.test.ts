import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../platform/config/package-root.ts';

const source = join(packageRoot, 'src');
/**
 * Statements that change or delete rows of `capture`, by Kysely or in SQL. Tables such as `capture_order` do not match.
 */
const changes = /(updateTable|deleteFrom)\('capture'\)|\b(update|delete from|truncate)\s+"?capture"?(?![\w_])/gi;

it('captures are changed by redaction, and by the sealing that their kind declares, and by no other code', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(source, file), 'utf8').matchAll(changes)].map(([text]) => `${file}: ${text}`),
    );
  expect(found.toSorted()).toEqual([
    'record/protection/redact.ts: update capture',
    "record/protection/redacted-lines.ts: updateTable('capture')",
  ]);
});
