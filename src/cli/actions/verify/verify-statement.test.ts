import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../../letters/statement/canonical.ts';
import { bytesToSign, statementSchema, type Statement } from '../../../letters/statement/check.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import type { Terminal } from '../../terminal.ts';
import { isStatement, verifyStatement } from './verify-statement.ts';

it('verifies a letter’s signature record: exit status 0 with a key of the installation, 3 with an unknown key, 1 if altered', async () => {
  const [data, elsewhere] = [tempDir(), tempDir()];
  const content = {
    texts: [{ language: 'en', blocks: [{ type: 'headline', text: 'Stop' }] }],
    addressees: [],
    demands: [],
  };
  const hash = createHash('sha256').update(canonicalJson(content)).digest('hex');
  const statement: Statement = {
    letter: { number: 1, address: 'https://paper.example/letters/1/stop', host: null },
    publishedAt: '2018-05-18T09:00:00.000Z',
    issuedAt: '2018-05-18T09:00:00.000Z',
    version: { number: 1, hash, content },
    counts: { confirmed: 2, known: 1, withdrawn: 0 },
    signatories: [
      {
        name: 'Watch One',
        kind: 'organisation',
        signer: 'Ada',
        role: '',
        confirmedAt: '2018-05-17T09:00:00.000Z',
        hash,
      },
    ],
  };
  const key = await new SigningKeys(data).current(new Date());
  const signed = JSON.stringify(
    {
      schema: statementSchema,
      statement,
      key: key.publicKey,
      signature: Buffer.from(key.sign(bytesToSign(statement))).toString('hex'),
    },
    null,
    2,
  );
  const file = join(data, 'statement.json');
  await writeFile(file, signed);
  const said: string[] = [];
  const terminal = { t: messages('en'), out: (text: string) => said.push(text), json: () => {} } as unknown as Terminal;
  expect([await isStatement(file, signed.length), await isStatement(join(data, 'keys/history.json'), 1)]).toEqual([
    true,
    false,
  ]);
  expect(await verifyStatement(terminal, file, data, {})).toBe(0);
  expect(said[0]).toBe('https://paper.example/letters/1/stop, version 1: 2 confirmed.');
  expect(await verifyStatement(terminal, file, elsewhere, {})).toBe(3);
  expect(await verifyStatement(terminal, file, elsewhere, { trust: [key.publicKey] })).toBe(0);
  await writeFile(file, signed.replace('Watch One', 'Watch Two'));
  expect(await verifyStatement(terminal, file, data, {})).toBe(1);
});
