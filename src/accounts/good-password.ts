import { AppError } from '../platform/errors.ts';

/** Names that a password must not contain, because they are as easy to guess as common passwords. */
export type PasswordFor = { name: string; email: string; /** In all languages. */ publication: readonly string[] };

/** Parts of names that are shorter than this are ignored. */
const minPartLength = 4;
/** The maximum number of characters that count as an addition to a common password: `password2024!`. */
const maxAdditionLength = 6;

/**
 * Refuses a password that is easy to guess. It must not be common, even with a few digits or signs added, and not a
 * mere sequence or repetition. It must not contain the name of the person or the publication, or a part of the email
 * address.
 *
 * There are no rules about kinds of characters (NIST SP 800-63B). `passwordSchema` checks the length.
 * @throws AppError `invalid_input` for the field `password`
 */
export async function requireGoodPassword(password: string, about: PasswordFor): Promise<void> {
  const refuse = (message: string, params?: { word: string }): never => {
    throw new AppError('invalid_input', { fields: [{ path: 'password', message, ...(params && { params }) }] });
  };
  const lower = password.normalize('NFKC').toLowerCase();
  const word = namesOf(about).find((one) => lettersOf(lower).includes(lettersOf(one)));
  if (word) refuse('errors.field.password.name', { word });
  const common = await commonPasswords();
  if (coresOf(lower).some((core) => common.has(core) || isPattern(core))) refuse('errors.field.password.common');
}

let loaded: Promise<ReadonlySet<string>> | undefined;

/** The list is loaded at its first use, because it takes some megabytes and most processes never need it. */
const commonPasswords = (): Promise<ReadonlySet<string>> =>
  (loaded ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'] as readonly string[]),
  ));

const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

function namesOf({ name, email, publication }: PasswordFor): string[] {
  const words = (text: string): string[] =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
  const local = email.split('@')[0]!;
  return [name, ...words(name), email, local, ...words(local), ...publication]
    .map((one) => one.normalize('NFKC').toLowerCase().trim())
    .filter((one) => lettersOf(one).length >= minPartLength);
}

/**
 * The forms of a password that are looked up in the list of common passwords: as it is, without additions, without
 * spaces and signs, and with letters in place of signs (`a` for `@`). If a form only repeats a shorter text, that text
 * is looked up too.
 */
function coresOf(lower: string): string[] {
  const core = /\p{L}(?:.*\p{L})?/su.exec(lower)?.[0] ?? '';
  const before = core ? lower.slice(0, lower.indexOf(core)) : lower;
  const after = lower.slice(before.length + core.length);
  const additions = before.length + after.length;
  const bare = core && (additions <= maxAdditionLength || isPattern(before + after)) ? core : lower;
  return [lower, bare].flatMap((one) => [one, lettersOf(one), spelled(one)]).flatMap((one) => [one, unitOf(one)]);
}

const signs: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '0': 'o', '1': 'i', $: 's', '5': 's' };
const spelled = (text: string): string => text.replace(/[@4301$5]/g, (sign) => signs[sign]!);

/** The shortest text that, repeated, gives this one: `letmeinletmein` → `letmein`. */
const unitOf = (text: string): string => (text ? text.slice(0, (text + text).indexOf(text, 1)) : text);

/**
 * Whether a text is a repetition of one character, or a sequence of characters: `aaaaaaaaaaaa`, `abcdefghijkl`,
 * `901234567890`.
 */
function isPattern(text: string): boolean {
  const codes = [...unitOf(text)].map((sign) => sign.codePointAt(0)!);
  if (codes.length < 2) return text.length > 1;
  return [1, -1].some((step) =>
    codes.every((code, at) => {
      if (at === 0) return true;
      const before = codes[at - 1]!;
      const wraps = step > 0 ? before === 57 && code === 48 : before === 48 && code === 57;
      return code - before === step || wraps;
    }),
  );
}
