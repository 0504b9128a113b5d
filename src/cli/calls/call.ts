import type { z } from 'zod';
import { withViewer } from '../../platform/database/viewer.ts';
import type { App, Principal } from '../../platform/operation.ts';
import type { Progress } from '../../platform/socket/lines.ts';

/** What a call gets. It runs in the server, or, if no server is running, in the process of the command. */
export type CallContext<Input> = {
  /** The app. After `signal` is aborted, its queries throw `cancelled`. */
  app: App;
  /** The same app without cancellation, for work that must be done even after the call was cancelled. */
  whole: App;
  principal: Principal;
  input: Input;
  why: string | undefined;
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Sends bytes to the command, and waits until the command can take more. */
  send(bytes: Uint8Array): Promise<void>;
  /** The public URL of the site, for printed links. */
  address: string;
};

/** A call: the part of a command that uses the record. */
export type RecordCall<Schema extends z.core.$ZodType = z.core.$ZodType, Result = unknown> = {
  /** Whether the call can run without an account (`--as`). It then runs as the system. */
  asSystem?: boolean;
  input: Schema;
  run(context: CallContext<z.output<Schema>>): Promise<Result>;
};

/**
 * Runs `work` as the person, so that it sees only what the person sees at the desk. For the system, it
 * sees everything. Calls that do not use this function see everything, too, because anyone who can run commands on the
 * server can read all data anyway.
 */
export async function seenBy<T>(app: App, { accountId }: Principal, work: () => Promise<T>): Promise<T> {
  return withViewer(accountId === null ? undefined : await app.loadViewer?.(accountId), work);
}

export function defineCall<Schema extends z.core.$ZodType, Result>(
  call: RecordCall<Schema, Result>,
): RecordCall<Schema, Result> {
  return call;
}
