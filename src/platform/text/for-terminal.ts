/**
 * Text for a terminal: control characters, and signs that turn the direction of text, become visible as `\u001b`, so
 * that text from outside cannot move the cursor, hide words or change the order of a line. Line breaks and tabs stay. In
 * JSON, this is the same value.
 */
export const forTerminal = (text: string): string =>
  text.replaceAll(
    /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
