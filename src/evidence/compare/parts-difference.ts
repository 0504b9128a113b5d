import type { Picture } from '../package/contents.ts';

export type PictureDifference = { came: string[]; gone: string[]; changed: string[]; same: number };

/**
 * Which images of a page were added, removed or changed at the same URL. An image that only moved to another URL
 * counts as unchanged.
 */
export function pictureDifference(before: readonly Picture[], after: readonly Picture[]): PictureDifference {
  const byUrl = (list: readonly Picture[]) => new Map(list.map((one) => [one.url, one.sha256]));
  const [old, fresh] = [byUrl(before), byUrl(after)];
  const [oldBytes, freshBytes] = [new Set(old.values()), new Set(fresh.values())];
  const difference: PictureDifference = { came: [], gone: [], changed: [], same: 0 };
  for (const [url, sha256] of fresh) {
    const was = old.get(url);
    if (oldBytes.has(sha256)) difference.same++;
    else if (was !== undefined && !freshBytes.has(was)) difference.changed.push(url);
    else difference.came.push(url);
  }
  for (const [url, sha256] of old)
    if (!freshBytes.has(sha256) && !difference.changed.includes(url)) difference.gone.push(url);
  return difference;
}

export type HeaderChange = { name: string; before: string | null; after: string | null };
/** `usual`: changes of headers that differ in every response, such as `date`. */
export type HeaderDifference = { changes: HeaderChange[]; usual: HeaderChange[] };

const everyTime =
  /^(?:date|age|expires|x-timer|x-cache(?:-.+)?|x-served-by|via|server-timing|nel|report-to|cf-ray|traceparent|x-runtime|x-response-time|x-amz-id-2|.*(?:request|trace|correlation|transaction|cf)-id)$/;

/**
 * The value of a header without the parts that differ in every response: values and expiry dates of cookies, and nonces
 * of scripts.
 */
function stablePart(name: string, value: string): string {
  if (name === 'set-cookie') return value.replace(/^([^=;]*)=[^;]*/, '$1=').replace(/;\s*expires=[^;]*/i, '');
  return value.replace(/'nonce-[^']*'/g, "'nonce'");
}

type Headers = readonly (readonly [string, string])[];

export function headerDifference(before: Headers, after: Headers): HeaderDifference {
  const byName = (headers: Headers) => {
    const values = new Map<string, string[]>();
    for (const [name, value] of headers)
      values.set(name.toLowerCase(), [...(values.get(name.toLowerCase()) ?? []), value]);
    return values;
  };
  const [old, fresh] = [byName(before), byName(after)];
  const difference: HeaderDifference = { changes: [], usual: [] };
  for (const name of [...new Set([...old.keys(), ...fresh.keys()])].toSorted()) {
    const [was, is] = [old.get(name), fresh.get(name)];
    if (was?.join('\n') === is?.join('\n')) continue;
    const same = (one: readonly string[] | undefined) =>
      one
        ?.map((value) => stablePart(name, value))
        .toSorted()
        .join('\n');
    const change = { name, before: was?.join('\n') ?? null, after: is?.join('\n') ?? null };
    (everyTime.test(name) || same(was) === same(is) ? difference.usual : difference.changes).push(change);
  }
  return difference;
}
