import { AsyncLocalStorage } from 'node:async_hooks';
import { baseOf } from '../vocabulary/languages.ts';

/**
 * The language in which a request is answered. `own`: the language of the publication, in which its texts are written.
 */
export type Reading = { language: string; own: string };

const readings = new AsyncLocalStorage<{ reading: Reading | undefined }>();

/** Runs a request whose language is not known yet. `setReading` sets it later. */
export const withPendingReading = <T>(work: () => T): T => readings.run({ reading: undefined }, work);

/**
 * Runs `work`, in which views for readers contain the translations into a language. If `reading` is undefined, they
 * contain the original texts, as at the desk, in exports and in the API.
 */
export const withReading = <T>(reading: Reading | undefined, work: () => T): T => readings.run({ reading }, work);

/**
 * Sets the language in which the current request is answered.
 * @throws TypeError outside of `withPendingReading`
 */
export function setReading(reading: Reading | undefined): void {
  const work = readings.getStore();
  if (!work) throw new TypeError('setReading was called outside of withPendingReading.');
  work.reading = reading;
}

/** The language in which the current request is answered; undefined if it shows the original texts. */
export const currentReading = (): Reading | undefined => readings.getStore()?.reading;

/** Whether a text in the language `other` is in the language of the reader. */
export const isRead = ({ language }: Reading, other: string): boolean => baseOf(language) === baseOf(other);
