import type { z } from 'zod';
import { detectScript } from './names/script.ts';
import { nameKeys } from './names/keys.ts';
import type { nameInput } from '../filing/schema.ts';

/** Rows of an actor's names. The first preferred name is shown; if none is marked, the first name. */
export function actorNameRows(actorId: number, names: readonly z.output<typeof nameInput>[]) {
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
    keys: nameKeys(name.text),
  }));
}
