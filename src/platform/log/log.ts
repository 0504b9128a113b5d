import pino from 'pino';
import { AppError } from '../errors.ts';
import type { Config } from '../config/config.ts';
import { forTerminal } from '../text/for-terminal.ts';

/** The log. The message must be the same for all events of a kind; `fields` has the details, but no personal data. */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  fatal(fields: object, message: string): void;
};

/** Where the lines go: readable text for a terminal, otherwise one JSON object per line. */
export type LogOutput = { write(line: string): void; isTTY?: boolean };

/**
 * Creates a log of this level and above. Before a line is written, personal data and secrets that got into it by
 * mistake are removed (`scrub`), such as an email address in a database error.
 */
export function createLog(level: Config['logLevel'], output: LogOutput = process.stderr): Log {
  const destination = output.isTTY
    ? { write: (line: string) => output.write(readable(line)) }
    : output === process.stderr
      ? pino.destination({ dest: 2, sync: true })
      : output;
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      // `clean` has already turned the error into fields; pino's own serializer would treat these fields as an error.
      serializers: { err: (fields: unknown) => fields },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => clean(fields, 0) as Record<string, unknown>,
      },
      hooks: {
        logMethod([fields, message, ...rest]: unknown[], method) {
          method.apply(this, [fields, typeof message === 'string' ? scrub(message) : message, ...rest] as Parameters<
            typeof method
          >);
        },
      },
    },
    destination,
  );
}

const secretNames = new Set(['email', 'password', 'token', 'cookie', 'authorization', 'body', 'ip', 'secret', 'csrf']);
const mail = /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+/gu;
const userInfo = /\/\/[^\s/@]+@/g;
const query = /(?<![^\s?"'(])([^\s?"'(/]*\/[^\s?"'(]*)\?[^\s"')]+/g;
/**
 * 32 bytes in base64url, such as a session token. To count as a token, a text of this length must have both an
 * upper and a lower case letter, which nearly every token has.
 */
const token = /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{43}(?![\w-])/g;

/** Removes email addresses, query strings of URLs, names and passwords in URLs, and tokens from a text. */
export function scrub(text: string): string {
  return text.replace(userInfo, '//[…]@').replace(mail, '[e-mail]').replace(query, '$1?[…]').replace(token, '[token]');
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrub(value);
  if (value instanceof Error) return errorFields(value, depth);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth > 5) return '[…]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretNames.has(key.toLowerCase()) ? '[…]' : clean(item, depth + 1),
    ]),
  );
}

/**
 * The parts of an error that the log may contain. It leaves out `detail`, `where` and the values of a database error,
 * because they quote rows.
 */
function errorFields(error: Error, depth: number): Record<string, unknown> {
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(typeof table === 'string' && { table }),
    ...(error instanceof AppError && error.fields.length > 0 && { fields: error.fields.map((field) => field.path) }),
    ...(error.stack && { stack: scrub(error.stack) }),
    ...(error.cause !== undefined && depth < 4 && { cause: clean(error.cause, depth + 1) }),
  };
}

const colours: Readonly<Record<string, string>> = { fatal: '31', error: '31', warn: '33', info: '32', debug: '90' };

/** One JSON line as `14:03:22 warn  message  key=value`, with an error's stack below it. */
function readable(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as { level: string; time: string; msg?: string } & Record<
    string,
    unknown
  >;
  const stacks: string[] = [];
  const pairs = Object.entries(fields).map(([key, value]) => {
    const stack = (value as { stack?: unknown } | null)?.stack;
    if (typeof stack !== 'string') return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
    for (let at = value as { stack?: string; cause?: unknown } | undefined; at; at = at.cause as typeof at)
      if (at.stack) stacks.push(at.stack);
    return `${key}=${(value as { message: string }).message}`;
  });
  const head = `\u001b[90m${time.slice(11, 19)}\u001b[0m \u001b[${colours[level] ?? '0'}m${level.padEnd(5)}\u001b[0m`;
  const text = [[msg ?? '', ...pairs].join('  '), ...stacks.map((stack) => stack.replace(/^/gm, '  ')), ''].join('\n');
  return `${head} ${forTerminal(text)}`;
}
