import type { Translate } from '../../../platform/messages/messages.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** The size of a file in the largest decimal unit that gives at least one, such as 512 bytes or 2.6 MB. */
export function sizeWords({ locale }: { locale: string }, bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}

/** The size of a capture's file, or the reason why there is no file. */
export function captureSize(t: Translate, of: { bytesSize: number; bytesSha256: string }): string {
  if (of.bytesSize) return sizeWords(t, of.bytesSize);
  return t(of.bytesSha256 ? 'record.desk.source.erased' : 'record.desk.source.imported');
}
