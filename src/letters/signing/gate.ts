import { linksToOne, type Counters } from '../../platform/limits/counters.ts';

/**
 * The share of a letter's hourly limit that one client can use. Without this, one client could use up the limit, and no
 * one else could sign.
 */
const shareOfOne = 0.2;
const hour = 3600;

/**
 * Counts a signature without an invitation, by letter, client and email address. `full`: the letter's hourly limit, or
 * the client's share of it, is used up. `often`: no more emails may be sent to the address now; the signature does not
 * count towards the letter's limit.
 * @param client the IP address of the client; null if the server does not know clients' addresses
 */
export async function countSignature(
  counters: Counters,
  { id, hourly }: { id: string; hourly: number },
  email: string,
  client: string | null,
): Promise<'counted' | 'full' | 'often'> {
  const ofLetter = { name: 'signatures', quota: hourly, window: hour };
  const ofClient = { name: 'signatures-of-client', quota: Math.ceil(hourly * shareOfOne), window: hour };
  if (!(await counters.look(ofLetter, id)).ok) return 'full';
  if (client !== null && !(await counters.take(ofClient, `${id} ${client}`)).ok) return 'full';
  if (!(await counters.take(linksToOne, `${id} ${email.toLowerCase()}`)).ok) return 'often';
  return (await counters.take(ofLetter, id)).ok ? 'counted' : 'full';
}
