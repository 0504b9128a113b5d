import type { DifferenceLine } from '../calls/history.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

const signs = { same: ' ', removed: '−', added: '+' } as const;

/**
 * A difference as text, such as "−[Three] +[Two] men". It uses signs, because files and some terminals have no colours.
 */
const inText = (parts: DifferenceLine['parts']): string =>
  parts
    .map((part) =>
      part.how === 'same' ? part.text : `${signs[part.how]}[${part.text.trim()}]${/\s$/.test(part.text) ? ' ' : ''}`,
    )
    .join('');

export async function showHistory(
  terminal: Terminal,
  thing: string,
  options: RecordOptions & { limit?: number },
): Promise<void> {
  needAccount(options);
  const writes = await perform(
    terminal,
    'history',
    { thing, limit: options.limit, language: terminal.locale },
    options,
  );
  if (options.json) {
    terminal.json(writes);
    return;
  }
  const { t } = terminal;
  for (const write of writes) {
    const operation = t.has(`record.history.operation.${write.operation}`)
      ? t(`record.history.operation.${write.operation}`)
      : write.operation;
    terminal.out(
      `${t('record.history.change_set', { number: write.change })} · ${write.at.slice(0, 16).replace('T', ' ')} UTC · ${write.by ?? t('record.desk.history.house')} · ${operation}`,
    );
    if (write.why) terminal.out(`  “${write.why}”`);
    if (write.setBackTo !== null) terminal.out(`  ${t('record.history.set_back_to', { number: write.setBackTo })}`);
    if (!write.known) terminal.out(`  ${t('record.desk.history.erased')}`);
    for (const one of write.differences) {
      terminal.out(`  ${one.field}:${one.inText ? ` ${inText(one.parts)}` : ''}`);
      if (!one.inText) for (const part of one.parts) terminal.out(`    ${signs[part.how]} ${part.text}`);
    }
  }
}

export async function undoChange(
  terminal: Terminal,
  change: string,
  options: RecordOptions & { look?: boolean; leave?: boolean },
): Promise<void> {
  needAccount(options);
  const result = await perform(
    terminal,
    'undo',
    { change, look: options.look ?? false, leave: options.leave ?? false },
    options,
  );
  if (options.json) {
    terminal.json(result);
    return;
  }
  const { t } = terminal;
  if ('batch' in result) {
    terminal.out(t('record.history.undo.result', { done: result.done, skipped: result.skipped }));
    terminal.out(t('cli.undo.batch', { batch: result.batch }));
    return;
  }
  terminal.out(
    t('cli.undo.looked', { withdrawn: result.withdrawn, changed: result.things - result.withdrawn, left: result.left }),
  );
  for (const one of result.inTheWay)
    terminal.out(`  ${one.thing}  ${one.title}\n    ${t(`record.history.ground.${one.ground}`)}`);
}
