import type { Brief } from '../../record/views/briefs.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import type { ValueView } from '../../record/views/values.ts';
import type { Column } from './declare.ts';
import type { ListRow } from './load.ts';

/** The content of a cell of a list, independent of the output: pages, files and the API each format it. */
export type Cell =
  | { is: 'title'; brief: Brief }
  | { is: 'said'; claim: ClaimView }
  | { is: 'number'; number: number }
  | { is: 'tags'; tags: readonly string[] }
  | { is: 'values'; values: readonly ValueView[] }
  | { is: 'thing'; brief: Brief }
  | { is: 'moment'; at: Date }
  | { is: 'date'; edtf: string }
  | { is: 'language'; tag: string }
  | { is: 'key'; key: string; words: string }
  | { is: 'text'; text: string };

/** The content of a column in a row; null if it is empty. `things`: the items to which cells of the list refer. */
export function cellOf({ name, value }: Column, row: ListRow, things: ReadonlyMap<number, Brief>): Cell | null {
  const own = row.values[name] ?? null;
  switch (value.type) {
    case 'title':
      return { is: 'title', brief: row.brief };
    case 'said':
      return row.claim && !row.brief.hidden ? { is: 'said', claim: row.claim } : null;
    case 'claims':
    case 'unchecked':
      return { is: 'number', number: row.counts?.[value.type] ?? 0 };
    case 'due':
      return row.due ? { is: 'date', edtf: row.due } : null;
    case 'tags':
      return { is: 'tags', tags: row.tags };
    case 'property':
      return { is: 'values', values: row.facts.find((one) => one.property === value.property.key)?.values ?? [] };
    case 'thing': {
      const brief = own === null ? undefined : things.get(Number(own));
      return brief ? { is: 'thing', brief } : null;
    }
    case 'moment':
      return own instanceof Date ? { is: 'moment', at: own } : null;
    case 'count':
      return own === null ? null : { is: 'number', number: Number(own) };
    default:
      break;
  }
  if (own === null || own === '') return null;
  const text = String(own);
  switch (value.type) {
    case 'date':
      return { is: 'date', edtf: text };
    case 'language':
      return { is: 'language', tag: text };
    case 'key':
      return { is: 'key', key: text, words: value.words(text) };
    case 'text':
      return { is: 'text', text };
  }
}
