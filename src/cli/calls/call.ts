import type { z } from 'zod';
import { withSight } from '../../platform/database/sight.ts';
import type { App, Principal } from '../../platform/operation.ts';
import type { Progress } from '../../platform/socket/lines.ts';

/** The argument of a call. A call runs in the server or, if no server is running, in the command's own process. */
export type CallContext<Input> = {
  /** The app. Its queries throw `cancelled` after `signal` is aborted. */
  app: App;
  /** The same app without cancellation, for cleaning up after a cancelled call. */
  whole: App;
  principal: Principal;
  input: Input;
  why: string | undefined;
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Streams bytes to the command, and waits if the command reads more slowly. */
  send(bytes: Uint8Array): Promise<void>;
  /** The public URL of the site, for printed links. */
  address: string;
};

/** The part of a command that uses the record. */
export type RecordCall<Schema extends z.core.$ZodType = z.core.$ZodType, Result = unknown> = {
  /** Whether the call is allowed without an account, because anyone who can use the server's shell may make it. */
  asSystem?: boolean;
  input: Schema;
  run(context: CallContext<z.output<Schema>>): Promise<Result>;
};

/**
 * Runs `work`, which then sees only what the person sees at the desk. With the system as principal, it sees everything.
 * Calls that do not use this function also see everything, because people who can use the server's shell can read
 * everything anyway.
 */
export async function seenBy<T>(app: App, { accountId }: Principal, work: () => Promise<T>): Promise<T> {
  return withSight(accountId === null ? undefined : await app.sightOf?.(accountId), work);
}

export function defineCall<Schema extends z.core.$ZodType, Result>(
  call: RecordCall<Schema, Result>,
): RecordCall<Schema, Result> {
  return call;
}
