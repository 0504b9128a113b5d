import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { detectScript } from './names/script.ts';
import { nameKeys } from './names/keys.ts';
import type { nameInput } from '../filing/schema.ts';

export type KeysOf = (name: string) => string[];

/** `keysOfAll` calculates this many names at a time, which takes about ten milliseconds. */
const batchSize = 20;

/** Calculates the keys of many names (`nameKeys`) in batches, and lets other requests run between two batches. */
export async function keysOfAll(names: Iterable<string>): Promise<KeysOf> {
  const keys = new Map<string, string[]>();
  for (const name of names) {
    if (keys.has(name)) continue;
    keys.set(name, nameKeys(name));
    if (keys.size % batchSize === 0) await setImmediate();
  }
  return (name) => keys.get(name) ?? nameKeys(name);
}

/**
 * The rows to store for an actor's names. The first row has the name that screens show: the first preferred name or, if
 * none is preferred, the first.
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
