import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { appendEntries } from '../../accounts/security-log/append-entry.ts';
import { purgeAccounts } from '../../accounts/purge.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { monitor, testApp } from '../../platform/testing/test-app.ts';
import { systemPrincipal, run } from '../../platform/operation.ts';
import { SigningKeys } from '../../platform/signing/signing-keys.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { closeServers } from '../fetch/fetch-servers.factory.ts';
import { timestampAuthority } from '../package/signature/timestamp-authority.factory.ts';
import { certificatesIn } from '../package/signature/x509.ts';
import { listRoots, proofOf, rootOfHash } from './load-log.ts';
import { makeDailyRoot, stampRoots } from './make-daily-hash.ts';
import { verifySecurityLog } from './verify-security-log.ts';
import { checkProof } from './check-proof.ts';
import { readRoot, signRoot, writeProof } from './proof.ts';
import { follow, rootOf, stepsTo } from './tree.ts';

const dir = tempDir();
afterAll(closeServers);

describe('a tree of hashes', () => {
  it.each([true, false])('proves that each hash belongs to its root, and to no other (salted: %s)', (isSalted) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 40 }), fc.nat(), (numbers, stranger) => {
        const salted = (text: string) => ({
          sha256: sha256Hex(text),
          salt: isSalted ? sha256Hex(`salt of ${text}`).slice(0, 32) : null,
        });
        const hashes = numbers.map((number) => salted(`${number}`));
        const root = rootOf(hashes);
        for (const hash of hashes) expect(follow(hash, stepsTo(hashes, hash.sha256)!)).toBe(root);
        const other = salted(`other ${stranger}`);
        expect(stepsTo(hashes, other.sha256)).toBeNull();
        expect(follow(other, stepsTo(hashes, hashes[0]!.sha256)!)).not.toBe(root);
      }),
      { numRuns: 60 },
    );
  });
});

onEitherDatabase('daily hashes', (db) => {
  it('cover everything captured before, each hash once, and prove it offline, with the time of an authority', async () => {
    let now = new Date('2018-05-22T09:00:00Z');
    const app = testApp(db(), { now: () => now });
    const keep = (text: string, packed?: string) =>
      run(app, storeCapture, monitor, {
        title: 'A page',
        method: 'text',
        mediaType: 'text/plain',
        bytes: Buffer.from(text),
        text,
        ...(packed ? { package: Buffer.from(packed) } : {}),
      });
    const rooted = (day: string) => run(app, makeDailyRoot, systemPrincipal, { through: new Date(`${day}T00:00:00Z`) });
    await keep('The first page', 'its package');
    await keep('The second page');
    expect(await rooted('2018-05-22')).toBeNull();
    now = new Date('2018-05-23T00:10:00Z');
    await keep('The third page, of the next day');
    const first = await rooted('2018-05-23');
    expect(await rooted('2018-05-23')).toBeNull();
    const second = await rooted('2018-05-24');
    const [newer, older] = await listRoots(app.db.read);
    expect([older!.number, older!.count, newer!.number, newer!.count, newer!.previous]).toEqual([
      first,
      3,
      second,
      1,
      older!.root,
    ]);

    const authority = await timestampAuthority(join(dir, `tsa-${first}-${process.pid}`));
    const trust = { keys: new Set([older!.key]), roots: [] };
    const hash = sha256Hex('its package');
    expect(await checkProof((await proofOf(app.db.read, hash))!, hash, trust)).toMatchObject({
      exit: 0,
      file: 'good',
      root: 'good',
      signature: 'good',
      timestamp: 'absent',
      about: { count: 3 },
    });
    // If an authority does not answer, the timestamp is requested again on another day.
    app.config.timestampAuthorities = ['http://127.0.0.1:9/'];
    expect(await run(app, stampRoots, systemPrincipal, {})).toMatchObject({ stamped: 0, failed: { length: 2 } });
    app.config.timestampAuthorities = [authority.address];
    expect(await run(app, stampRoots, systemPrincipal, {})).toEqual({ stamped: 2, failed: [] });
    expect(await run(app, stampRoots, systemPrincipal, {})).toEqual({ stamped: 0, failed: [] });
    expect((await listRoots(app.db.read))[1]!.stampedBy).toEqual([authority.address]);
    const proof = (await proofOf(app.db.read, hash))!;
    expect(await checkProof(proof, hash, trust)).toMatchObject({ exit: 0, timestamp: 'unknown' });
    expect(await checkProof(proof, hash, { ...trust, roots: certificatesIn(authority.root) })).toMatchObject({
      exit: 0,
      timestamp: 'good',
      stamps: [{ authority: 'Clock' }],
    });
    expect(await checkProof(proof, hash, { keys: new Set(), roots: [] })).toMatchObject({
      exit: 3,
      signature: 'unknown',
    });

    // The proof fails for another file. It also fails if one of its parts is replaced by the same part of another
    // proof.
    const other = (await proofOf(app.db.read, sha256Hex('The third page, of the next day')))!;
    const swapped = (name: string) =>
      JSON.stringify({ ...JSON.parse(proof), [name]: (JSON.parse(other) as Record<string, unknown>)[name] });
    expect(await checkProof(proof, sha256Hex('its packagf'), trust)).toMatchObject({ exit: 1, file: 'bad' });
    for (const name of ['sha256', 'salt', 'steps', 'document', 'signature', 'timestamps'])
      expect([name, (await checkProof(swapped(name), hash, trust)).exit]).toEqual([name, 1]);
    expect((await checkProof('{}', hash, trust)).exit).toBe(1);
    // A proof contains the hashes of neighbours. But even someone who has a neighbour's bytes cannot recognise the
    // neighbour in it.
    const neighbours = ['The first page', 'The second page'].map((text) => sha256Hex(text));
    for (const one of neighbours) {
      const leaf = createHash('sha256').update(Buffer.of(0)).update(Buffer.from(one, 'hex')).digest('hex');
      expect(proof.includes(leaf) || proof.includes(one)).toBe(false);
    }
    // Daily hashes of earlier versions have no salts.
    const plain = [...neighbours, hash].map((sha256) => ({ sha256, salt: null }));
    const at = now.toISOString();
    const signed = signRoot(
      { made: at, through: at, count: 3, root: rootOf(plain), previous: null },
      await new SigningKeys(app.config.dataDir).current(now),
    );
    const earlier = writeProof(plain[2]!, stepsTo(plain, hash)!, { ...signed, stamps: [] });
    expect(JSON.parse(earlier)).toMatchObject({ version: 1 });
    expect(await checkProof(earlier, hash, trust)).toMatchObject({ exit: 0, root: 'good' });
    // The daily hash was signed with the installation's current key.
    expect([older!.key]).toEqual([(await new SigningKeys(app.config.dataDir).current(now)).publicKey]);
  });

  it('include the last hash of the security log of each day, once', async () => {
    let now = new Date('2019-04-01T12:00:00Z');
    const app = testApp(db(), { now: () => now });
    const note = () => db().transaction((tx) => appendEntries(tx, now, [{ event: 'exported', by: null, via: 'cli' }]));
    const rooted = (day: string) => run(app, makeDailyRoot, systemPrincipal, { through: new Date(`${day}T00:00:00Z`) });
    await note();
    await note();
    const root = await rooted('2019-04-02');
    now = new Date('2019-04-02T12:00:00Z');
    await note();
    const heads = await db().read.selectFrom('security_entry').select('hash').orderBy('id').execute();
    const [first, last, later] = heads.map((one) => Buffer.from(one.hash).toString('hex'));
    expect([await rootOfHash(db().read, first!), await rootOfHash(db().read, last!)]).toEqual([null, root]);
    expect(await rooted('2019-04-02')).toBeNull();
    await rooted('2019-04-03');
    expect(JSON.parse((await proofOf(db().read, later!))!)).toMatchObject({ kind: 'Kronika proof', sha256: later });
    expect((await listRoots(db().read, 2)).map((one) => one.security)).toEqual([later, last]);
  });

  it('show that entries of the security log were cut off, that days are missing, and that hashes were made elsewhere', async () => {
    const app = testApp(db(), { now: () => new Date('2019-05-01T12:00:00Z') });
    const on = async (day: string) => {
      const at = new Date(`${day}T12:00:00Z`);
      for (const via of ['web', 'cli'])
        await db().transaction((tx) => appendEntries(tx, at, [{ event: 'exported', by: null, via }]));
    };
    // This removes the daily hashes of the other tests of this file, which were signed with other keys.
    await db().executeSql('delete from rooted');
    await db().executeSql('delete from daily_root_stamp');
    await db().executeSql('delete from daily_root');
    const rooted = async (day: string) => {
      const number = await run(app, makeDailyRoot, systemPrincipal, { through: new Date(`${day}T00:00:00Z`) });
      return number!;
    };
    const numbers: number[] = [];
    for (const day of [1, 2, 3]) {
      await on(`2019-05-0${day}`);
      numbers.push(await rooted(`2019-05-0${day + 1}`));
    }
    const verify = async () => (await verifySecurityLog(app)).fault;
    expect(await verifySecurityLog(app)).toEqual({ fault: null, days: 3 });

    /** Changes tables in a way that only the owner of the database can, verifies the log, and undoes the changes. */
    const meddle = async (...statements: string[]) => {
      const tables = ['security_entry', 'daily_root'];
      for (const table of tables) await db().executeSql(`create table was_${table} as select * from ${table}`);
      await db().executeSql('alter table security_entry disable trigger all');
      await db().executeSql('alter table daily_root disable trigger all');
      for (const statement of statements) await db().executeSql(statement);
      const found = await verify();
      for (const table of tables) {
        await db().executeSql(`delete from ${table}`);
        await db().executeSql(`insert into ${table} overriding system value select * from was_${table}`);
        await db().executeSql(`drop table was_${table}`);
        await db().executeSql(`alter table ${table} enable trigger all`);
      }
      return found;
    };
    const from = (day: string) => `delete from security_entry where at >= '2019-05-0${day}'`;
    // The statements below delete the last entry of the last day, then the last two days, then a day in the middle,
    // which breaks the chain.
    expect(await meddle(`delete from security_entry where id = (select max(id) from security_entry)`)).toEqual({
      of: 'day',
      through: '2019-05-04T00:00:00.000Z',
    });
    expect(await meddle(from('2'))).toEqual({ of: 'day', through: '2019-05-03T00:00:00.000Z' });
    expect(await meddle(`delete from security_entry where at::date = '2019-05-02'`)).toMatchObject({ of: 'entry' });
    // Deleted entries are also noticed if the daily hash is deleted too, or signed again with another key.
    expect(await meddle(from('2'), `delete from daily_root where number = ${numbers[1]}`)).toEqual({
      of: 'hash',
      number: numbers[2],
    });
    const forged = signRoot(
      {
        ...readRoot(
          (await db().read.selectFrom('daily_root').selectAll().orderBy('number', 'desc').executeTakeFirst())!.document,
        )!,
        security: undefined,
      },
      await new SigningKeys(tempDir()).current(app.now()),
    );
    const hex = (bytes: Uint8Array) => `'\\x${Buffer.from(bytes).toString('hex')}'`;
    expect(
      await meddle(
        from('3'),
        `update daily_root set document = ${hex(forged.document)}, signature = ${hex(forged.signature)} where number = ${numbers[2]}`,
      ),
    ).toEqual({ of: 'hash', number: numbers[2] });
    expect(await verify()).toBeNull();
  });

  it('find no fault in an entry that was emptied after a year, although later daily hashes name it, too', async () => {
    let now = new Date('2019-06-01T12:00:00Z');
    const app = testApp(db(), { now: () => now });
    for (const table of ['rooted', 'daily_root_stamp', 'daily_root']) await db().executeSql(`delete from ${table}`);
    const kept = () =>
      run(app, storeCapture, monitor, {
        title: 'A page',
        method: 'text',
        mediaType: 'text/plain',
        bytes: Buffer.from(String(now)),
        text: String(now),
      });
    await db().transaction((tx) => appendEntries(tx, now, [{ event: 'exported', by: null, via: 'cli' }]));
    for (const day of ['02', '03', '04', '05', '06']) {
      now = new Date(`2019-06-${day}T01:00:00Z`);
      await kept();
      await run(app, makeDailyRoot, systemPrincipal, { through: new Date(`2019-06-${day}T00:00:00Z`) });
    }
    now = new Date('2020-05-31T13:00:00Z');
    await run(app, purgeAccounts, systemPrincipal, {});
    expect((await verifySecurityLog(app)).fault).toBeNull();
  });
});
