import type { Socket } from 'node:net';
import { AppError, type ErrorCode, type FieldError } from '../errors.ts';

/*
 * The protocol between commands (the client) and the running server, over a Unix socket: one JSON object per line. The
 * client sends a call, and possibly a cancel. The server sends progress and, for an export, bytes, then one result or
 * error. Each connection is for one call, and closing it cancels the call.
 */

/** The progress of a call. `phase`: a message key; `done`, `total`: numbers of parts, if they can be counted. */
export type Progress = { phase: string; done?: number; total?: number };

export type Call = {
  type: 'call';
  /** The version of the client. The server must have the same version, so that both have the same commands. */
  version: string;
  command: string;
  /** The email address of the account that runs the command; null: the system. */
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

/** A message as one line of JSON. Bytes become base64, undefined becomes null. */
export function encodeLine(message: FromClient | FromServer): string {
  const text = JSON.stringify(message, function (this: Record<string, unknown>, key: string, value: unknown) {
    const raw = this[key];
    return raw instanceof Uint8Array ? { [bytesKey]: Buffer.from(raw).toString('base64') } : value;
  });
  return `${text}\n`;
}

export function decodeLine(line: Buffer): unknown {
  // `JSON.parse` with a function takes several times as long, so lines without bytes are parsed without it.
  if (!line.includes(bytesKey)) return JSON.parse(line.toString('utf8'));
  return JSON.parse(line.toString('utf8'), (_, value: unknown) => {
    const packed = (value as { [bytesKey]?: unknown } | null)?.[bytesKey];
    return typeof packed === 'string' ? new Uint8Array(Buffer.from(packed, 'base64')) : value;
  });
}

/**
 * Calls `heard` with each parsed line. Errors go to `failed`: AppError `too_large` for a line of more than `limit`
 * bytes, SyntaxError for invalid JSON.
 */
export function readLines(
  socket: Socket,
  limit: number,
  heard: (message: unknown) => void,
  failed: (error: unknown) => void,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  const stop = (error: unknown): void => {
    socket.off('data', onData);
    parts = [];
    failed(error);
  };
  const onData = (chunk: Buffer): void => {
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
  socket.on('data', onData);
}
