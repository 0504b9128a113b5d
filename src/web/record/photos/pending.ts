import { randomUUID } from 'node:crypto';
import type { App } from '../../../platform/operation.ts';
import type { Picture } from '../../../record/photos/picture-readers.ts';

/** The number of minutes for which an uploaded file is stored. */
const minutes = 30;
const maxBytes = 128 * 1024 * 1024;

/** An uploaded file. `account`: who sent it. */
export type Uploaded = { account: number | null; name: string; picture: Picture };
export type Pending = Uploaded & { token: string };

/**
 * The files of rejected forms, so that people need not select them again. Each account has at most one. The files have
 * no metadata of the camera, and are only in the memory of this process, never on disk. After a restart, or in another
 * process, the file must be selected again. If all together exceed `maxBytes`, the oldest are deleted.
 */
const waiting = new WeakMap<App, Map<string, Pending>>();

const sizeOf = ({ picture }: Pending): number => picture.files.reduce((sum, file) => sum + file.bytes.byteLength, 0);

/** Stores the file of a rejected form. */
export function storePending(app: App, picture: Uploaded | Pending): Pending {
  if ('token' in picture) return picture;
  const all = waiting.get(app) ?? new Map<string, Pending>();
  waiting.set(app, all);
  const pending = { ...picture, token: randomUUID() };
  for (const [token, { account }] of all) if (account === pending.account) all.delete(token);
  all.set(pending.token, pending);
  let size = [...all.values()].reduce((sum, one) => sum + sizeOf(one), 0);
  for (const [token, one] of all) {
    if (size <= maxBytes || token === pending.token) break;
    all.delete(token);
    size -= sizeOf(one);
  }
  setTimeout(() => all.delete(pending.token), minutes * 60_000).unref();
  return pending;
}

/** The file that an account has uploaded. Undefined if it is no longer stored. */
export function findPending(app: App, account: number | null, token: unknown): Pending | undefined {
  const found = typeof token === 'string' ? waiting.get(app)?.get(token) : undefined;
  return found?.account === account ? found : undefined;
}

export const deletePending = (app: App, { token }: Pending): void => void waiting.get(app)?.delete(token);
