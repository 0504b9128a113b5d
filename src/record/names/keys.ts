import { foldText } from './fold.ts';

/** Search keys of a name: names that may be one share a key. */
export function nameKeys(name: string): string[] {
  return [foldText(name)].filter(Boolean);
}
