import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { endAfterUnexpected } from './unexpected.ts';

it('a process survives database errors in promises that no one awaits, and ends after any other unhandled error', () => {
  const heard: string[] = [];
  const note =
    (level: string) =>
    (_fields: object, message: string): void =>
      void heard.push(`${level}: ${message}`);
  const log = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    fatal: note('fatal'),
  };
  const process = new EventEmitter();
  endAfterUnexpected(process, log, () => heard.push('ended'));
  const left = 'warn: failed, and nothing waited for it';
  const ended = ['fatal: stopped by an unexpected error', 'ended'];
  const after = (event: string, error: unknown): string[] => {
    process.emit(event, error);
    return heard.splice(0);
  };
  for (const code of ['database_unreachable', 'query_too_slow', 'cancelled', 'storage_unreachable'] as const)
    expect([code, after('unhandledRejection', new AppError(code))]).toEqual([code, [left]]);
  expect(after('unhandledRejection', new AppError('internal'))).toEqual(ended);
  expect(after('unhandledRejection', new AppError('root_handle_in_transaction'))).toEqual(ended);
  expect(after('unhandledRejection', new TypeError('x is not a function'))).toEqual(ended);
  expect(after('uncaughtException', new AppError('database_unreachable'))).toEqual(ended);
});
