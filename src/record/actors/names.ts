import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { detectScript } from './names/script.ts';
import { nameKeys } from './names/keys.ts';
import type { nameInput } from '../filing/schema.ts';

export type KeysOf = (name: string) => string[];

/**
 * The number of names that are read before other requests have their turn. Reading them takes about ten milliseconds.
 */
const atOnce = 20;

/** Reads the keys of many names (`nameKeys`), and lets other requests run in between. */
export async function keysOfAll(names: Iterable<string>): Promise<KeysOf> {
  const keys = new Map<string, string[]>();
  for (const name of names) {
    if (keys.has(name)) continue;
    keys.set(name, nameKeys(name));
    if (keys.size % atOnce === 0) await setImmediate();
  }
  return (name) => keys.get(name) ?? nameKeys(name);
}

/**
 * The rows to store for an actor's names. Screens show the name in the first row: the first that is marked as
 * preferred, or else the first.
 */
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
