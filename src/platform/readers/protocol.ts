import { AppError, type ErrorCode, type FieldError } from '../errors.ts';
import type { ReadingBudget } from './reader.ts';

/** Messages to a process that runs readers (reader.ts). The process reads one input at a time. */
export type ToReader =
  | {
      type: 'read';
      reader: string;
      input: unknown;
      source: { size: number; name: string };
      /**
       * On systems other than Linux, the parent cannot measure how much time and memory the process uses. There, the
       * process itself checks this budget.
       */
      budget: ReadingBudget;
    }
  | { type: 'next' }
  | { type: 'stop' }
  | { type: 'chunk'; opening: number; bytes: Uint8Array | null }
  | { type: 'unreadable'; opening: number; error: PlainError };

/**
 * Messages from a process that runs readers. The process serializes values itself, so that it can check their size
 * before it sends them.
 */
export type FromReader =
  | { type: 'ready' }
  | { type: 'item'; value: Uint8Array }
  | { type: 'done'; value: Uint8Array }
  | { type: 'failed'; error: PlainError }
  | { type: 'open'; opening: number; range: { start?: number; end?: number } | undefined }
  | { type: 'pull'; opening: number }
  | { type: 'close'; opening: number };

/** The maximum size of a serialized result or item, in bytes. */
export const maxMessageBytes = 96 * 1024 * 1024;

/** The signals that a process ends itself with when it has used more than its budget. */
export const overBudget = { memory: 'SIGUSR2', time: 'SIGXCPU' } as const;

export type PlainError =
  | { code: ErrorCode; fields: FieldError[]; details: Record<string, string | number> }
  | { code: null; message: string; stack: string };

/**
 * An error of a reader as plain data. A stack overflow becomes `reading_too_deep`, and a size limit of JavaScript
 * `reading_too_large`, because the input causes them.
 */
export function plainError(thrown: unknown): PlainError {
  if (thrown instanceof AppError) return { code: thrown.code, fields: thrown.fields, details: thrown.details };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code } = error as { code?: unknown };
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return { code: 'reading_too_deep', fields: [], details: {} };
  if (
    code === 'ERR_STRING_TOO_LONG' ||
    code === 'ERR_BUFFER_TOO_LARGE' ||
    (error instanceof RangeError &&
      /allocation failed|invalid (?:string|array) length|maximum size/i.test(error.message))
  )
    return { code: 'reading_too_large', fields: [], details: {} };
  return { code: null, message: error.message, stack: error.stack ?? '' };
}

export function errorOf(plain: PlainError): Error {
  if (plain.code !== null) return new AppError(plain.code, { fields: plain.fields, details: plain.details });
  const error = new Error(plain.message);
  error.stack = plain.stack;
  return error;
}
