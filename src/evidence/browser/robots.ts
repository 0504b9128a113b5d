import { fetchPage, type FetchOptions } from '../fetch/fetch-page.ts';

/**
 * What a site's robots.txt says about a page. The capture stores this. Kronika obeys robots.txt only if the
 * configuration says so (`obeyRobots`).
 */
export type Robots = 'allowed' | 'disallowed' | 'none' | 'unread';

/** Looks up a page in its site's robots.txt (RFC 9309). */
export async function askRobots(address: string, options: FetchOptions): Promise<Robots> {
  const url = new URL(address);
  try {
    const answer = await fetchPage(new URL('/robots.txt', url).href, {
      ...options,
      limits: { decodedBytes: 512 * 1024, totalMs: 8000 },
    });
    if (answer.status >= 400 && answer.status < 500) return 'none';
    if (answer.status !== 200) return 'unread';
    return isAllowed(new TextDecoder().decode(answer.bytes), url.pathname + url.search) ? 'allowed' : 'disallowed';
  } catch {
    options.signal?.throwIfAborted();
    return 'unread';
  }
}

type Rule = { allow: boolean; path: string };

/**
 * Whether a robots.txt allows a path. If it has rules for Kronika, only those count; otherwise the rules for everyone.
 * The longest matching rule decides. Of two rules of the same length, the one that allows the path decides.
 */
export function isAllowed(text: string, path: string): boolean {
  const rules: { kronika: Rule[] | null; '*': Rule[] | null } = { kronika: null, '*': null };
  const named = new Set<keyof typeof rules>();
  let isNaming = false;
  for (const line of text.split(/\r\n?|\n/)) {
    const [name, value] = fieldOf(line);
    if (name === 'user-agent') {
      if (!isNaming) named.clear();
      isNaming = true;
      const agent = value.toLowerCase();
      if (agent !== 'kronika' && agent !== '*') continue;
      named.add(agent);
      rules[agent] ??= [];
    } else if (name === 'allow' || name === 'disallow') {
      isNaming = false;
      if (value) for (const agent of named) rules[agent]!.push({ allow: name === 'allow', path: value });
    }
  }
  const fitting = (rules.kronika ?? rules['*'] ?? []).filter((rule) => fits(rule.path, path));
  const [best] = fitting.toSorted((a, b) => b.path.length - a.path.length || Number(b.allow) - Number(a.allow));
  return best?.allow ?? true;
}

/**
 * The name and the value of a line, without its comment. This uses no regular expression, which would be very slow on
 * lines of white space.
 */
function fieldOf(line: string): [name: string, value: string] {
  const [field = ''] = line.split('#', 1);
  const colon = field.indexOf(':');
  return colon < 0 ? ['', ''] : [field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).trim()];
}

/**
 * Whether a path matches a rule: `*` matches anything, and a final `$` matches the end of the path. The comparison
 * passes over the path only once, so that hostile rules cannot make it slow.
 */
function fits(rule: string, path: string): boolean {
  const isWhole = rule.endsWith('$');
  const [first = '', ...others] = (isWhole ? rule.slice(0, -1) : rule).split('*');
  if (!path.startsWith(first)) return false;
  const last = isWhole ? others.pop() : undefined;
  let at = first.length;
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (!isWhole) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
}
