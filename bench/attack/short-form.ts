import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useKronika } from '../../src/cli/testing/kronika.ts';
import type { Attack, AttackContext } from './attacks.ts';
import { Attackers } from './client.ts';
import { signIn } from './desk.ts';
import { serve, type Served } from './server.ts';
import { findSite } from './site.ts';

/** The short form of `npm run bench attack`: each attack sends few requests, and no times are measured. */
export function testAttacks(attacks: readonly Attack[]): void {
  useKronika();
  describe('a served instance under attack', () => {
    const data = mkdtempSync(join(tmpdir(), 'kronika-attack-'));
    let server: Served;
    let on: AttackContext;

    beforeAll(async () => {
      server = await serve(data);
      const attackers = new Attackers(server.port);
      on = {
        attackers,
        site: await findSite(attackers),
        person: await signIn(attackers, server.setup),
        count: (full) => Math.ceil(full / 20),
        wait: 1000,
      };
    });

    afterAll(async () => {
      await server?.stop();
      rmSync(data, { recursive: true, force: true });
    });

    it.each(attacks)('answers with an expected status, and is healthy afterwards: $name', async (attack) => {
      on.attackers.base = 500 * attacks.indexOf(attack);
      const replies = await attack.run(on);
      expect(replies.length).toBeGreaterThan(0);
      const expected = attack.expect.split(' ');
      expect(replies.map(({ status }) => status).filter((status) => !expected.includes(status))).toEqual([]);
      expect(Math.max(...replies.map(({ bytes }) => bytes))).toBeLessThan(attack.bytes ?? 100_000);
      for (const path of ['/health', `${on.site.article}?after=${encodeURIComponent(attack.name)}`])
        expect((await on.attackers.send({ path, from: 247 })).status, path).toBe('200');
    });

    it('needs less than 1.5 GB of memory in its own process', () => {
      expect(server.memory.ownPeak()).toBeLessThan(1500);
    });

    it('is idle after the attacks', async () => {
      expect(await server.idle()).toBe(true);
    });
  });
}
