import { expect, it } from 'vitest';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { testHouse } from '../../platform/testing/test-house.ts';
import { putBytes, settleBytes } from './held-bytes.ts';

onOneDatabase('bytes of a write', (db) => {
  it('go with a write that failed, and stay where another began with the same ones meanwhile', async () => {
    const house = testHouse(db());
    const bytes = new TextEncoder().encode('the same page');
    const sha256 = await putBytes(house, bytes);
    const settling = settleBytes(house, sha256, true);
    await putBytes(house, bytes);
    await settling;
    expect(await house.blobs.has(sha256)).toBe(true);

    const other = await putBytes(house, new TextEncoder().encode('another page'));
    await settleBytes(house, other, true);
    expect(await house.blobs.has(other)).toBe(false);
  });
});
