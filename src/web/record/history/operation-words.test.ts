import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { packageRoot } from '../../../platform/config/package-root.ts';
import { operationWords } from './lines.tsx';

/** Names of all operations in the code. */
function operations(): string[] {
  const folder = join(packageRoot, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  return files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/defineOperation\(\{\s*name: '([\w.]+)'/g)].map(
      (match) => match[1]!,
    ),
  );
}

it('the history has a text for every operation, so that it never shows the name that the operation has in the code', () => {
  const t = messages('en');
  const names = operations();
  expect(names).toContain('record.file');
  expect(names.filter((name) => !t.has(`record.history.operation.${name}`))).toEqual([]);
});

it('the history says which of the two someone did with a one-time link', () => {
  const said = (action?: string) => operationWords(messages('en'), 'accounts.useLink', action);
  expect([said('created'), said('changed'), said()]).toEqual([
    'Created an account and set its password',
    'Set a password',
    'Created an account or set a password',
  ]);
  expect(operationWords(messages('en'), 'record.file', 'created')).toBe(operationWords(messages('en'), 'record.file'));
});
