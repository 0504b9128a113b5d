import { expect, it } from 'vitest';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { pressButtonsAs } from './testing/hostile.ts';

// `roles.long.test.ts` tests the other roles in the same way, and monitors on more pages of each kind.
onOneDatabase('a hostile colleague', (db) => {
  it('changes nothing that readers see, with any button of the desk, as a monitor', async () => {
    const { pages, done, before, after, notAllowed } = await pressButtonsAs(db(), 'monitor');
    expect(pages).toBeGreaterThan(60);
    expect(done).toBeGreaterThanOrEqual(20);
    expect(after).toEqual(before);
    expect(notAllowed).toEqual([]);
  }, 300_000);

  it('changes what readers see, as an editor, which shows that the attack reaches it', async () => {
    const { before, after } = await pressButtonsAs(db(), 'editor', 20);
    expect(after).not.toEqual(before);
  }, 300_000);
});
