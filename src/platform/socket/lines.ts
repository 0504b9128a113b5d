import type { Socket } from 'node:net';
import { AppError, type ErrorCode, type FieldError } from '../errors.ts';

/*
 * What goes over the socket: one JSON object per line. The client sends a call, and perhaps a cancel; the server
 * sends progress and, for an export, its bytes, then one result or one error. One call per connection; closing the connection calls it off.
 */

/** How far a piece of work is. `phase` is the key of a message; `done` of `total` where it can be counted. */
export type Progress = { phase: string; done?: number; total?: number };

export type Call = {
  type: 'call';
  /** Client and server must be of one version: their commands are. */
  version: string;
  command: string;
  /** The e-mail address of the account it is done as; null: as the app. */
  as: string | null;
  input: unknown;
  why: string | null;
};
export type FromClient = Call | { type: 'cancel' };
export type FromServer =
  | ({ type: 'progress' } & Progress)
  | { type: 'data'; bytes: Uint8Array }
  | { type: 'result'; value: unknown }
  | { type: 'error'; code: ErrorCode; details: Record<string, string | number>; fields: FieldError[] };

const bytesKey = '$bytes';

/** A value as one line. Bytes become base64, undefined null. */
export function encodeLine(message: FromClient | FromServer): string {
  const text = JSON.stringify(message, function (this: Record<string, unknown>, key: string, value: unknown) {
    const raw = this[key];
    return raw instanceof Uint8Array ? { [bytesKey]: Buffer.from(raw).toString('base64') } : value;
  });
  return `${text}\n`;
}

export function decodeLine(line: Buffer): unknown {
  // Looking at every value takes several times as long as reading; an import has no bytes in it.
  if (!line.includes(bytesKey)) return JSON.parse(line.toString('utf8'));
  return JSON.parse(line.toString('utf8'), (_, value: unknown) => {
    const packed = (value as { [bytesKey]?: unknown } | null)?.[bytesKey];
    return typeof packed === 'string' ? new Uint8Array(Buffer.from(packed, 'base64')) : value;
  });
}

/** Calls `heard` with each line. @throws through `failed`: AppError `too_large` for a line over `limit` bytes, SyntaxError for no JSON */
export function readLines(
  socket: Socket,
  limit: number,
  heard: (message: unknown) => void,
  failed: (error: unknown) => void,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  const stop = (error: unknown): void => {
    socket.off('data', take);
    parts = [];
    failed(error);
  };
  const take = (chunk: Buffer): void => {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]);
      parts = [];
      length = 0;
      rest = rest.subarray(end + 1);
      let message: unknown;
      try {
        message = decodeLine(line);
      } catch (error) {
        stop(error);
        return;
      }
      heard(message);
    }
    if (rest.length) parts.push(rest);
    length += rest.length;
    if (length > limit)
      stop(new AppError('too_large', { details: { limit: `${Math.floor(limit / 1024 / 1024)} MB` } }));
  };
  socket.on('data', take);
}
