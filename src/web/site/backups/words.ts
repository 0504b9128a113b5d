import type { BackupState } from '../../../platform/backup/last-backup.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

const [hour, day] = [3_600_000, 86_400_000];

/** How long ago a time was, in words, such as “3 hours ago”. */
function ago(t: Translate, now: Date, at: string): string {
  const ms = Math.max(0, now.getTime() - new Date(at).getTime());
  const format = new Intl.RelativeTimeFormat(t.tag, { numeric: 'always' });
  if (ms < hour) return format.format(-Math.floor(ms / 60_000), 'minute');
  return ms < 2 * day ? format.format(-Math.floor(ms / hour), 'hour') : format.format(-Math.floor(ms / day), 'day');
}

/** When the last backup was made, and when one was last verified, each in one sentence. */
export function backupLines(t: Translate, { made, verified }: BackupState, now: Date): string[] {
  return [
    made ? t('site.backups.made', { ago: ago(t, now, made.at), place: made.place }) : t('site.backups.none'),
    ...(made?.lost ? [t('site.backups.lost', { count: made.lost })] : []),
    verified ? t('site.backups.verified', { ago: ago(t, now, verified.at) }) : t('site.backups.unverified'),
  ];
}
