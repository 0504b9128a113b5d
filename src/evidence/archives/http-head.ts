import { archiveLimits } from './limits.ts';

/** The head of an HTTP message in a record. Names of headers are as written, values as Latin-1. */
export type HttpHead = { first: string; headers: [name: string, value: string][] };

/** The end of the headers in a block: after the empty line. -1 if there is none within the limit. */
export function headEnd(block: Uint8Array): number {
  const bytes = Buffer.from(block.buffer, block.byteOffset, Math.min(block.length, archiveLimits.maxHead));
  const at = bytes.indexOf('\r\n\r\n', 0, 'latin1');
  return at < 0 ? -1 : at + 4;
}

export function readHead(block: Uint8Array): HttpHead | null {
  const end = headEnd(block);
  if (end < 0) return null;
  const text = Buffer.from(block.buffer, block.byteOffset, end - 4).toString('latin1');
  const [first = '', ...lines] = text.split('\r\n');
  return {
    first,
    headers: lines.flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
    }),
  };
}

/** The value of a header; the first, if it occurs several times. */
export const header = ({ headers }: HttpHead, name: string): string =>
  headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';

/** All values of the headers whose names match, in lower case. Empty values are left out. */
export const valuesOf = ({ headers }: HttpHead, names: RegExp): string[] =>
  headers.filter(([name, value]) => value && names.test(name.toLowerCase())).map(([, value]) => value);

/** The status of a response; 0 if it is no response of HTTP. */
export const statusOf = ({ first }: HttpHead): number =>
  Number(/^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/.exec(first)?.[1] ?? 0);

/** The media type without parameters, in lower case. */
export const bareType = (value: string): string => value.split(';')[0]!.trim().toLowerCase().slice(0, 100);
