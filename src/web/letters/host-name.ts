import type { HostedView } from '../../letters/views/hosted.ts';
import type { LetterRow } from '../../letters/hosted/lock-letter.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { namedIn, type PublicationView } from '../kit/publication.ts';

/** The name of a letter's initiator, for emails. Without a `host`, the publication is the initiator. */
export async function hostName(db: Reader, letter: Pick<LetterRow, 'host_id' | 'language'>): Promise<string> {
  const host =
    letter.host_id === null ? undefined : (await loadBriefs(db, [letter.host_id], 'desk')).get(letter.host_id);
  return host && !host.hidden ? host.title : namedIn((await loadPublication(db)).publication, letter.language).name;
}

/** The name of a letter's initiator, for pages. Without a `host`, the publication is the initiator. */
export const hostOf = (letter: Pick<HostedView, 'host'>, paper: PublicationView, locale: string): string =>
  letter.host?.title ?? namedIn(paper, locale).name;
