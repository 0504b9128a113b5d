import { AppError } from '../../platform/errors.ts';
import { allowance, bareHost, portOf } from './addresses.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';

// Ports above 1023 that browsers refuse (Fetch Standard, “bad ports”). Servers of other protocols listen there, and
// could treat an HTTP request as one of their own.
const badPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

const maxUrlLength = 8192;

/**
 * Reads the URL of a page (or, with `base`, a redirect's target) and returns the URL to request, without fragment and
 * without a dot at the host's end. It must be http or https, without user name, and with an allowed port. Odd spellings
 * of IPv4 addresses (decimal, octal, hexadecimal) become dotted, as in the URL Standard.
 *
 * Allowed ports are 80, 443, all ports from 1024 on that browsers allow, and ports that the allow list names together
 * with the host.
 * @throws AppError `fetch_bad_url` (details: the reason for the message, and the rule)
 */
export function parsePageUrl(text: string, allowed: readonly string[], base?: URL): URL {
  const given = text.trim();
  const refuse = (rule: string, reason: string, more: Record<string, string | number> = {}): AppError =>
    new AppError('fetch_bad_url', {
      details: { rule, reason, from: base ? bareHost(base.hostname) : 'none', ...more },
    });

  if (!given && !base) throw refuse('empty', 'empty');
  if (given.length > maxUrlLength) throw refuse('too_long', 'long', { longest: maxUrlLength });
  if (!URL.canParse(given, base)) throw refuse('syntax', /^https?:/i.test(given) || base ? 'misspelt' : 'begin');
  const url = new URL(given, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('scheme', 'scheme', { scheme: url.protocol });
  if (url.username || url.password) throw refuse('credentials', 'credentials');
  url.hostname = dropEnd(url.hostname, /\./);
  if (!url.hostname || url.hostname.endsWith('.')) throw refuse('syntax', 'host');
  url.hash = '';
  const port = portOf(url);
  const usual = port === 80 || port === 443 || (port >= 1024 && !badPorts.has(port));
  if (!usual && !allowance(url, allowed).byPort) throw refuse('port', 'port', { port });
  return url;
}
