import { linksToOne, type Counters } from '../../platform/limits/counters.ts';

/**
 * Counts an open signature, by letter and by email address. `full`: the letter has reached its hourly limit. `often`:
 * no more emails may be sent to the address now; such a signature does not count towards the letter's limit.
 */
export async function countSignature(
  counters: Counters,
  { id, hourly }: { id: string; hourly: number },
  email: string,
): Promise<'counted' | 'full' | 'often'> {
  const ofLetter = { name: 'signatures', quota: hourly, window: 3600 };
  if (!(await counters.look(ofLetter, id)).ok) return 'full';
  if (!(await counters.take(linksToOne, `${id} ${email.toLowerCase()}`)).ok) return 'often';
  return (await counters.take(ofLetter, id)).ok ? 'counted' : 'full';
}
