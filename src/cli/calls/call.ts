import type { z } from 'zod';
import type { App, Principal } from '../../platform/operation.ts';
import type { Progress } from '../../platform/socket/lines.ts';

/** What a call to the record works with, in the server and without one alike. */
export type CallContext<Input> = {
  /** Its statements throw `cancelled` once `signal` has fired. */
  app: App;
  /** The same without that, for what has to be put right after a call was called off. */
  whole: App;
  principal: Principal;
  input: Input;
  why: string | undefined;
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Hands bytes over that flow; waits where whoever takes them is slower. */
  send(bytes: Uint8Array): Promise<void>;
  /** Where the paper is served, for links that are printed. */
  address: string;
};

/** The half of a command that needs the record. */
export type RecordCall<Schema extends z.core.$ZodType = z.core.$ZodType, Result = unknown> = {
  /** Whether who runs the installation may do it without an account. */
  asSystem?: boolean;
  input: Schema;
  run(context: CallContext<z.output<Schema>>): Promise<Result>;
};

export function defineCall<Schema extends z.core.$ZodType, Result>(
  call: RecordCall<Schema, Result>,
): RecordCall<Schema, Result> {
  return call;
}
