import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { ArchiveRecord } from '../../record/sources/archive-origin.ts';
import type { CaptureMethod } from '../../record/kinds/capture.ts';
import type { CasePart } from '../../record/kinds/parts.ts';
import { loadThingTags } from '../../record/tags/queries.ts';
import { loadBriefs, type Audience, type Brief } from '../../record/views/briefs.ts';
import type { TermKey } from '../../record/vocabulary/terms.ts';
import { loadSourceBriefs, type SourceBrief } from '../../record/views/sources.ts';
import { shownState } from '../../record/claims/counted.ts';

/*
 * Loads items for exports, for one page of ids at a time. Each query checks again what the audience may see, so that
 * items that were withdrawn or hidden since the selection are left out.
 */

export type ActorRecord = {
  brief: Brief;
  example: boolean;
  kind: string;
  /** Tags of the desk; empty in exports for readers. */
  tags: readonly string[];
  names: { text: string; kind: string; language: string | null; script: string | null }[];
};
export type SourceRecord = SourceBrief & {
  example: boolean;
  note: string | null;
  tags: readonly string[];
  withheld: TermKey<'withheld-reason'> | null;
};
export type CaptureRecord = {
  brief: Brief;
  example: boolean;
  source: Brief;
  method: CaptureMethod;
  url: string | null;
  at: Date;
  mediaType: string;
  sha256: string;
  language: string | null;
  text: string | null;
  /** The web archive from which it was imported. For readers, only the verdict and the time of the content. */
  archive: ArchiveRecord | null;
};
export type CaseRecord = {
  brief: Brief;
  example: boolean;
  summary: string | null;
  /** The language of the texts that the desk wrote; null if it is that of the publication. */
  writtenIn: string | null;
  tags: readonly string[];
  changedAt: Date;
};
export type PartRecord = { brief: Brief; example: boolean; case: Brief | null; proceeding: Brief | null };
export type QuestionRecord = {
  brief: Brief;
  example: boolean;
  case: Brief | null;
  language: string;
  raisedBy: Brief | null;
  answered: boolean;
  answeredBy: Brief | null;
};

type Loaded = {
  briefs: Map<number, Brief>;
  examples: ReadonlySet<number>;
  open(id: number | null): Brief | null;
  own(id: number): Brief | null;
};

/** Loads the briefs of `ids` and of the items to which they refer, and which of `ids` belong to the sample data. */
async function load(
  db: Reader,
  ids: readonly number[],
  named: readonly (number | null)[],
  audience: Audience,
): Promise<Loaded> {
  const briefs = await loadBriefs(db, [...ids, ...named.filter((id) => id !== null)], audience);
  const { rows } = await sql<{
    id: number;
  }>`select id from thing where id = any(${[...ids]}::bigint[]) and example`.execute(db);
  const open = (id: number | null): Brief | null => {
    const brief = id === null ? undefined : briefs.get(id);
    return brief && !brief.hidden && !(audience === 'public' && brief.withdrawn) ? brief : null;
  };
  // If an item was merged after the selection, `open` returns the item that it was merged into, which has its own line
  // in the export. So the merged item is left out.
  const own = (id: number): Brief | null => {
    const brief = open(id);
    return brief && brief.id === id && !brief.withdrawn ? brief : null;
  };
  return { briefs, examples: new Set(rows.map((row) => Number(row.id))), open, own };
}

/** The tags of items, by id; empty for readers. */
export const tagsFor = async (
  db: Reader,
  ids: readonly number[],
  audience: Audience,
): Promise<ReadonlyMap<number, string[]>> => (audience === 'desk' ? loadThingTags(db, ids) : new Map());

const among = (ids: readonly number[]) => sql`any(${[...ids]}::bigint[])`;

export async function loadActors(db: Reader, ids: readonly number[], audience: Audience): Promise<ActorRecord[]> {
  const { own, examples } = await load(db, ids, [], audience);
  const { rows } = await sql<{
    id: number;
    kind: string;
  }>`select id, kind from actor where id = ${among(ids)} order by id`.execute(db);
  const { rows: names } = await sql<{
    actor: number;
    text: string;
    kind: string;
    language: string | null;
    script: string | null;
  }>`
    select t.canonical_id as actor, n.text, n.kind, n.language, n.script from thing t join actor_name n on n.actor_id = t.id
    where (t.id = ${among(ids)} or t.merged_into = ${among(ids)}) and t.redacted_at is null and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}
    order by 1, t.merged_into is not null, t.id, n.position`.execute(db);
  const tags = await tagsFor(db, ids, audience);
  const namesOf = new Map<number, ActorRecord['names']>();
  for (const { actor, ...name } of names) {
    const known = namesOf.get(Number(actor)) ?? [];
    namesOf.set(Number(actor), known);
    // The main name of an actor that was merged into this one becomes an alias.
    if (!known.some((one) => one.text === name.text))
      known.push({ ...name, kind: known.length === 0 ? 'preferred' : name.kind === 'preferred' ? 'alias' : name.kind });
  }
  return rows.flatMap((row) => {
    const [id, brief] = [Number(row.id), own(Number(row.id))];
    const called = namesOf.get(id);
    return brief && called
      ? [{ brief, example: examples.has(id), kind: row.kind, tags: tags.get(id) ?? [], names: called }]
      : [];
  });
}

export async function loadSources(db: Reader, ids: readonly number[], audience: Audience): Promise<SourceRecord[]> {
  const { own, examples } = await load(db, ids, [], audience);
  const { rows } = await sql<{
    id: number;
    note: string | null;
    withheld: TermKey<'withheld-reason'> | null;
  }>`select id, note, withheld from source where id = ${among(ids)}`.execute(db);
  const tags = await tagsFor(db, ids, audience);
  const described = new Map(rows.map(({ id, ...row }) => [Number(id), row]));
  const briefs = await loadSourceBriefs(
    db,
    ids.filter((id) => own(id)),
    audience,
  );
  return briefs
    .toSorted((a, b) => a.brief.id - b.brief.id)
    .map((source) => ({
      ...source,
      example: examples.has(source.brief.id),
      tags: tags.get(source.brief.id) ?? [],
      ...(described.get(source.brief.id) ?? { note: null, withheld: null }),
    }));
}

/** SQL for an `ArchiveRecord`, or null. */
const archiveOf = (audience: Audience) => {
  const deskOnly = sql`, 'name', nullif(a.name, ''), 'software', nullif(a.software, ''), 'sha256', nullif(a.archive_sha256, ''), 'size', a.size, 'form', a.form, 'page', a.page,
    'operator', nullif(a.operator, ''), 'signer', a.signer, 'signedAt', to_char(a.signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'missing', nullif(a.missing, '{}')`;
  return sql`case when a.capture_id is not null then jsonb_strip_nulls(jsonb_build_object('verdict', a.verdict, 'contentAt', to_char(a.content_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')${audience === 'public' ? sql`` : deskOnly})) end`;
};

export async function loadCaptures(db: Reader, ids: readonly number[], audience: Audience): Promise<CaptureRecord[]> {
  const { rows } = await sql<{
    id: number;
    source_id: number;
    method: CaptureMethod;
    url: string | null;
    captured_at: Date;
    media_type: string;
    sha256: string;
    language: string | null;
    text: string | null;
    archive: ArchiveRecord | null;
  }>`
    select c.id, c.source_id, c.method, coalesce(c.final_url, c.requested_url) as url, c.captured_at, c.media_type, coalesce(nullif(c.bytes_sha256, ''), k.sha256, '') as sha256, c.language,
      ${audience === 'public' ? sql`null` : sql`nullif(c.text, '')`} as text,
      ${archiveOf(audience)} as archive
    from capture c left join archive_origin a on a.capture_id = c.id left join imported_thing k on k.thing_id = c.id where c.id = ${among(ids)} order by c.id`.execute(
    db,
  );
  const { own, open, examples } = await load(
    db,
    ids,
    rows.map((row) => Number(row.source_id)),
    audience,
  );
  return rows.flatMap(({ id, source_id, captured_at, media_type, ...row }) => {
    const [brief, source] = [own(Number(id)), open(Number(source_id))];
    return brief && source
      ? [{ ...row, brief, source, example: examples.has(Number(id)), at: captured_at, mediaType: media_type }]
      : [];
  });
}

export async function loadCases(db: Reader, ids: readonly number[], audience: Audience): Promise<CaseRecord[]> {
  const { own, examples } = await load(db, ids, [], audience);
  const { rows } = await sql<{
    id: number;
    summary: string | null;
    written_in: string | null;
    changed_at: Date;
  }>`select c.id, c.summary, t.written_in, t.changed_at from "case" c join thing t on t.id = c.id where c.id = ${among(ids)} order by c.id`.execute(
    db,
  );
  const tags = await tagsFor(db, ids, audience);
  return rows.flatMap((row) => {
    const brief = own(Number(row.id));
    return brief
      ? [
          {
            brief,
            example: examples.has(brief.id),
            summary: row.summary,
            writtenIn: row.written_in,
            tags: tags.get(brief.id) ?? [],
            changedAt: row.changed_at,
          },
        ]
      : [];
  });
}

/** Parts of cases, such as events. Leaves out parts whose case the audience may not see. */
export async function loadParts(
  db: Reader,
  { table, parent }: CasePart,
  ids: readonly number[],
  audience: Audience,
): Promise<PartRecord[]> {
  const { rows } = await sql<{ id: number; case_id: number; proceeding_id: number | null }>`
    ${
      parent === 'case'
        ? sql`select p.id, p.case_id, null::bigint as proceeding_id from ${sql.table(table)} p`
        : sql`select p.id, o.case_id, p.proceeding_id from ${sql.table(table)} p join proceeding o on o.id = p.proceeding_id`
    }
    where p.id = ${among(ids)} order by p.id`.execute(db);
  const { own, open, examples } = await load(
    db,
    ids,
    rows.flatMap((row) => [Number(row.case_id), row.proceeding_id === null ? null : Number(row.proceeding_id)]),
    audience,
  );
  return rows.flatMap((row) => {
    const [brief, inCase, proceeding] = [
      own(Number(row.id)),
      open(Number(row.case_id)),
      row.proceeding_id === null ? null : open(Number(row.proceeding_id)),
    ];
    if (!brief || !inCase || (row.proceeding_id !== null && !proceeding)) return [];
    return [{ brief, example: examples.has(brief.id), case: inCase, proceeding }];
  });
}

/**
 * Open questions. Readers get only questions that a public claim raises, because a question can reveal what another
 * claim says.
 */
export async function loadQuestions(db: Reader, ids: readonly number[], audience: Audience): Promise<QuestionRecord[]> {
  const { rows } = await sql<{
    id: number;
    case_id: number | null;
    language: string;
    raised_by: number | null;
    answered_by: number | null;
  }>`
    select id, case_id, language, raised_by, answered_by from question where id = ${among(ids)} order by id`.execute(
    db,
  );
  const claims = rows.flatMap((row) => [row.raised_by, row.answered_by].filter((id) => id !== null).map(Number));
  const { rows: checked } = await sql<{
    id: number;
  }>`select id from claim where id = ${among(claims)} and ${shownState(audience, 'claim')}`.execute(db);
  const visibleClaims = new Set(checked.map((row) => Number(row.id)));
  const number = (id: number | null) => (id === null ? null : Number(id));
  const { own, open, examples } = await load(
    db,
    ids,
    rows.flatMap((row) => [number(row.case_id), number(row.raised_by), number(row.answered_by)]),
    audience,
  );
  const claim = (id: number | null): Brief | null =>
    id !== null && visibleClaims.has(Number(id)) ? open(Number(id)) : null;
  return rows.flatMap((row) => {
    const [brief, inCase, raisedBy] = [own(Number(row.id)), open(number(row.case_id)), claim(row.raised_by)];
    if (!brief || (audience === 'public' && (!raisedBy || (row.case_id !== null && !inCase)))) return [];
    return [
      {
        brief,
        example: examples.has(brief.id),
        case: inCase,
        language: row.language,
        raisedBy,
        answered: row.answered_by !== null,
        answeredBy: claim(row.answered_by),
      },
    ];
  });
}
