import { z } from 'zod';
import { filing } from '../../../accounts/tables.ts';
import { sha256Hex } from '../../../platform/storage/blobs.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { refuseClosedBytes } from '../../../record/sources/held-bytes.ts';
import { RefResolver, refOf, refSchema } from '../../../record/refs.ts';
import { requireSourceOfTeam, limitNew, prepareTeam, teamInput } from '../../../record/teams/limit-new.ts';
import { allocate, createThings } from '../../../record/things.ts';
import { mappingSchema } from '../mapping/schema.ts';
import { profileSchema } from '../mapping/profile.ts';
import { readingSchema } from '../read/reading.ts';

const inputSchema = z.object({
  /** The blob with the bytes of the table, which already exists. */
  bytes: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().min(1) }),
  name: z.string().min(1).max(300),
  mediaType: z.string().min(1).max(200),
  /** The data set that the table is a version of. If left out, a new data set is created. */
  source: refSchema.optional(),
  title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
  publisher: refSchema.optional(),
  language: z.string().max(35).optional(),
  text: z.string(),
  reading: readingSchema,
  profile: profileSchema,
  mapping: mappingSchema,
  team: teamInput,
});

export type StoredTable = {
  import: number;
  source: string;
  capture: string;
  /** Whether the same bytes were already stored for this data set. */ known: boolean;
};

/**
 * Preserves a table as evidence: the data set as a source, its bytes as a capture. Also creates an import, which adds
 * the content of the table to the record only when it is run.
 * @throws AppError `sealed`, `redacted` for bytes that were erased, or that are stored only in sealed form
 */
export const storeTable = defineOperation({
  name: 'exchange.keepTable',
  permission: filing,
  publicItems: 'unseen',
  input: inputSchema,
  prepare: ({ app, input }) => prepareTeam(app, input.team),
  async write({ tx, input, at, change, principal }): Promise<StoredTable> {
    await refuseClosedBytes(tx, input.bytes);
    const refs = new RefResolver();
    await refs.load(
      tx,
      [input.source, input.publisher].filter((ref) => ref !== undefined),
    );
    const publisher = input.publisher ? refs.find(input.publisher, 'publisher', ['actor']) : null;
    let source = input.source ? refs.find(input.source, 'source', ['source']) : null;
    refs.throwIfWrong();
    if (source) await requireSourceOfTeam(tx, source, input.team);
    if (!source) {
      source = (await allocate(tx, 'source', 1))[0]!;
      await createThings(tx, [{ ...source, visibility: 'desk' }], at, false);
      const row = {
        id: source.id,
        kind: 'dataset',
        title: input.title,
        publisher_id: publisher?.id ?? null,
        published: null,
        language: input.language ?? null,
        note: null,
      };
      await tx.insertInto('source').values(row).execute();
      change({ kind: 'source', thingId: source.id, action: 'created', before: null, after: { ...row, addresses: [] } });
      await limitNew({ tx, at, change, principal }, input.team, [source]);
    }
    const stored = await tx
      .selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select(['capture.id', 'thing.number'])
      .where('source_id', '=', source.id)
      .where('bytes_sha256', '=', input.bytes.sha256)
      .where('bytes_size', '>', 0)
      .where('thing.redacted_at', 'is', null)
      .where('thing.visibility', '<>', 'sealed')
      .executeTakeFirst();
    let capture = stored && { id: stored.id, number: stored.number, kind: 'capture' as const };
    if (!capture) {
      const made = (await allocate(tx, 'capture', 1))[0]!;
      await createThings(tx, [{ ...made, visibility: 'desk' }], at, false);
      const row = {
        id: made.id,
        source_id: source.id,
        method: 'file' as const,
        requested_url: null,
        final_url: null,
        hops: '[]',
        status: null,
        headers: '[]',
        media_type: input.mediaType,
        charset: input.reading.format === 'xlsx' ? null : input.reading.charset,
        captured_at: at,
        bytes_sha256: input.bytes.sha256,
        bytes_size: input.bytes.size,
        text: input.text,
        text_sha256: sha256Hex(input.text),
        language: input.language ?? null,
      };
      await tx.insertInto('capture').values(row).execute();
      const { text: _, headers: __, hops: ___, ...brief } = row;
      change({
        kind: 'capture',
        thingId: made.id,
        action: 'created',
        before: null,
        after: { ...brief, captured_at: at.toISOString() },
      });
      capture = { id: made.id, number: made.number, kind: 'capture' };
    }
    const { id } = await tx
      .insertInto('import')
      .values({
        capture_id: capture.id,
        source_id: source.id,
        file_name: input.name,
        reading: JSON.stringify(input.reading),
        profile: JSON.stringify(input.profile),
        mapping: JSON.stringify(input.mapping),
        batch: null,
        error: null,
        why: null,
        created_by: principal.accountId,
        created_at: at,
        changed_at: at,
        run_by: null,
        started_at: null,
        finished_at: null,
        seen_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { import: id, source: refOf(source), capture: refOf(capture), known: Boolean(stored) };
  },
});
