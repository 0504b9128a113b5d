import { randomBytes } from 'node:crypto';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { ServerDatabase } from '../platform/database/server/server-database.ts';
import { testDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { HeldKeys } from './seal-keys.ts';
import { shareSealKeys } from './share-seal-keys.ts';

describe.skipIf(inject('noServer') !== null)('keys of sessions in several processes', () => {
  const prepare = async () => {
    const made = await testDatabase('server');
    onTestFinished(() => made.drop());
    const dataDir = tempDir();
    const sent: string[] = [];
    const stop = await made.db.listen('kronika_seal_keys', (payload) => sent.push(payload));
    onTestFinished(stop);
    /** What a process does at its start. Its connection is its own. */
    const start = async (folder = dataDir, failures: unknown[] = []) => {
      const keys = new HeldKeys();
      const db = new ServerDatabase((made.where as { url: string }).url);
      const end = await shareSealKeys(db, { dataDir: folder, keys, failed: (error) => failures.push(error) });
      onTestFinished(async () => {
        keys.holdNone(true);
        await end();
        await db.close();
      });
      return { keys, db };
    };
    return { db: made.db, start, sent };
  };
  const session = randomBytes(32).toString('base64');
  const identity = 'AGE-SECRET-KEY-1EXAMPLE';

  it('are known in all of them, also in one that starts later, and are forgotten in all of them', async () => {
    const { start, sent } = await prepare();
    const [one, other] = [await start(), await start()];
    // They have met when a key of each has reached the other.
    await expect
      .poll(() => {
        one.keys.remember('a', identity);
        other.keys.remember('b', identity);
        return [one.keys.of('b'), other.keys.of('a')];
      })
      .toEqual([identity, identity]);
    one.keys.remember(session, identity);
    await expect.poll(() => other.keys.of(session)).toBe(identity);
    const third = await start();
    await expect.poll(() => third.keys.of(session)).toBe(identity);
    other.keys.forget(session);
    await expect.poll(() => [one.keys.of(session), third.keys.of(session)]).toEqual([null, null]);
    expect(third.keys.of('a')).toBe(identity);
    // No message contains a key.
    expect(sent.length).toBeGreaterThan(6);
    expect(sent.join()).not.toMatch(/AGE-SECRET/i);
    expect(Buffer.from(sent.join(), 'base64').toString('latin1')).not.toMatch(/AGE-SECRET/i);
  });

  it('do not come back with a message that was sent before they were forgotten, but with a new password', () => {
    const [sender, receiver] = [new HeldKeys(), new HeldKeys()];
    sender.remember(session, identity);
    const [late] = sender.all();
    for (const knew of [false, true]) {
      if (knew) receiver.take(late!);
      receiver.forget(session);
      receiver.take(late!);
      expect([knew, receiver.of(session)]).toEqual([knew, null]);
    }
    receiver.remember(session, identity);
    expect(receiver.of(session)).toBe(identity);
    // The sender hears of the first turn's end only now.
    sender.end(session, 1);
    expect(sender.of(session)).toBeNull();
    sender.take(receiver.all()[0]!);
    expect(sender.of(session)).toBe(identity);
  });

  it('are given to no one who has only the database', async () => {
    const { start, sent } = await prepare();
    const one = await start();
    one.keys.remember(session, identity);
    const failures: unknown[] = [];
    const stranger = await start(tempDir(), failures);
    const colleague = await start();
    await expect.poll(() => colleague.keys.of(session)).toBe(identity);
    expect(stranger.keys.of(session)).toBeNull();
    // A stranger cannot make the others forget or keep keys either.
    stranger.keys.forget(session);
    await expect.poll(() => sent.some((text) => text.includes('"forgotten"'))).toBe(true);
    colleague.keys.remember('later', identity);
    await expect.poll(() => one.keys.of('later')).toBe(identity);
    expect([one.keys.of(session), failures]).toEqual([identity, []]);
  });
});
