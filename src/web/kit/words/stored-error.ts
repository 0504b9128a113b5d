import type { Translate } from '../../../platform/messages/messages.ts';

/** An error that a job has stored: its code and the parameters of its text. */
export type StoredError = { code: string; details?: Record<string, string | number> };

/** The text of a stored error. The reason and the id of the request, which are only known at first, are left out. */
export const storedErrorWords = (t: Translate, { code, details }: StoredError): string =>
  t(`errors.${code}`, { reason: '', id: '', ...details });
