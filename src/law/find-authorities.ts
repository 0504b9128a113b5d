import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import type { Tx } from '../platform/database/tx.ts';
import { nameLimits, type actorInput } from '../record/filing/schema.ts';
import { foldText } from '../record/actors/names/fold.ts';
import { nameKeys } from '../record/actors/names/keys.ts';
import type { Visibility } from '../record/tables.ts';
import type { Authority } from './views/head.ts';

/**
 * `refs`: the authorities that enacted a law, in the order of the input. `fresh`: the input for filing the authorities
 * that the record lacks. Their refs are `#` and the key in that input.
 */
export type AuthoritiesFound = { refs: string[]; fresh: z.input<typeof actorInput>[] };

/**
 * Finds the authorities that enacted a law: by ref, or by a name that only one actor in the record has (ignoring case
 * and accents). A name that no actor has becomes a new authority.
 * @throws AppError `invalid_input` if several have the name, so that a person must choose
 */
export async function findAuthorities(
  tx: Tx,
  named: readonly Authority[],
  visibility: Extract<Visibility, 'public' | 'desk'>,
): Promise<AuthoritiesFound> {
  const found: AuthoritiesFound = { refs: [], fresh: [] };
  for (const [index, { name, person }] of named.entries()) {
    if (/^actor\/\d+$/.test(name)) {
      found.refs.push(name);
      continue;
    }
    const { rows } = await sql<{ number: number; text: string }>`
      select c.number::int as number, n.text from actor_name n join thing t on t.id = n.actor_id join thing c on c.id = t.canonical_id join actor a on a.id = c.id
      where n.keys && ${nameKeys(name)}::text[] and (a.kind = 'person') = ${person} and t.visibility <> 'sealed' and c.visibility <> 'sealed' and t.redacted_at is null and c.redacted_at is null and c.withdrawn_at is null`.execute(
      tx,
    );
    const same = [...new Set(rows.filter((row) => foldText(row.text) === foldText(name)).map((row) => row.number))];
    if (same.length > 1)
      throw new AppError('invalid_input', {
        fields: [{ path: `enactedBy.${index}`, message: 'errors.field.law.authority_several', params: { name } }],
      });
    if (same.length === 0 && name.length > nameLimits.letters)
      throw new AppError('invalid_input', {
        fields: [{ path: `enactedBy.${index}`, message: 'errors.field.actorName.long' }],
      });
    if (same.length === 0)
      found.fresh.push({
        key: `authority-${index}`,
        kind: person ? 'person' : 'authority',
        names: [{ text: name }],
        visibility,
      });
    found.refs.push(same.length ? `actor/${same[0]}` : `#authority-${index}`);
  }
  return { ...found, refs: [...new Set(found.refs)] };
}
