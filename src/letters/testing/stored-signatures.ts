import type { App } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { readSignature } from '../signing/signature-texts.ts';

/** All signatures in the order in which they were stored, decrypted. Null instead of one whose key was deleted. */
export async function storedSignatures({ db, config }: Pick<App, 'db' | 'config'>) {
  const keys = new RowKeys(config.dataDir);
  const rows = await db.read.selectFrom('letter_signature').selectAll().orderBy('id').execute();
  return Promise.all(
    rows.map(async (row) => {
      const texts = await readSignature(keys, row);
      return texts && { ...row, ...texts };
    }),
  );
}
