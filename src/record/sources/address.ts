/**
 * What makes two addresses the same page: host without "www.", no scheme, no fragment, no closing slash, no
 * tracking parameters, the rest of the query in order.
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
