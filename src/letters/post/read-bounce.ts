import PostalMime, { type Email } from 'postal-mime';
import { plainName } from '../hosted/schema.ts';

/** A delivery failure. `marks`: texts in the message that may be the mark of one of our emails. */
export type Bounce = { marks: string[]; reason: string };

/** Hexadecimal digits of a mark, as `queueMails` generates them. */
const mark = /(?<![0-9a-z])[0-9a-f]{24}(?![0-9a-z])/gi;
const maxReasonLength = 300;

/**
 * Reads a delivery report (RFC 3464) of a permanent failure. Three places can identify the email: its envelope id (RFC
 * 3461), the address that received the report, and the Message-ID of the returned email. The rest of the message is
 * ignored.
 * @returns null for any other email, including reports of a delay
 */
export async function readBounce(message: Uint8Array): Promise<Bounce | null> {
  let email: Email;
  try {
    email = await PostalMime.parse(message, { forceRfc822Attachments: true, maxNestingDepth: 20 });
  } catch {
    return null;
  }
  const type = email.headers.find((header) => header.key === 'content-type')?.value ?? '';
  if (!/^multipart\/report\b/i.test(type)) return null;
  const part = (...types: string[]): string =>
    textOf(email.attachments.find((one) => types.includes(one.mimeType.toLowerCase()))?.content);
  const status = part('message/delivery-status', 'message/global-delivery-status');
  const [ofMessage = {}, ...ofRecipients] = status
    .split(/\r?\n[ \t]*\r?\n/)
    .map(fieldsOf)
    .filter((fields) => Object.keys(fields).length > 0);
  const failed = ofRecipients.find((fields) => /^failed\b/i.test(fields['action'] ?? ''));
  if (!failed) return null;
  const returned = fieldsOf(
    part(
      'message/rfc822',
      'text/rfc822-headers',
      'message/rfc822-headers',
      'message/global',
      'message/global-headers',
    ).split(/\r?\n\r?\n/)[0]!,
  );
  const to = email.headers
    .filter((header) => ['to', 'delivered-to', 'x-original-to', 'envelope-to'].includes(header.key))
    .flatMap((header) => header.value.match(/\+[0-9a-f]{24}@/gi) ?? []);
  const named = [ofMessage['original-envelope-id'] ?? '', ...to, returned['message-id'] ?? ''].join(' ');
  const code = /\d\.\d{1,3}\.\d{1,3}/.exec(failed['status'] ?? '')?.[0] ?? '';
  const said = (failed['diagnostic-code'] ?? '').replace(/^[\w-]+;\s*/, '');
  return {
    marks: [...new Set((named.match(mark) ?? []).map((one) => one.toLowerCase()))],
    reason: withoutAddresses(said.startsWith(code) || said.includes(` ${code} `) ? said : `${code} ${said}`).slice(
      0,
      maxReasonLength,
    ),
  };
}

/** The email address of a signatory is stored only encrypted, so a reason must not contain it. */
const withoutAddresses = (text: string): string =>
  plainName(text)
    .split(/\s/)
    .map((word) => (word.includes('@') ? '…' : word))
    .join(' ');

function textOf(content: ArrayBuffer | Uint8Array | string | undefined): string {
  return typeof content === 'string' ? content : content === undefined ? '' : new TextDecoder().decode(content);
}

/** Fields of one block by their names in lower case; folded lines are joined. */
function fieldsOf(block: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const found = /^([\w-]+)\s*:(.*)$/.exec(line);
    if (found) fields[found[1]!.toLowerCase()] ??= found[2]!.trim();
  }
  return fields;
}

/**
 * The messages in a text: those of an mbox (RFC 4155), where a line "From …" precedes each message, or a single
 * message.
 */
export function splitMessages(text: string): string[] {
  if (!isFromLine(text.split('\n', 1)[0]!)) return text.trim() ? [text] : [];
  const messages: string[][] = [];
  let follows = true;
  // The text is split line by line, because for some texts, a pattern over the whole text would take hours.
  for (const line of text.split('\n')) {
    if (follows && isFromLine(line)) {
      messages.at(-1)?.pop();
      messages.push([]);
    } else messages.at(-1)!.push(line);
    follows = line === '' || line === '\r';
  }
  return messages.map((lines) => lines.join('\n')).filter((one) => one.trim());
}

/** Whether a line has "From", a sender and a digit after it. Sentences that begin with "From" seldom have these. */
const isFromLine = (line: string): boolean => /^From \S+ .*\d/.test(line);
