import type { Request } from 'playwright-core';

export const withoutHash = (url: string): string => url.split('#', 1)[0]!;

/** The URL of a request, and those that redirected to it, without fragments. */
export function hopsOf(last: Request): string[] {
  const urls: string[] = [];
  for (let request: Request | null = last; request; request = request.redirectedFrom())
    urls.push(withoutHash(request.url()));
  return urls;
}
