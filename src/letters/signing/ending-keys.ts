import type { App } from '../../platform/operation.ts';
import { linkKey, readToken } from '../../platform/signing/link-key.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';

/** `nonce`: of the link; null if the link is not valid. `ended`: the keys that are deleted after the transaction. */
export type EndingKeys = { nonce: Uint8Array | null; ended: (string | null)[] };

/** Deletes keys whose rows a transaction has deleted, unless it failed. */
export async function endKeys({ prepared, app, failed }: Ended): Promise<void> {
  if (!failed) await new RowKeys(app.config.dataDir).end(prepared.ended);
}
type Ended = { prepared: Pick<EndingKeys, 'ended'>; app: Pick<App, 'config'>; failed: boolean };

/** The steps of an operation that may delete the signature of a link, and then deletes its key. */
export const byLink = (purpose: string) => ({
  prepare: async ({ input, app }: { input: { token: string }; app: Pick<App, 'config'> }): Promise<EndingKeys> => ({
    nonce: readToken(await linkKey(app.config.dataDir), purpose, input.token),
    ended: [],
  }),
  cleanUp: (ended: Ended & { prepared: EndingKeys }) => endKeys(ended),
});
