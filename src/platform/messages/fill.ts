import { IntlMessageFormat } from 'intl-messageformat';

/** The values for the placeholders of a message. */
export type MessageParams = Record<string, string | number | boolean | Date | null | undefined>;

export type Compiled = string | readonly string[] | IntlMessageFormat;

/** Parses a message. IntlMessageFormat is slow, so it is used only for plurals, other ICU syntax, and quoted braces. */
export function compileText(text: string, locale: string): Compiled {
  if (/'[{}']|\{\w+\s*,/.test(text)) return new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
  return text.includes('{') ? text.split(/\{(\w+)\}/) : text;
}

/** Fills the placeholders of a message. `lacking`: the first placeholder for which there is no value. */
export function fill(key: string, message: Compiled, params: MessageParams = {}): { text: string; lacking?: string } {
  if (typeof message === 'string') return { text: message };
  if (message instanceof IntlMessageFormat) {
    try {
      return { text: String(message.format(params)) };
    } catch {
      return { text: key, lacking: 'a value' };
    }
  }
  // Parts with odd indexes are the names of placeholders.
  const lacking = message.find((part, index) => index % 2 && !(part in params));
  const texts = message.map((part, index) => {
    if (index % 2 === 0) return part;
    const value = part in params ? String(params[part] ?? '') : '…';
    return withinQuotes(value, message[index - 1]!, message[index + 1]!);
  });
  return { text: texts.join(''), lacking };
}

/** The quotation marks of the languages: for a quotation, and for a quotation within a quotation. */
const quotationMarks: readonly [outer: string, inner: string][] = [
  ['“”', '‘’'],
  ['«»', '„“'],
  ['„“', '‚‘'],
];

/**
 * The text to insert between `before` and `after`. If these end and begin with quotation marks, quotation marks in the
 * text become inner ones of the same language: “‘False information’ laws”, «„Листок“ и суд».
 */
export function withinQuotes(text: string, before: string, after: string): string {
  const inner = quotationMarks.find(([outer]) => before.endsWith(outer[0]!) && after.startsWith(outer[1]!))?.[1];
  if (!inner) return text;
  return text.replace(
    /„([^„“”]*)[“”]|“([^“”]*)”|«([^«»]*)»/g,
    (_, ...[low, high, angle]: (string | undefined)[]) => `${inner[0]}${low ?? high ?? angle}${inner[1]}`,
  );
}
