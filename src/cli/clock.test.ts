import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, describe } from 'vitest';
import { testDatabase } from '../platform/testing/databases.ts';
import { tempDir } from '../platform/testing/temp-dir.ts';
import { whole } from '../platform/testing/whole.ts';
import { errorCode, kronikaDone, kronikaServing, useKronika } from './testing/kronika.ts';

useKronika();

/** Settings that make a process see a clock that differs by `days`, in all of its threads. */
function shifted(days: number): Record<string, string> {
  const file = join(tempDir(), 'clock.mjs');
  writeFileSync(
    file,
    `const by = ${days * 86_400_000};
     const RealDate = Date;
     globalThis.Date = class Date extends RealDate {
       constructor(...given) { given.length ? super(...given) : super(RealDate.now() + by); }
       static now() { return RealDate.now() + by; }
     };`,
  );
  return { NODE_OPTIONS: `--import=${file}` };
}
const jsonOf = <T>(done: { stdout: string; stderr: string }): T => {
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout) as T;
};
type Purged = { links: number; sessions: number };

describe.each(['embedded', 'server'] as const)('a clock that jumps by 400 days (%s)', (kind) => {
  it.runIf(whole || kind === 'embedded')('deletes nothing until someone accepts its time', async ({ skip }) => {
    const made = kind === 'server' ? await testDatabase('server').catch(() => null) : undefined;
    if (made === null) return skip('no PostgreSQL server here');
    const env = {
      KRONIKA_DATA: join(tempDir(), 'data'),
      ...(made && { DATABASE_URL: (made.where as { url: string }).url }),
    };
    try {
      const add = ['account', 'add', 'admin@example.org', '--name', 'Aida', '--role', 'administrator', '--json'];
      expect(await kronikaDone(add, env)).toMatchObject({ status: 0 });
      const right = await kronikaDone(['clock', '--json'], env);
      expect([right.status, jsonOf(right)]).toMatchObject([0, { jumped: false }]);

      for (const days of [400, -400]) {
        const refused = await kronikaDone(['purge', '--json'], { ...env, ...shifted(days) });
        expect([refused.status, errorCode(refused)]).toEqual([1, 'clock_jumped']);
      }
      const asked = await kronikaDone(['clock'], { ...env, ...shifted(400) });
      expect([asked.status, asked.stdout]).toEqual([1, expect.stringContaining('kronika clock --accept')]);

      // A server with this clock deletes nothing either, and says why.
      const server = await kronikaServing({ ...env, ...shifted(400) });
      await server.logged(/"job":"accounts\.purge".*"code":"clock_jumped"/);
      expect(await (await fetch(`${server.address}/health`)).json()).toMatchObject({
        status: 'ok',
        warnings: expect.arrayContaining(['clock']),
      });
      await server.stop();
      expect(jsonOf<Purged>(await kronikaDone(['purge', '--json'], env)).links).toBe(0);

      // The clock was right after all: what is due is deleted, here the link of the invitation.
      // (The database server has its own clock, which does not let go of the security log so early.)
      const late = { ...env, ...shifted(60) };
      const accepted = await kronikaDone(['clock', '--accept', '--json'], late);
      expect([accepted.status, jsonOf(accepted)]).toMatchObject([0, { jumped: false }]);
      expect(jsonOf<Purged>(await kronikaDone(['purge', '--json'], late)).links).toBe(1);
      expect(
        (JSON.parse(readFileSync(join(env.KRONIKA_DATA, 'clock.json'), 'utf8')) as { accepted: number }).accepted,
      ).toBe(1);
      // Now the earlier time is the one that jumps, and can be accepted, too.
      expect(errorCode(await kronikaDone(['purge', '--json'], env))).toBe('clock_jumped');
      expect(await kronikaDone(['clock', '--accept'], env)).toMatchObject({ status: 0 });
      expect(await kronikaDone(['purge'], env)).toMatchObject({ status: 0 });
    } finally {
      await made?.drop();
    }
  });
});
