import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { detectScript } from './names/script.ts';
import { nameKeys } from './names/keys.ts';
import type { nameInput } from '../filing/schema.ts';

export type KeysOf = (name: string) => string[];

/** The names that are read before others have their turn: about ten milliseconds. */
const atOnce = 20;

/** The keys of many names (`nameKeys`), read in turns with other requests. */
export async function keysOfAll(names: Iterable<string>): Promise<KeysOf> {
  const keys = new Map<string, string[]>();
  for (const name of names) {
    if (keys.has(name)) continue;
    keys.set(name, nameKeys(name));
    if (keys.size % atOnce === 0) await setImmediate();
  }
  return (name) => keys.get(name) ?? nameKeys(name);
}

/** Rows of an actor's names. The first preferred name is shown; if none is marked, the first name. */
export function actorNameRows(
  actorId: number,
  names: readonly z.output<typeof nameInput>[],
  keysOf: KeysOf = nameKeys,
) {
  const lead = Math.max(
    0,
    names.findIndex((name) => name.kind === 'preferred'),
  );
  const ordered = [names[lead]!, ...names.filter((_, index) => index !== lead)];
  return ordered.map((name, position) => ({
    actor_id: actorId,
    position,
    text: name.text,
    kind: position === 0 ? ('preferred' as const) : name.kind === 'preferred' ? ('alias' as const) : name.kind,
    language: name.language ?? null,
    script: detectScript(name.text),
    keys: keysOf(name.text),
  }));
}
