import { dropEnd } from '../../../platform/text/drop-end.ts';

/**
 * The key for a URL of a previous website: its path and query, without host, fragment and final slash, and with escapes
 * decoded where the result is unambiguous. `https://old.example/2019/05/a-story/` becomes `/2019/05/a-story`. Null if
 * the URL is invalid, and for the front page.
 */
export function readRedirectPath(text: string): string | null {
  const trimmed = text.trim();
  if (!trimmed || /\s/.test(trimmed) || !/^(https?:\/\/|\/(?!\/))/i.test(trimmed)) return null;
  return redirectPath(trimmed);
}

export function redirectPath(address: string): string | null {
  try {
    const url = new URL(address, 'http://old.invalid');
    const path = dropEnd(decodePath(url.pathname), /\//) || '/';
    // Removes parameters that only say where a reader came from.
    const kept = [...url.searchParams].filter(([name]) => !/^(utm_\w+|fbclid|gclid|yclid)$/i.test(name));
    const query = new URLSearchParams(kept).toString();
    if (!path.startsWith('/') || (path === '/' && !query)) return null;
    return path + (query && `?${query}`);
  } catch {
    return null;
  }
}

function decodePath(path: string): string {
  try {
    const decoded = decodeURIComponent(path).normalize('NFC');
    return /[\p{Cc}?#\\]/u.test(decoded) ? path : decoded;
  } catch {
    return path;
  }
}

/**
 * The path to which `text` redirects. A path of this site stays unchanged, and `article/12` becomes the page of that
 * article. Null for any other text.
 */
export function readTarget(text: string): string | null {
  const trimmed = text.trim();
  if (/^article\/[1-9]\d{0,9}$/.test(trimmed)) return `/${trimmed.replace('article', 'articles')}`;
  if (!/^\/(?![/\\])[^\s\\"<>]*$/.test(trimmed) || trimmed.length > 1000) return null;
  return trimmed;
}
