import type { Child } from 'hono/jsx';
import { withinQuotes, type MessageParams } from '../../../platform/messages/messages.ts';
import { useWords } from '../view.tsx';

/** A placeholder for the element. The character is for private use, so no message contains it. */
const mark = '\uE000';

/**
 * A translated message in which the parameter `name` is replaced by an element, or by `text` marked with its language.
 */
export function Filled({
  message,
  name,
  params,
  text,
  language,
  children,
}: {
  message: string;
  name: string;
  params?: MessageParams;
  text?: string;
  language?: string;
  children?: Child;
}) {
  const t = useWords();
  const [before = '', after = ''] = t(message, { ...params, [name]: mark }).split(mark);
  const words = text === undefined ? undefined : withinQuotes(text, before, after);
  return (
    <>
      {before}
      {words !== undefined && language ? <span lang={language}>{words}</span> : (words ?? children)}
      {after}
    </>
  );
}
