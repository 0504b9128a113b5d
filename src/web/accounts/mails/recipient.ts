import type { Reader } from '../../../platform/database/tx.ts';
import { interfaceLanguage, messages } from '../../../platform/messages/messages.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';

/** The address and the texts for emails about an account. Null if the account is closed or does not exist. */
export async function recipient(db: Reader, id: number) {
  const account = await db
    .selectFrom('account')
    .select(['email', 'name', 'language'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!account) return null;
  const { publication } = await loadPublication(db);
  const t = messages(account.language ?? interfaceLanguage(publication));
  const clock = new Intl.DateTimeFormat(t.tag, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: publication.timeZone,
  });
  return {
    email: account.email,
    t,
    params: { paper: publication.name, name: account.name, email: account.email },
    /** A moment as date and time in the publication's time zone, with the name of the zone. */
    clock: (at: Date | number): string => `${clock.format(at)} (${publication.timeZone.replaceAll('_', ' ')})`,
  };
}
