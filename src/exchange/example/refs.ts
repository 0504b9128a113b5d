import type { Filing } from '../../record/filing/schema.ts';

/** The refs of the loaded items, by the keys of the data file (`c04-hrw` → `claim/6`). */
export type ExampleRefs = Readonly<Record<string, string>>;

export function refsByKey(filing: Filing, filed: Readonly<Record<string, readonly string[]>>): ExampleRefs {
  const refs: Record<string, string> = {};
  for (const [list, made] of Object.entries(filed))
    for (const [index, item] of filing[list as keyof Filing].entries()) if (item.key) refs[item.key] = made[index]!;
  return refs;
}
