/**
 * Two addresses with the same key are the same page: host without "www.", no scheme, no fragment, no final slash, no
 * tracking parameters, sorted query.
 */
export function addressKey(address: string): string {
  const url = new URL(address);
  const query = [...url.searchParams].filter(
    ([name]) => !/^(utm_\w+|fbclid|gclid|yclid|mc_[ce]id|_openstat)$/.test(name),
  );
  query.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1));
  const search = query.length ? `?${new URLSearchParams(query)}` : '';
  return `${url.host.toLowerCase().replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${search}`;
}
