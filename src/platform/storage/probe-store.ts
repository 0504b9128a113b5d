import { randomBytes } from 'node:crypto';
import type { BlobStore } from './blobs.ts';

/** Milliseconds for which a good result is used again, so that many questions do not cause many writes. */
const goodFor = 600_000;

type Probe = { result: Promise<void>; state: 'running' | 'good' | 'failed'; at: number };
const probes = new WeakMap<BlobStore, Probe>();

/**
 * Checks whether the store can be written: stores 40 random bytes, reads them and deletes them. After a good result, it
 * does this again only after ten minutes. Calls at the same time share one result.
 * @throws an error of the store, or Error if it does not return the bytes
 */
export function probeStore(store: BlobStore): Promise<void> {
  const last = probes.get(store);
  if (last?.state === 'running' || (last?.state === 'good' && performance.now() - last.at < goodFor))
    return last.result;
  const probe: Probe = { result: writeAndRead(store), state: 'running', at: 0 };
  const ended = (state: Probe['state']) => (): void => {
    Object.assign(probe, { state, at: performance.now() });
  };
  probe.result.then(ended('good'), ended('failed'));
  probes.set(store, probe);
  return probe.result;
}

async function writeAndRead(store: BlobStore): Promise<void> {
  const bytes = Buffer.concat([Buffer.from('kronika '), randomBytes(32)]);
  const sha256 = await store.put(bytes);
  const read = await store.get(sha256).finally(() => store.erase(sha256));
  if (!read) throw new Error('the store does not have what was just written');
}
