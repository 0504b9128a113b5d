import type { DocumentJson } from '../../documents/model/schema.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { Thing } from '../../record/things.ts';
import { Translations } from '../../record/translations/load.ts';
import { currentReading } from '../../record/translations/reading.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../../record/views/briefs.ts';
import type { LetterContent } from '../hosted/content.ts';
import type { LetterRow } from '../hosted/lock-letter.ts';
import type { LetterStage } from '../tables.ts';
import { listReminders, type ReminderView } from '../schedule/reminders.ts';
import { countSignatures, type SignatureCounts } from './signatures.ts';

export type AddresseeView = {
  id: number;
  actor: Brief | null;
  name: string;
  /** The name and the office in the language of the reader, if it is another. */
  ours: { name?: string; office?: string };
  office: string;
  salutation: string;
  address: string;
  email: string;
};
export type VersionView = {
  id: number;
  number: number;
  content: LetterContent;
  docs: Record<string, DocumentJson>;
  hash: string;
  madeAt: Date;
  why: string;
};

/** A letter that is signed here. `current`: the version that is open for signatures; null before the first version. */
export type HostedView = {
  id: number;
  brief: Brief;
  version: number;
  changedAt: Date;
  example: boolean;
  stage: LetterStage;
  row: LetterRow;
  host: Brief | null;
  about: Brief[];
  /** The addressees; for readers, without their postal and email addresses. */
  addressees: AddresseeView[];
  demands: { id: number; number: number; texts: Record<string, string> }[];
  current: VersionView | null;
  counts: SignatureCounts;
  /** The reminders; empty for readers. */
  reminders: ReminderView[];
};

/** @returns null for a letter known from sources, and for readers before it is published */
export async function loadHosted(
  db: Reader,
  thing: Pick<Thing, 'id' | 'version' | 'changed_at' | 'example'>,
  audience: Audience,
): Promise<HostedView | null> {
  const row = await db.selectFrom('letter').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  if (row.stage === null || (audience === 'public' && row.stage !== 'published')) return null;
  const addressees = await db
    .selectFrom('letter_addressee')
    .selectAll()
    .where('letter_id', '=', thing.id)
    .orderBy('position')
    .execute();
  const demands = await db
    .selectFrom('letter_demand')
    .selectAll()
    .where('letter_id', '=', thing.id)
    .orderBy('position')
    .execute();
  const about = await db
    .selectFrom('letter_about')
    .select('thing_id')
    .where('letter_id', '=', thing.id)
    .orderBy('position')
    .execute();
  const briefs = await loadBriefs(
    db,
    [
      thing.id,
      ...about.map((one) => one.thing_id),
      ...addressees.flatMap((one) => one.actor_id ?? []),
      ...(row.host_id === null ? [] : [row.host_id]),
    ],
    audience,
  );
  const open = (id: number | null): Brief | null => (id === null ? null : shownTo(audience, briefs.get(id)));
  const translations = audience === 'public' ? await Translations.load(db, [thing.id]) : null;
  const forReaders = audience === 'public' ? { address: '', email: '' } : {};
  return {
    id: thing.id,
    brief: briefs.get(thing.id)!,
    version: thing.version,
    changedAt: thing.changed_at,
    example: thing.example,
    stage: row.stage,
    row,
    host: open(row.host_id),
    about: about.flatMap((one) => open(one.thing_id) ?? []),
    addressees: addressees.map((one) => ({
      id: Number(one.id),
      actor: open(one.actor_id),
      name: one.name,
      ours: {
        name: nameForReaders(one.name, open(one.actor_id), translations?.ours(thing.id, one.name)),
        office: translations?.ours(thing.id, one.office),
      },
      office: one.office,
      salutation: one.salutation,
      address: one.address,
      email: one.email,
      ...forReaders,
    })),
    demands: demands.map((one, index) => ({ id: Number(one.id), number: index + 1, texts: one.texts })),
    current: row.version_id === null ? null : await loadVersion(db, row.version_id),
    counts: await countSignatures(db, thing.id),
    reminders: audience === 'desk' ? await listReminders(db, thing.id) : [],
  };
}

/** A letter as the desk loads it, with the names of its host and addressees in the language of the reader. */
export async function inReaderWords(db: Reader, letter: HostedView): Promise<HostedView> {
  const named = [letter.host, ...letter.addressees.map((one) => one.actor)].flatMap((brief) => brief ?? []);
  const briefs = await loadBriefs(
    db,
    named.map((brief) => brief.id),
    'public',
  );
  const translations = await Translations.load(db, [letter.id]);
  const read = (brief: Brief | null): Brief | null => {
    const known = brief && briefs.get(brief.id);
    return known && !known.hidden ? known : brief;
  };
  return {
    ...letter,
    host: read(letter.host),
    addressees: letter.addressees.map((one) => ({
      ...one,
      ours: {
        name: nameForReaders(one.name, read(one.actor), translations.ours(letter.id, one.name)),
        office: translations.ours(letter.id, one.office),
      },
    })),
  };
}

/**
 * The name of an addressee for readers: our translation, or the actor's name in their language. Undefined if it is the
 * same as in the letter.
 */
export const nameForReaders = (name: string, actor: Brief | null, translation?: string): string | undefined => {
  const read = translation ?? (currentReading() && actor && !actor.language ? actor.title : name);
  return read === name ? undefined : read;
};

export async function loadVersion(db: Reader, id: number): Promise<VersionView> {
  const { made_at, ...row } = await db
    .selectFrom('letter_version')
    .select(['id', 'number', 'content', 'docs', 'hash', 'why', 'made_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { ...row, id: Number(row.id), madeAt: made_at };
}

/** All versions, the newest first. */
export async function listVersions(
  db: Reader,
  letter: number,
): Promise<{ id: number; number: number; hash: string; madeAt: Date; why: string }[]> {
  const rows = await db
    .selectFrom('letter_version')
    .select(['id', 'number', 'hash', 'made_at', 'why'])
    .where('letter_id', '=', letter)
    .orderBy('number', 'desc')
    .execute();
  return rows.map(({ made_at, ...row }) => ({ ...row, id: Number(row.id), madeAt: made_at }));
}
