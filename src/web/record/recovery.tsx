import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { countSealed, currentKey, isTestDue } from '../../record/protection/recovery/recovery-key.ts';
import { Notice } from '../kit/components/page-parts.tsx';
import { useWords } from '../kit/view.tsx';

/**
 * What administrators must do about the recovery key. `lines`: a sentence for each task. `missing`: there is no key.
 */
export type RecoveryDuties = { missing: boolean; lines: string[] };

export async function recoveryDuties(db: Reader, t: Translate, now: Date): Promise<RecoveryDuties> {
  const [key, { without, earlier }] = [await currentKey(db), await countSealed(db)];
  const lines: string[] = [];
  if (!key) lines.push(t('record.desk.recovery.missing'));
  if (earlier) lines.push(t('record.desk.recovery.unfinished', { count: earlier }));
  if (key && isTestDue(key, now))
    lines.push(t('record.desk.recovery.test_due', { day: key.testedAt?.toISOString().slice(0, 10) ?? 'never' }));
  const gone = key?.shares.flatMap(({ holder }) => (holder?.closed ? [holder.name] : [])) ?? [];
  if (gone.length) lines.push(t('record.desk.recovery.gone', { names: gone.join(', '), count: gone.length }));
  if (key && without) lines.push(t('record.desk.recovery.without', { count: without }));
  return { missing: !key, lines };
}

export function RecoveryNotice({ duties: { missing, lines } }: { duties: RecoveryDuties }) {
  const t = useWords();
  if (lines.length === 0) return null;
  return (
    <Notice kind="warning" title={t(missing ? 'record.desk.recovery.set_up' : 'record.desk.recovery.title')}>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </Notice>
  );
}
