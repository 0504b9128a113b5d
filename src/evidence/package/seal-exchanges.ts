import { version } from '../../../package.json';
import type { Config } from '../../platform/config.ts';
import { SigningKeys } from '../../platform/signing-keys.ts';
import type { Exchange, Resource } from './exchange.ts';
import { packExchanges, type PackedPage } from './pack.ts';
import { requestTimestamps, type Stamping } from './request-timestamp.ts';
import { waczSigner } from './wacz-signature.ts';

export type Sealing = Pick<Config, 'dataDir' | 'timestampAuthorities'> & { now: () => Date; signal?: AbortSignal; progress?: (phase: 'packing' | 'stamping') => void };

/** A package of one page by this installation: signed with its keys, stamped by the authorities that are set. */
export async function sealExchanges({ exchanges, resources, page }: { exchanges: readonly Exchange[]; resources?: readonly Resource[]; page: PackedPage }, { dataDir, timestampAuthorities, now, signal, progress }: Sealing): Promise<{ bytes: Uint8Array; /** The installation's key that signed it. */ key: string; stamps: Stamping[] }> {
  progress?.('packing');
  const key = await new SigningKeys(dataDir).current(now());
  let stamps: Stamping[] = [];
  const bytes = await packExchanges({
    exchanges,
    resources,
    pages: [page],
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
