import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import type { Reader, Tx } from '../../platform/database/tx.ts';
import { AppError, type ErrorCode } from '../../platform/errors.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { eraseUnused } from '../../platform/storage/holders.ts';
import { readLogoInChild, type Sender } from '../../record/photos/picture-readers.ts';
import { putBytes, settleBytes } from '../../record/sources/held-bytes.ts';
import { refSchema } from '../../record/refs.ts';
import { lockLetter } from '../hosted/lock-letter.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    letter_logo: {
      id: import('kysely').Generated<number>;
      signature_id: number | null;
      width: number;
      height: number;
      sha256: string;
    };
  }
}

export type LogoFile = { width: number; height: number; sha256: string };

/** The last part of the message key for an error of reading a logo. */
const messageOf: Partial<Record<ErrorCode, string>> = {
  too_large: 'large',
  photo_too_many_pixels: 'large',
  photo_drawing: 'drawing',
  photo_unknown: 'unknown',
};

/** Reads a logo, and stores it in several sizes. @throws AppError `invalid_input` at `logo` */
export async function storeLogo(app: App, bytes: Uint8Array, sender: Sender): Promise<LogoFile[]> {
  const sizes = await readLogoInChild(bytes, sender).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'reading_busy' || error.code === 'cancelled') throw error;
    throw new AppError('invalid_input', {
      fields: [{ path: 'logo', message: `letters.error.logo.${messageOf[error.code] ?? 'damaged'}` }],
    });
  });
  const stored: LogoFile[] = [];
  for (const { bytes: file, ...size } of sizes) stored.push({ ...size, sha256: await putBytes(app, file) });
  return stored;
}

/**
 * Call it after the operation that was to use the files of `storeLogo`. If that failed, deletes the files, unless
 * others use them.
 */
export const settleLogo = async (app: App, files: readonly LogoFile[], failed: boolean): Promise<void> => {
  for (const { sha256 } of files) await settleBytes(app, sha256, failed);
};

/** Sets the logo of a signature, replacing an earlier one. */
export async function writeLogo(tx: Tx, signature: number, files: readonly LogoFile[]): Promise<void> {
  await tx.updateTable('letter_logo').set({ signature_id: null }).where('signature_id', '=', signature).execute();
  for (const file of files)
    await tx
      .insertInto('letter_logo')
      .values({ ...file, signature_id: signature })
      .execute();
}

/** The logos of signatures, the smaller sizes first. */
export async function loadLogos(db: Reader, signatures: readonly number[]): Promise<Map<number, LogoFile[]>> {
  if (signatures.length === 0) return new Map();
  const rows = await db
    .selectFrom('letter_logo')
    .select(['signature_id', 'width', 'height', 'sha256'])
    .where('signature_id', 'in', [...signatures])
    .orderBy('width')
    .execute();
  const logos = new Map<number, LogoFile[]>();
  for (const { signature_id, ...file } of rows)
    logos.set(Number(signature_id), [...(logos.get(Number(signature_id)) ?? []), file]);
  return logos;
}

/**
 * Whether a letter has a logo with these bytes. For readers, the logo must belong to a confirmed signature that is
 * shown with name and function.
 */
export async function findLogo(
  db: Reader,
  letter: number,
  sha256: string,
  audience: 'public' | 'desk',
): Promise<boolean> {
  let asked = db
    .selectFrom('letter_logo as l')
    .innerJoin('letter_signature as s', 's.id', 'l.signature_id')
    .select('l.id')
    .where('l.sha256', '=', sha256)
    .where('s.letter_id', '=', letter);
  if (audience === 'public') asked = asked.where('s.state', '=', 'confirmed').where('s.shown', '=', 'named');
  return (await asked.limit(1).executeTakeFirst()) !== undefined;
}

/** Removes an unsuitable logo. */
export const dropLogo = defineOperation({
  name: 'letters.dropLogo',
  permission: editors,
  onFullDisk: 'runs',
  input: z.object({ letter: refSchema, signature: z.coerce.number().int().positive() }),
  async write({ tx, input, at, change }): Promise<void> {
    const { thing } = await lockLetter(tx, input.letter, at, { stages: ['signing', 'published'] });
    const gone = await tx
      .updateTable('letter_logo')
      .set({ signature_id: null })
      .where('signature_id', 'in', (eb) =>
        eb
          .selectFrom('letter_signature')
          .select('id')
          .where('id', '=', input.signature)
          .where('letter_id', '=', thing.id),
      )
      .returning('id')
      .execute();
    if (gone.length === 0) throw new AppError('not_found');
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { signature: input.signature, logo: true },
      after: { signature: input.signature, logo: false },
    });
  },
});

/**
 * Deletes the rows of logos that no signature uses, or whose signatory's data was deleted.
 * @returns the hashes of their bytes, which are still stored
 */
const deleteUnusedLogos = defineOperation({
  name: 'letters.takeSpentLogos',
  permission: ['system'],
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx }): Promise<string[]> {
    const gone = await tx
      .deleteFrom('letter_logo')
      .where((eb) =>
        eb.or([
          eb('signature_id', 'is', null),
          eb(
            'signature_id',
            'in',
            eb
              .selectFrom('letter_signature')
              .select('id')
              .where('state', '=', 'withdrawn')
              .where('encrypted', 'is', null)
              .where('email', '=', ''),
          ),
        ]),
      )
      .returning('sha256')
      .execute();
    return gone.map((row) => row.sha256);
  },
});

/** The hourly job that erases logos that no signature uses any more. */
export const eraseLogos = defineJob({
  name: 'letters.eraseLogos',
  input: z.object({}),
  everyHours: 1,
  byClock: true,
  async handler({ app }) {
    await eraseUnused(app, await run(app, deleteUnusedLogos, systemPrincipal, {}));
  },
});
