import { AppError } from '../../platform/errors.ts';
import type { Deps, Router } from '../kit/context.ts';
import { routes } from '../routes.ts';

/**
 * `/.well-known/security.txt` (RFC 9116): whom to tell about a vulnerability. It does not exist without a contact in
 * the settings. It is the same on every host and in a lockdown.
 */
export function securityText(web: Router): void {
  web.get(routes.securityText.pattern, (c) => {
    const text = textOf(c.get('deps'));
    if (text === null) throw new AppError('not_found');
    return c.text(text);
  });
}

function textOf({ app, paper }: Deps): string | null {
  const { security, publicUrl, onionUrl } = app.config;
  if (!security) return null;
  // Counted from the start of this process: if no one has restarted it for so long, the contact may be out of date, too.
  const expires = new Date(performance.timeOrigin + security.days * 86_400_000);
  const { language, interfaceLanguages } = paper();
  const addresses = [publicUrl, onionUrl].flatMap((site) => (site ? [`${site}${routes.securityText()}`] : []));
  return [
    ...security.contacts.map((contact) => `Contact: ${contact}`),
    `Expires: ${expires.toISOString().replace(/\.\d+Z$/, 'Z')}`,
    `Preferred-Languages: ${[...new Set([language, ...interfaceLanguages])].join(', ')}`,
    // The standard allows only https. The address of an onion service with http is a comment.
    ...addresses.map((address) => (address.startsWith('https:') ? `Canonical: ${address}` : `# Also at ${address}`)),
    '',
  ].join('\n');
}
