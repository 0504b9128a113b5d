import type { Entry } from './record-scan.ts';

/** Headers of requests that can give access to what is not public. The responses to them are not copied. */
export const accessHeaders = /^(?:(?:proxy-)?authorization|x-.*(?:token|key|auth|session).*)$/;

const passwords = /^(?:.*[._-])?(?:pass|passwd|password|passphrase|passcode|pwd|pin|otp|secret|heslo|parol)$/i;
const access =
  /^(?:access|id|refresh|auth|oauth|session|login|reset)[._-]?(?:token|id|key|code)$|^(?:j|php)?sess(?:ion)?id$/i;

/** Whether a web address has a password, an access token or a session in its query. */
export const hasSecret = (url: string): boolean =>
  url.includes('?') && [...new URL(url).searchParams.keys()].some((name) => passwords.test(name) || access.test(name));

/** Whether a response may be what only one person was allowed to see, so that it is not copied. */
export const isPrivate = ({ url, location, asked }: Entry): boolean =>
  asked?.access === true || hasSecret(url) || hasSecret(location);

/** A web address that can be shown: without its query if this has a secret. */
export const withoutSecret = (url: string): string => (hasSecret(url) ? `${url.slice(0, url.indexOf('?'))}?…` : url);
