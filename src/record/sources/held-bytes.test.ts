import { expect, it } from 'vitest';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { putBytes, settleBytes } from './held-bytes.ts';

onOneDatabase('bytes that a write stores', (db) => {
  it('are deleted if the write fails, unless another write with the same bytes has started meanwhile', async () => {
    const app = testApp(db());
    const bytes = new TextEncoder().encode('the same page');
    const sha256 = await putBytes(app, bytes);
    const settling = settleBytes(app, sha256, true);
    await putBytes(app, bytes);
    await settling;
    expect(await app.blobs.has(sha256)).toBe(true);

    const other = await putBytes(app, new TextEncoder().encode('another page'));
    await settleBytes(app, other, true);
    expect(await app.blobs.has(other)).toBe(false);
  });
});
