import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { messages } from '../../platform/messages/messages.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { fileOwnWords } from '../../record/filing/file.ts';
import { filingInput } from '../../record/filing/schema.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { parseRef, refSchema } from '../../record/refs.ts';
import { queueMails } from '../post/queue.ts';
import { prepareShown, showSignatures, type SignatureShown } from '../signing/show-signatures.ts';
import { countSignatures } from '../views/signatures.ts';
import { canonicalJson } from '../statement/canonical.ts';
import { titleOf } from './content.ts';
import { hostDigestOf, lockHost, saidBesides } from './draw-up.ts';
import { lockLetter, type LetterRow } from './lock-letter.ts';

/**
 * Publishes a letter with its confirmed signatures. Readers can then see the letter, and it becomes an event in each of
 * its cases. With `send`, it is emailed to the addressees that have an email address.
 * @throws AppError `letter_stage` if signing has not started or the letter is already published; `letter_unsigned`
 * without a confirmed signature; `letter_differs` if addressees or demands differ from those that were signed;
 * `letter_embargo` before the embargo is over; `conflict`
 */
export const publishLetter = defineOperation({
  name: 'letters.publishLetter',
  permission: editors,
  input: z.object({
    letter: refSchema,
    version: z.coerce.number().int().positive(),
    beside: z
      .string()
      .max(64)
      .optional()
      .describe(
        'The value of `beside` in the draft that you read: a hash of what readers see beside the signed text. If that has changed since, the request is refused with `conflict`',
      ),
    /** Whether the letter is emailed to its addressees. */ send: z.boolean().default(true),
  }),
  async prepare({ app, input }): Promise<{ keys: RowKeys; shown: SignatureShown[] } | null> {
    const keys = new RowKeys(app.config.dataDir);
    const letter = await app.db.read
      .selectFrom('letter')
      .innerJoin('thing', 'thing.id', 'letter.id')
      .select('letter.id')
      .where('thing.kind', '=', 'letter')
      .where('thing.number', '=', parseRef(input.letter)?.number ?? 0)
      .where('letter.stage', '=', 'signing')
      .executeTakeFirst();
    return { keys, shown: letter ? await prepareShown(app.db.read, keys, letter.id) : [] };
  },
  async write(writing): Promise<{ events: number; mails: number }> {
    const { tx, input, prepared, at, change } = writing;
    const { thing, letter } = await lockLetter(tx, input.letter, at, { version: input.version, stages: ['signing'] });
    if (letter.embargo && at < letter.embargo)
      throw new AppError('letter_embargo', {
        details: { until: letter.embargo.toISOString().slice(0, 16).replace('T', ' ') },
      });
    await requireSigned(tx, thing.id, letter);
    await lockHost(tx, letter);
    if (input.beside !== undefined && input.beside !== (await hostDigestOf(tx, letter))) throw new AppError('conflict');
    const counts = await countSignatures(tx, thing.id);
    if (counts.confirmed === 0) throw new AppError('letter_unsigned');
    await tx
      .updateTable('letter')
      .set({ stage: 'published', published_at: at, publish_at: null, publish_failure: null })
      .where('id', '=', thing.id)
      .execute();
    await tx.updateTable('thing').set({ visibility: 'public' }).where('id', '=', thing.id).execute();
    // The signatures of the sample data are not encrypted.
    if (prepared) await showSignatures(tx, prepared.keys, thing.id, prepared.shown);
    const addressees = await tx
      .selectFrom('letter_addressee')
      .select(['id', 'actor_id', 'name', 'email'])
      .where('letter_id', '=', thing.id)
      .orderBy('position')
      .execute();
    const events = await fileSteps(writing, thing.id, letter, {
      count: counts.confirmed,
      addressees,
      day: at.toISOString().slice(0, 10),
    });
    const mails = input.send ? addressees.filter((one) => one.email) : [];
    await queueMails(
      tx,
      thing.id,
      mails.map((one) => ({ kind: 'addressee', addressee: Number(one.id) })),
      at,
    );
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'published',
      before: { stage: letter.stage, visibility: thing.visibility },
      after: { stage: 'published', visibility: 'public', signatures: counts.confirmed, events: events.length },
    });
    return { events: events.length, mails: mails.length };
  },
});

/** Checks that people signed exactly these addressees and demands, because nothing else may be sent in their name. */
async function requireSigned(tx: Tx, id: number, letter: LetterRow): Promise<void> {
  const { content } = await tx
    .selectFrom('letter_version')
    .select('content')
    .where('id', '=', letter.version_id!)
    .executeTakeFirstOrThrow();
  const now = await saidBesides(tx, id);
  if (canonicalJson(now) !== canonicalJson({ addressees: content.addressees, demands: content.demands }))
    throw new AppError('letter_differs');
}

type Sent = { count: number; addressees: { actor_id: number | null; name: string }[]; day: string };

/**
 * Files the letter as an event in each of its cases, with one claim about all these events. The speaker of the claim is
 * the host, or the signatories if there is no host. Its support is that they informed the desk of the letter.
 * @returns the ids of the events
 */
async function fileSteps(
  writing: Writing<unknown, unknown>,
  id: number,
  letter: LetterRow,
  { count, addressees, day }: Sent,
): Promise<number[]> {
  const { tx } = writing;
  const refs = await refsOf(tx, [letter.host_id, ...addressees.map((one) => one.actor_id)]);
  const cases = await tx
    .selectFrom('letter_about')
    .innerJoin('thing', 'thing.id', 'letter_about.thing_id')
    .select(['thing.number', 'thing.visibility'])
    .where('letter_id', '=', id)
    .where('thing.kind', '=', 'case')
    .where('thing.merged_into', 'is', null)
    .orderBy('position')
    .execute();
  if (cases.length === 0) return [];
  const version = await tx
    .selectFrom('letter_version')
    .select('content')
    .where('id', '=', letter.version_id!)
    .executeTakeFirstOrThrow();
  const title = titleOf(version.content.texts[0]!) || letter.title;
  const t = messages(letter.language);
  const names = new Intl.ListFormat(t.tag).format(addressees.map((one) => one.name));
  const host = letter.host_id === null ? undefined : refs.get(letter.host_id);
  const statements = cases.flatMap((_, index) => [
    { subject: `#step${index}`, property: 'event-type', value: 'letter-sent' },
    { subject: `#step${index}`, property: 'date', value: day },
    { subject: `#step${index}`, property: 'sent', value: day },
    { subject: `#step${index}`, property: 'signatories', value: { count } },
    ...[...new Set(addressees.flatMap((one) => (one.actor_id === null ? [] : (refs.get(one.actor_id) ?? []))))].map(
      (value) => ({ subject: `#step${index}`, property: 'addressee', value }),
    ),
  ]);
  const filed = await fileOwnWords({
    ...writing,
    prepared: undefined,
    input: filingInput.parse({
      events: cases.map((one, index) => ({
        key: `step${index}`,
        case: `case/${one.number}`,
        title: title.slice(0, 500),
        visibility: one.visibility === 'public' ? 'public' : 'desk',
      })),
      claims: [
        {
          wording: t('letters.step.wording', { title, count, names }),
          kind: 'paraphrase',
          language: t.locale,
          mode: 'stated',
          chain: [
            host
              ? { actor: host, verb: t('letters.step.verb') }
              : { asWritten: t('letters.step.signatories'), verb: t('letters.step.verb') },
          ],
          support: { kind: 'direct-word', note: t('letters.step.note') },
          statements,
          checked: true,
          visibility: 'public',
        },
      ],
    }),
  });
  const numbers = filed.events.map((ref) => Number(ref.split('/')[1]));
  const things = await tx
    .selectFrom('thing')
    .select('id')
    .where('kind', '=', 'event')
    .where('number', 'in', numbers)
    .orderBy('id')
    .execute();
  await insertRows(
    tx,
    'letter_event',
    things.map((one, position) => ({ letter_id: id, position, event_id: one.id })),
  );
  return things.map((one) => one.id);
}

async function refsOf(tx: Tx, ids: readonly (number | null)[]): Promise<Map<number, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .selectFrom('thing as a')
    .innerJoin('thing as t', 't.id', 'a.canonical_id')
    .select(['a.id', 't.number'])
    .where('a.id', 'in', wanted)
    .where('t.redacted_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.id, `actor/${row.number}`]));
}
