import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { familyOf, searchFor } from '../../record/protection/redaction-words.ts';
import { mentionsIn, textColumns, type Found, type PersonSearch } from '../../record/protection/texts.ts';
import type { Thing } from '../../record/things.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import type { ValueView } from '../../record/views/values.ts';
import { chainText, nameOf } from '../formats/words.ts';
import type { Links } from '../export/about.ts';

/** What the export of a person's data needs. `address`: the public URL without a final slash. */
export type PersonExport = {
  db: Reader;
  thing: Thing;
  t: Translate;
  links: Links;
  address: string;
  /** A value in words. */
  valueWords(t: Translate, value: ValueView): string;
};

/** The parts of the export, in order. */
export const personSections = ['names', 'claims', 'texts', 'items', 'photos', 'changes'] as const;
export type PersonSection = (typeof personSections)[number];

/** One line of the export. `fields` are shown below `text`, by the key of their label. */
export type PersonEntry = {
  section: PersonSection;
  title: string;
  url: string | null;
  text: string | null;
  fields: Record<string, string | readonly string[]>;
  /** The name of a file in the ZIP. */
  file?: string;
};

/** A photo of the person: the hash of its largest size. */
export type PersonPhoto = { id: number; sha256: string; file: string };

const pageSize = 100;

/** Texts that readers see if they see the item. All other texts of the database are left out. */
export const openTexts: Readonly<Record<string, readonly string[]>> = {
  case: ['title', 'summary'],
  event: ['title'],
  proceeding: ['title'],
  hearing: ['title'],
  charge: ['title'],
  order: ['title'],
  question: ['wording'],
  claim: ['wording'],
  source: ['title'],
  source_address: ['url'],
  passage: ['exact'],
  photo: ['credit', 'alt'],
  letter: ['title'],
  revision: ['doc', 'headline', 'standfirst', 'byline_names'],
  reader_comment: ['name', 'text'],
  letter_signature: ['name', 'signer', 'role'],
};

/**
 * For tables, or single columns, with rows that readers do not see although they see the item: the condition for those
 * that they see.
 */
export const openRows: Readonly<Record<string, string>> = {
  passage: "visibility = 'public'",
  revision: 'id in (select e.revision_id from document d join edition e on e.id = d.edition_id)',
  reader_comment: "state = 'published'",
  letter_signature: "state = 'confirmed' and shown in ('named', 'name')",
  'letter_signature.signer': "state = 'confirmed' and shown = 'named'",
  'letter_signature.role': "state = 'confirmed' and shown = 'named'",
};

/** The photos of the person that readers may see. */
export async function photosOf(db: Reader, thing: Thing): Promise<PersonPhoto[]> {
  const { rows } = await sql<{ id: number; number: number; sha256: string }>`
    select t.id, t.number, f.sha256 from photo_actor a join thing t on t.id = a.photo_id join photo_file f on f.photo_id = t.id and f.format = 'master'
    where a.actor_id = any(${await familyOf(db, thing.id)}::bigint[]) and t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null
    order by t.number`.execute(db);
  return rows.map(({ id, number, sha256 }) => ({ id: Number(id), sha256, file: `photos/${number}.jpg` }));
}

/**
 * Everything about a person that may be given to them, as far as the user of the current request sees it, a few entries
 * at a time. To protect the desk's sources, it leaves out all texts that readers do not see, except claims whose source
 * and speakers are public.
 */
export async function* personEntries(of: PersonExport): AsyncGenerator<PersonEntry> {
  const search = await searchFor(of.db, await familyOf(of.db, of.thing.id), []);
  yield* namesIn(of);
  yield* claimsIn(of, search);
  yield* textsIn(of, search);
  yield* itemsIn(of, search);
  yield* photosIn(of);
  yield* changesIn(of);
}

const entry = (
  section: PersonSection,
  title: string,
  more: Partial<Omit<PersonEntry, 'section' | 'title'>> = {},
): PersonEntry => ({ section, title, url: null, text: null, fields: {}, ...more });

function urlOf({ links, address }: PersonExport, brief: Brief): string | null {
  const path = links(brief);
  return path === undefined ? null : address + path;
}

async function* namesIn({ db, thing }: PersonExport): AsyncGenerator<PersonEntry> {
  const { rows } = await sql<{ text: string; language: string | null }>`
    select text, language from actor_name where actor_id = any(${await familyOf(db, thing.id)}::bigint[]) order by actor_id, position`.execute(
    db,
  );
  for (const { text, language } of rows) yield entry('names', text, { fields: language ? { language } : {} });
}

/** Whether readers can see the source and all speakers of a claim that they do not see. */
const isOpen = ({ visibility, support, source, chain, withdrawn }: ClaimView, open: ReadonlySet<number>): boolean =>
  visibility === 'desk' &&
  withdrawn === null &&
  support !== 'direct-word' &&
  source !== null &&
  open.has(source.id) &&
  chain.every((link) => link.visibility === 'public' && (!link.speaker || open.has(link.speaker.id)));

async function* claimsIn(of: PersonExport, { linked }: PersonSearch): AsyncGenerator<PersonEntry> {
  const { db, t } = of;
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number }>`
      select id from thing where kind = 'claim' and id = any(${[...linked]}::bigint[]) and id > ${after} and redacted_at is null and visibility <> 'sealed'
      order by id limit ${pageSize}`.execute(db);
    const ids = rows.map((row) => Number(row.id));
    if (ids.length === 0) return;
    after = ids.at(-1)!;
    const shown = new Map((await loadClaims(db, ids, 'public')).map((claim) => [claim.id, claim]));
    const others = (await loadClaims(db, ids, 'desk')).filter((claim) => !shown.has(claim.id));
    const named = others.flatMap((claim) => [
      claim.source,
      ...claim.chain.map((link) => link.speaker),
      ...claim.statements.flatMap(({ subject, value }) => [subject, value.thing]),
    ]);
    const briefs = await loadBriefs(
      db,
      named.flatMap((brief) => brief?.id ?? []),
      'public',
    );
    const open = new Set([...briefs].flatMap(([id, brief]) => (brief.hidden || brief.withdrawn ? [] : [id])));
    for (const id of await familyOf(db, of.thing.id)) open.add(id);
    const isNamed = (brief: Brief | null | undefined): boolean => !brief || open.has(brief.id);
    for (const claim of others)
      if (isOpen(claim, open)) {
        const statements = claim.statements.filter((one) => isNamed(one.subject) && isNamed(one.value.thing));
        // The words of the page may name someone else who is protected.
        shown.set(claim.id, { ...claim, statements, passage: null });
      }
    for (const id of ids) {
      const claim = shown.get(id);
      if (claim) yield claimEntry(of, claim, t);
    }
  }
}

function claimEntry({ links, address, valueWords }: PersonExport, claim: ClaimView, t: Translate): PersonEntry {
  const isShown = claim.visibility === 'public';
  const says = chainText(t, claim);
  return entry('claims', t('exchange.person.claim', { number: claim.number }), {
    url: isShown ? address + (links({ kind: 'claim', number: claim.number, title: '' }) ?? '') : null,
    text: claim.wording,
    fields: {
      ...(says && { says }),
      ...(claim.source && { source: [nameOf(t, claim.source), ...claim.addresses] }),
      ...(claim.passage && { passage: claim.passage.exact }),
      ...(claim.statements.length && {
        states: claim.statements.map(
          ({ subject, property, value }) =>
            `${nameOf(t, subject)}: ${t(findProperty(property)?.label ?? property)}: ${valueWords(t, value)}`,
        ),
      }),
      access: t(isShown ? 'exchange.person.public' : 'exchange.person.unpublished'),
    },
  });
}

/** The sentence around a mention. */
function sentenceAround(text: string, { start, end }: Found['mention']): string {
  const most = 300;
  const before = text.slice(Math.max(0, start - most), start);
  const after = text.slice(end, end + most);
  const from = Math.max(...['. ', '! ', '? ', '\n'].map((sign) => before.lastIndexOf(sign) + sign.length - 1), 0);
  const ends = ['. ', '! ', '? ', '\n'].flatMap((sign) => {
    const at = after.indexOf(sign);
    return at < 0 ? [] : [at + 1];
  });
  const isCut = before.lastIndexOf('. ') < 0 && start > most;
  return `${isCut ? '…' : ''}${before.slice(from)}${text.slice(start, end)}${after.slice(0, Math.min(...ends, after.length))}`
    .replaceAll(/\s+/g, ' ')
    .trim();
}

async function* textsIn(of: PersonExport, search: PersonSearch): AsyncGenerator<PersonEntry> {
  const { db, t } = of;
  for (const column of await textColumns(db)) {
    if (!openTexts[column.table]?.includes(column.column)) continue;
    for await (const all of mentionsIn(db, column, search)) {
      const sure = all.filter(({ mention, item }) => mention.sure && item !== null);
      const briefs = await loadBriefs(
        db,
        sure.map(({ item }) => item!),
        'public',
      );
      const rows = await rowsShown(db, column, sure);
      const known = new Set<string>();
      for (const found of sure) {
        const brief = briefs.get(found.item!);
        if (!brief || brief.hidden || brief.withdrawn || (rows && !rows.has(found.row!))) continue;
        const text = sentenceAround(found.text, found.mention);
        if (known.has(`${found.where} ${text}`)) continue;
        known.add(`${found.where} ${text}`);
        const label = `exchange.person.text.${column.table}`;
        yield entry('texts', nameOf(t, brief), {
          url: urlOf(of, brief),
          text,
          fields: { what: t.has(label) ? t(label) : t(`record.desk.kind.${brief.kind}`) },
        });
      }
    }
  }
}

/** The ids of those rows that readers see. Null if they see all rows of an item that they see. */
async function rowsShown(
  db: Reader,
  { table, column }: { table: string; column: string },
  found: readonly Found[],
): Promise<ReadonlySet<number> | null> {
  const condition = openRows[`${table}.${column}`] ?? openRows[table];
  if (!condition) return null;
  const ids = found.flatMap(({ row }) => row ?? []);
  const { rows } = await sql<{ id: number }>`
    select id from ${sql.table(table)} where id = any(${ids}::bigint[]) and ${sql.raw(condition)}`.execute(db);
  return new Set(rows.map((row) => Number(row.id)));
}

async function* itemsIn(of: PersonExport, { linked }: PersonSearch): AsyncGenerator<PersonEntry> {
  const { db, t } = of;
  const ids = [...linked].toSorted((a, b) => a - b);
  for (let from = 0; from < ids.length; from += pageSize) {
    const briefs = await loadBriefs(db, ids.slice(from, from + pageSize), 'public');
    for (const brief of new Set(briefs.values()))
      if (!brief.hidden && !brief.withdrawn && brief.kind !== 'claim')
        yield entry('items', nameOf(t, brief), {
          url: urlOf(of, brief),
          fields: { what: t(`record.desk.kind.${brief.kind}`) },
        });
  }
}

async function* photosIn(of: PersonExport): AsyncGenerator<PersonEntry> {
  const photos = await photosOf(of.db, of.thing);
  const briefs = await loadBriefs(
    of.db,
    photos.map(({ id }) => id),
    'public',
  );
  for (const { id, file } of photos) {
    const brief = briefs.get(id);
    yield entry('photos', brief ? nameOf(of.t, brief) : file, { file });
  }
}

/** When the person's entry was changed and how, but not by whom. */
async function* changesIn({ db, thing, t }: PersonExport): AsyncGenerator<PersonEntry> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: number; at: Date; operation: string }>`
      select s.id, s.at, s.operation from change_set s
      where s.id > ${after} and exists (select from change c where c.change_set_id = s.id and c.kind = 'actor' and c.thing_id = ${thing.id} and c.action <> 'opened')
      order by s.id limit ${pageSize}`.execute(db);
    if (rows.length === 0) return;
    after = Number(rows.at(-1)!.id);
    for (const { at, operation } of rows) {
      const label = `record.history.operation.${operation}`;
      yield entry('changes', at.toISOString().slice(0, 10), { text: t.has(label) ? t(label) : operation });
    }
  }
}
