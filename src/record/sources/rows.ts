import type { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { isEdtf } from '../values/edtf/edtf.ts';
import { insertOpen, type InsertOf } from '../protection/new-sealed.ts';
import type { Known, RefResolver } from '../refs.ts';
import type { sourceInput } from '../filing/schema.ts';
import { addressKey, lockAddresses } from './address.ts';

type Source = z.output<typeof sourceInput>;

export function* sourceRefs(sources: readonly Source[]): Generator<string> {
  for (const source of sources) {
    if (source.publisher) yield source.publisher;
    for (const derivation of source.derivedFrom) yield derivation.origin;
  }
}

/** Builds the rows of sources. The function `write` inserts them, and refuses an address that another source has. */
export function sourceRows(sources: readonly Source[], made: readonly Known[], refs: RefResolver) {
  const rows = sources.map((source, index) => {
    const path = `sources.${index}`;
    if (source.published && !isEdtf(source.published))
      refs.errors.push({ path: `${path}.published`, message: 'errors.field.date.bad' });
    return {
      id: made[index]!.id,
      kind: source.kind,
      title: source.title,
      publisher_id: source.publisher ? (refs.find(source.publisher, `${path}.publisher`, ['actor'])?.id ?? null) : null,
      published: source.published || null,
      language: source.language ?? null,
      note: source.note || null,
      withheld: source.withheld ?? null,
    };
  });
  const addresses = sources.flatMap((source, index) => {
    const keys = new Map(source.addresses.map((url) => [addressKey(url), url]));
    return [...keys].map(([address_key, url]) => ({
      source_id: made[index]!.id,
      url,
      address_key,
      path: `sources.${index}.addresses`,
    }));
  });
  const derivations = sources.flatMap((source, index) =>
    source.derivedFrom.map((derivation, at) => ({
      source_id: made[index]!.id,
      origin_id: refs.find(derivation.origin, `sources.${index}.derivedFrom.${at}.origin`, ['source'])?.id ?? 0,
      kind: derivation.kind,
      basis: derivation.basis || null,
    })),
  );
  const after = rows.map((row, index) => ({
    ...row,
    addresses: sources[index]!.addresses,
    derivedFrom: derivations.filter((derivation) => derivation.source_id === row.id),
  }));
  return {
    rows,
    addresses,
    derivations,
    after,
    async write(tx: Tx, insert: InsertOf = insertOpen(tx)): Promise<void> {
      await insert('source', 'id', rows);
      await refuseTakenAddresses(tx, addresses);
      await insert(
        'source_address',
        'source_id',
        addresses.map(({ path: _, ...row }) => row),
      );
      await insert('derivation', 'source_id', derivations);
    },
  };
}

/** @throws AppError `invalid_input` at the path of each address that another source already has */
export async function refuseTakenAddresses(
  tx: Tx,
  addresses: readonly { address_key: string; url: string; path: string; source_id: number }[],
): Promise<void> {
  if (addresses.length === 0) return;
  const taken = await lockAddresses(
    tx,
    addresses.map((address) => address.address_key),
  );
  const owners = new Map(taken.map((row) => [row.address_key, row]));
  const seen = new Map<string, number>();
  const fields = addresses.flatMap((address) => {
    const owner = owners.get(address.address_key);
    const twice = seen.get(address.address_key);
    seen.set(address.address_key, address.source_id);
    if (owner && owner.source_id !== address.source_id)
      return [
        {
          path: address.path,
          message: 'errors.field.source.known',
          params: { source: owner.number, url: address.url },
        },
      ];
    if (twice !== undefined && twice !== address.source_id)
      return [{ path: address.path, message: 'errors.field.source.twice', params: { url: address.url } }];
    return [];
  });
  if (fields.length) throw new AppError('invalid_input', { fields });
}
