import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { newSealKeys, hashPassword } from '../accounts/secrets.ts';
import { signIn } from '../accounts/sign-in.ts';
import { createToken } from '../accounts/tokens/create-token.ts';
import { openApp } from '../platform/app.ts';
import { readConfig } from '../platform/config/config.ts';
import { finishErasures } from '../platform/erasing/finish-erasures.ts';
import { run } from '../platform/operation.ts';
import { filesWith } from '../platform/testing/search-files.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { someone } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { sealThing } from '../record/protection/seal.ts';
import { haveRecoveryKey } from '../record/testing/recovery-key.ts';
import { composeModules } from './compose.ts';

describe('the disk of a stopped desk', () => {
  const folder = join(tempDir(), 'data');
  const password = 'three green herons at noon';
  const [openWord, sealedWord] = [`open${randomUUID()}`, `sealed${randomUUID()}`];
  const secrets: string[] = [password];
  let leftOver: string[] = [];
  const open = () => openApp(readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent' }), composeModules());

  beforeAll(async () => {
    const { app, close } = await open();
    await haveRecoveryKey(app);
    const keys = await newSealKeys(password);
    const account = {
      email: 'aliya@example.org',
      name: 'Aliya',
      roles: ['editor' as const],
      password_hash: await hashPassword(password),
      disabled_at: null,
      created_at: new Date(),
      seal_recipient: keys.recipient,
      seal_identity: keys.wrapped,
    };
    const { id } = await app.db.transaction((tx) =>
      tx.insertInto('account').values(account).returning('id').executeTakeFirstOrThrow(),
    );
    const aliya = { ...someone('editor'), accountId: id };
    const session = await run(app, signIn, null, { email: account.email, password });
    const { token } = await run(app, createToken, aliya, { name: 'T', scopes: ['read:desk'], days: 1 });
    secrets.push(keys.identity, session!.token, token);
    const { actors } = await run(app, file, aliya, {
      actors: [openWord, sealedWord].map((text) => ({ kind: 'person' as const, names: [{ text }] })),
    });
    await sealThing(app, aliya, { thing: actors[1]!, for: [id] });
    await close();
    // The server stopped before its job had removed the words from the files.
    leftOver = filesWith(folder, sealedWord);
    const next = await open();
    await finishErasures(next.app);
    await next.close();
    // The next start and stop may write again what the first one left.
    await (await open()).close();
  });

  it('has everything that is desk only in clear text, but no password, session, token or key', () => {
    expect(filesWith(folder, openWord)).not.toEqual([]);
    for (const secret of secrets) expect(filesWith(folder, secret)).toEqual([]);
  });

  it('has sealed words in some files until they are erased from these, and then in none', () => {
    expect(leftOver).not.toEqual([]);
    expect(filesWith(folder, sealedWord)).toEqual([]);
  });
});
