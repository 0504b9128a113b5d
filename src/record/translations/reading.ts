import { AsyncLocalStorage } from 'node:async_hooks';
import { baseOf } from '../vocabulary/languages.ts';

/** In which language a reader reads. `own`: the language of the publication, in which its own words are written. */
export type Reading = { language: string; own: string };

const readings = new AsyncLocalStorage<{ reading: Reading | undefined }>();

/** Runs a request before Kronika knows in which language it is answered; `setReading` says so later. */
export const withPendingReading = <T>(work: () => T): T => readings.run({ reading: undefined }, work);

/**
 * Runs `work`, in which readers' views have the translations of a language. If `reading` is undefined, they have the
 * original texts, as at the desk, in exports and in the API.
 */
export const withReading = <T>(reading: Reading | undefined, work: () => T): T => readings.run({ reading }, work);

/**
 * From now on, the running request is answered in this language.
 * @throws TypeError outside of `withPendingReading`
 */
export function setReading(reading: Reading | undefined): void {
  const work = readings.getStore();
  if (!work) throw new TypeError('setReading was called outside of withPendingReading.');
  work.reading = reading;
}

/** The language in which the running request is answered; undefined if it shows the original texts. */
export const currentReading = (): Reading | undefined => readings.getStore()?.reading;

/** Whether a text in `language` is in a language that the reader reads. */
export const isRead = ({ language }: Reading, other: string): boolean => baseOf(language) === baseOf(other);
