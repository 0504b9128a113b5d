import { expect, it } from 'vitest';
import type { Role } from '../accounts/tables.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { pressButtonsAs } from './testing/hostile.ts';

onOneDatabase('a hostile colleague', (db) => {
  // The number is a minimum: at least so many buttons must accept the role. These buttons may change only what the desk
  // sees.
  it.each<[Role, number]>([
    ['monitor', 20],
    ['lawyer', 20],
    ['officer', 0],
    ['administrator', 0],
    ['desk-reader', 0],
  ])(
    'changes nothing that readers see, with any button of the desk, as %s',
    async (role, least) => {
      const { pages, done, before, after, notAllowed } = await pressButtonsAs(db(), role);
      expect(pages).toBeGreaterThan(60);
      expect(done).toBeGreaterThanOrEqual(least);
      expect(after).toEqual(before);
      expect(notAllowed).toEqual([]);
    },
    300_000,
  );
});
