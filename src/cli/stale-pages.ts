import type { Config } from '../platform/config/config.ts';
import { whyNotAlone } from '../platform/one-data-directory.ts';

/** Why no cached page is sent while the database does not answer (docs/decisions/0278); null if pages are sent. */
export async function whyNoStalePages({ databaseUrl, dataDir }: Config): Promise<string | null> {
  const why = databaseUrl ? await whyNotAlone(dataDir) : null;
  if (why === null) return null;
  return why === 'disk'
    ? 'the data directory is on a network disk'
    : `${why} processes use the database, or were killed in the last day`;
}
