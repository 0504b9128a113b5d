import type { Child } from 'hono/jsx';
import { useView } from '../view.tsx';
import { foreignTo } from '../words/foreign-to.ts';
import { langOf } from './own-words.tsx';

/** Marks our own words that are never translated, such as notes, with the publication's language. */
export function OurWords({ children }: { children?: Child }) {
  const { t, paper } = useView();
  const language = foreignTo(t, paper.language);
  return language ? <span {...langOf({ language })}>{children}</span> : <>{children}</>;
}
