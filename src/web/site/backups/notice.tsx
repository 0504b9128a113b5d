import type { BackupState } from '../../../platform/backup/last-backup.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { useView } from '../../kit/view.tsx';
import { backupLines } from './words.ts';

/** For administrators: a warning if there is no recent backup, otherwise one line. */
export function BackupNotice({ state, now }: { state: BackupState; now: Date }) {
  const { t } = useView();
  const lines = backupLines(t, state, now);
  if (!state.late && !state.made?.lost) return <p class="muted">{lines.join(' ')}</p>;
  return (
    <Notice kind="warning" title={t('site.backups.late')}>
      {[...lines, t('site.backups.what_to_do')].map((line) => (
        <p>{line}</p>
      ))}
    </Notice>
  );
}
