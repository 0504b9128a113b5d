import type { Child } from 'hono/jsx';
import type { MessageParams } from '../../../platform/messages/messages.ts';
import { useWords } from '../view.tsx';

/** Stands for the element in the text of a message, and occurs in none. */
const mark = '\uE000';

/** A message with an element in the place of one of its values. */
export function Filled({
  message,
  name,
  params,
  children,
}: {
  message: string;
  name: string;
  params?: MessageParams;
  children?: Child;
}) {
  const t = useWords();
  const [before, after] = t(message, { ...params, [name]: mark }).split(mark);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
}
