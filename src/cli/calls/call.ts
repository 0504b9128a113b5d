import type { z } from 'zod';
import { withSight } from '../../platform/database/sight.ts';
import type { App, Principal } from '../../platform/operation.ts';
import type { Progress } from '../../platform/socket/lines.ts';

/** What a call receives, in the server or without one. */
export type CallContext<Input> = {
  /** Its queries throw `cancelled` after `signal` has fired. */
  app: App;
  /** The same app without cancellation, for cleaning up after a cancelled call. */
  whole: App;
  principal: Principal;
  input: Input;
  why: string | undefined;
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Streams bytes; waits if the receiver is slower. */
  send(bytes: Uint8Array): Promise<void>;
  /** The public URL of the site, for printed links. */
  address: string;
};

/** The part of a command that needs the record. */
export type RecordCall<Schema extends z.core.$ZodType = z.core.$ZodType, Result = unknown> = {
  /** Whether the call is allowed without an account, for the administrator of the machine. */
  asSystem?: boolean;
  input: Schema;
  run(context: CallContext<z.output<Schema>>): Promise<Result>;
};

/**
 * Does work that sees only what the person sees at the desk; without a person, everything. Other calls see everything,
 * because whoever can use the server's shell can.
 */
export async function seenBy<T>(app: App, { accountId }: Principal, work: () => Promise<T>): Promise<T> {
  return withSight(accountId === null ? undefined : await app.sightOf?.(accountId), work);
}

export function defineCall<Schema extends z.core.$ZodType, Result>(
  call: RecordCall<Schema, Result>,
): RecordCall<Schema, Result> {
  return call;
}
