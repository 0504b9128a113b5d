import { version } from '../../../../package.json';
import type { Config } from '../../../platform/config/config.ts';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import type { Exchange, Resource } from './exchange.ts';
import type { Member } from '../members.ts';
import type { PackedPage, Packing } from '../pack.ts';
import type { Stamping } from '../signature/request-timestamp.ts';

export type Sealing = Pick<Config, 'dataDir' | 'timestampAuthorities'> & {
  now: () => Date;
  signal?: AbortSignal;
  progress?: (phase: 'packing' | 'stamping') => void;
};

/** `key`: the public key of the installation that signed the package. */
type Sealed = { bytes: Uint8Array; key: string; stamps: Stamping[] };

/**
 * Packs one page, signs the package with this installation's keys, and gets timestamps of the configured authorities.
 */
export const sealExchanges = (
  { exchanges, resources, page }: { exchanges: readonly Exchange[]; resources?: readonly Resource[]; page: PackedPage },
  sealing: Sealing,
): Promise<Sealed> =>
  seal(({ packExchanges }, common) => packExchanges({ exchanges, resources, pages: [page], ...common }), sealing);

/** Packs what remains of an existing package, and signs and timestamps it in the same way as `sealExchanges`. */
export const sealContents = (
  contents: readonly Member[],
  about: { first: PackedPage; manifestOnly: readonly Member[] },
  sealing: Sealing,
): Promise<Sealed> => seal(({ packContents }, common) => packContents(contents, { ...about, ...common }), sealing);

async function seal(
  pack: (
    packing: typeof import('../pack.ts'),
    common: Pick<Packing, 'made' | 'software' | 'key' | 'signWacz' | 'stamp'>,
  ) => Promise<Uint8Array>,
  { dataDir, timestampAuthorities, now, signal, progress }: Sealing,
): Promise<Sealed> {
  progress?.('packing');
  // The code that packs and signs is large, and a server that captures nothing does not need it.
  const [packing, { requestTimestamps }, { waczSigner }] = await Promise.all([
    import('../pack.ts'),
    import('../signature/request-timestamp.ts'),
    import('../signature/wacz-signer.ts'),
  ]);
  const key = await new SigningKeys(dataDir).current(now());
  let stamps: Stamping[] = [];
  const bytes = await pack(packing, {
    made: now().toISOString(),
    software: `Kronika ${version}`,
    key,
    signWacz: await waczSigner(dataDir),
    async stamp(digest) {
      if (timestampAuthorities.length) progress?.('stamping');
      stamps = await requestTimestamps(timestampAuthorities, digest, signal);
      return stamps.flatMap((one) => ('token' in one ? [one.token] : []));
    },
  });
  return { bytes, key: key.publicKey, stamps };
}
