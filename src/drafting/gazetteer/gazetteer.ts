import type { ActorKind } from '../schema.ts';
import { authorities, courts, organisations } from './organisations.data.ts';
import { outlets } from './outlets.data.ts';

export type Entry = { name: string; kind: ActorKind; alias: string };

const index = new Map<string, Entry[]>();
const firstWord = (value: string): string => /^[\p{L}\p{N}]+/u.exec(value)?.[0] ?? value;

function load(lines: string, kind: ActorKind): void {
  for (const line of lines.trim().split('\n')) {
    const network = line.startsWith('~');
    const [name = '', ...aliases] = line.replace(/^~/, '').split('|');
    for (const alias of [name, ...aliases]) {
      const key = firstWord(alias);
      const entry = { name, kind: network ? ('network' as const) : kind, alias };
      const bucket = index.get(key);
      if (bucket) bucket.push(entry);
      else index.set(key, [entry]);
    }
  }
}
load(outlets, 'outlet');
load(organisations, 'organisation');
load(authorities, 'authority');
load(courts, 'court');
for (const bucket of index.values()) bucket.sort((a, b) => b.alias.length - a.alias.length);

/** English words that are also a name; at the start of a sentence they are taken as the word. */
const alsoWords = new Set(
  'Capital Nation Schemes Recorder Respekt Vanguard Punch Memorial Agora Confidencial Zeta Tempo Novosti Semana Reforma Bild Index Congress Senate Guardian Independent Economist Recorder Proceso Press Front Turan Fars Telex Fergana Onet Taliban Access Amnesty Dozhd Memorial Standard Reporter Citizen Sputnik Insider Wire'.split(
    ' ',
  ),
);

/** The longest known name that starts exactly here. */
export function lookUp(text: string, at: number, sentenceStart: boolean): Entry | null {
  const word = firstWord(text.slice(at, at + 40));
  const bucket = index.get(word);
  if (!bucket) return null;
  for (const entry of bucket) {
    if (!text.startsWith(entry.alias, at)) continue;
    const after = text[at + entry.alias.length];
    if (after !== undefined && /[\p{L}\p{N}]/u.test(after)) continue;
    if (sentenceStart && alsoWords.has(entry.alias)) continue;
    return entry;
  }
  return null;
}

/** Whether a name is known, whole; used for publishers and bylines. */
export function known(name: string): Entry | null {
  const entry = lookUp(name, 0, false);
  return entry && entry.alias.length === name.length ? entry : null;
}
