import { AppError, type FieldError } from '../../platform/errors.ts';
import { hasUnstorable } from '../../platform/text/storable.ts';
import { endLine, headLine, type HeadLine } from '../formats/jsonl-lines.ts';

/** Whether a file is an export `record.jsonl`, by its first line. */
export function isRecordFile(text: string): boolean {
  const first = text.replace(/^\uFEFF/, '').slice(0, 40);
  return /^\s*\{\s*"type"\s*:\s*"kronika"/.test(first);
}

const maxComplaints = 50;

/**
 * Parses a file of JSON Lines. The operation that imports the lines validates them.
 * @throws AppError `invalid_input` naming each line that is not JSON, a head of another version, and a truncated file
 */
export function readLines(text: string): { head: HeadLine; lines: unknown[] } {
  const rows = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (rows.at(-1)?.trim() === '') rows.pop();
  const fields: FieldError[] = [];
  const values = rows.map((row, index): unknown => {
    const value = parseLine(row);
    if (value === undefined && fields.length < maxComplaints)
      fields.push({ path: lineName(index), message: 'exchange.exports.line.not_json' });
    return value;
  });
  if (fields.length) throw new AppError('invalid_input', { fields });
  const head = headLine.safeParse(values[0]);
  if (!head.success)
    throw new AppError('invalid_input', { fields: [{ path: lineName(0), message: 'exchange.exports.line.head' }] });
  const end = endLine.safeParse(values.at(-1));
  if (!end.success || end.data.lines !== values.length - 1)
    throw new AppError('invalid_input', {
      fields: [{ path: lineName(values.length - 1), message: 'exchange.exports.line.cut' }],
    });
  return { head: head.data, lines: values.slice(1, -1) };
}

/** The value of a line; undefined if it is not JSON, or has text that the database cannot store. */
export function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return hasUnstorable(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** The name of a line for errors. Line numbers start at 1. */
export const lineName = (index: number): string => `line ${index + 1}`;

/**
 * The same error with line numbers in its paths: `lines.12.title` becomes `line 14.title`, because indexes start at 0
 * and the head is line 1.
 */
export function byLineNumber(thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'invalid_input') return thrown;
  const fields = thrown.fields.slice(0, maxComplaints).map((field) => ({
    ...field,
    path: field.path.replace(/^lines\.(\d+)/, (_, index: string) => lineName(Number(index) + 1)),
  }));
  return new AppError('invalid_input', { fields, details: thrown.details, cause: thrown });
}
