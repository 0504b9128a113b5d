import { expect, it } from 'vitest';
import { checkStatement, statementSchema } from './check.ts';
import { nodeCrypto } from './make.ts';

it('a signature record that is nested too deep is unreadable', async () => {
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  const record = `{"schema":"${statementSchema}","statement":{"version":{"content":${deep}}},"key":"","signature":""}`;
  expect(await checkStatement(record, nodeCrypto)).toEqual({ faults: ['unreadable'], statement: null, key: null });
});
