import { minute } from '../../platform/clock/clock.ts';
import { maxErasures } from '../../platform/erasing/list-erasures.ts';
import type { RecordOptions } from '../commands/options.ts';
import { perform } from '../perform.ts';
import type { Terminal } from '../terminal.ts';

/** Prints what was sealed or erased, whether the files of the database still contain it, and what may remain elsewhere. */
export async function listErased(terminal: Terminal, options: RecordOptions & { now?: boolean }): Promise<void> {
  const { t } = terminal;
  const list = await perform(terminal, 'erased', { now: options.now }, options);
  if (options.json) return terminal.json({ erasures: list });
  for (const { at, act, item, finished, obstacle } of list) {
    const what = { at: minute(new Date(at)), act: t(`record.desk.erased.act.${act}`), item: item ?? '' };
    const state = finished
      ? t('record.desk.erased.finished', { at: minute(new Date(finished)) })
      : t(obstacle ? `record.desk.erased.obstacle.${obstacle}` : 'record.desk.erased.pending');
    terminal.out(`${what.at}  ${what.act}${item ? ` ${item}` : ''}: ${state}`);
  }
  if (list.length === 0) terminal.out(t('cli.erased.none'));
  if (list.length === maxErasures) terminal.out(t('cli.erased.more', { count: maxErasures }));
  terminal.out(`\n${t('record.desk.erased.backups')}`);
  for (const place of new Set(list.flatMap((one) => one.remains)))
    terminal.out(t(`record.desk.erased.remains.${place}`));
}
