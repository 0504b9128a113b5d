import { randomUUID } from 'node:crypto';
import type { App } from '../../../platform/operation.ts';
import type { Picture } from '../../../record/photos/picture-readers.ts';

/** For how long an uploaded file waits until the form is sent without errors. */
const minutes = 30;
const mostBytes = 128 * 1024 * 1024;

/** The file of a form. */
export type Uploaded = { account: number | null; name: string; picture: Picture };
export type Pending = Uploaded & { token: string };

/**
 * Files of forms that had an error, so that nobody has to select them again. Only their pixels are in memory, nothing is
 * on disk. Each account has one. If there are too many, the oldest goes. If the server restarts, or another server gets
 * the form, the person selects the file again.
 */
const waiting = new WeakMap<App, Map<string, Pending>>();

const sizeOf = ({ picture }: Pending): number => picture.files.reduce((sum, file) => sum + file.bytes.byteLength, 0);

/** Keeps the file of a form that had an error. */
export function keepPicture(app: App, picture: Uploaded | Pending): Pending {
  if ('token' in picture) return picture;
  const all = waiting.get(app) ?? new Map<string, Pending>();
  waiting.set(app, all);
  const kept = { ...picture, token: randomUUID() };
  for (const [token, { account }] of all) if (account === kept.account) all.delete(token);
  all.set(kept.token, kept);
  let size = [...all.values()].reduce((sum, one) => sum + sizeOf(one), 0);
  for (const [token, one] of all) {
    if (size <= mostBytes || token === kept.token) break;
    all.delete(token);
    size -= sizeOf(one);
  }
  setTimeout(() => all.delete(kept.token), minutes * 60_000).unref();
  return kept;
}

/** The file that an account sent with an earlier form. */
export function keptPicture(app: App, account: number | null, token: unknown): Pending | undefined {
  const found = typeof token === 'string' ? waiting.get(app)?.get(token) : undefined;
  return found?.account === account ? found : undefined;
}

export const forgetPicture = (app: App, { token }: Pending): void => void waiting.get(app)?.delete(token);
