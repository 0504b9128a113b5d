import { sql, type RawBuilder } from 'kysely';
import { ownTranslations, translationState, translationTexts } from '../record/translations/tables.ts';
import { defineKind } from '../record/kinds/kind.ts';

declare module '../record/kinds/kind.ts' {
  interface KindNames {
    letter: true;
  }
}

/**
 * How a letter that is signed here names its addressees and their offices, and the functions of those who signed it:
 * `addressee`, `addressee.2` …, `office`, `role`. Functions that signatories do not want to be shown are left out.
 */
const letterWords = (ids: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select w.letter_id, w.field || case when w.place = 1 then '' else '.' || w.place end, w.text, l.language
  from (
    select a.letter_id, f.field, f.text, row_number() over (partition by a.letter_id, f.field order by a.position) as place
    from letter_addressee a cross join lateral (values ('addressee', a.name), ('office', a.office)) f (field, text)
    where a.letter_id = any(${ids}) and f.text <> ''
    union all
    select s.letter_id, 'role', s.role, row_number() over (partition by s.letter_id order by min(s.id))
    from letter_signature s where s.letter_id = any(${ids}) and s.state = 'confirmed' and s.shown = 'named' and s.role <> ''
    group by s.letter_id, s.role
  ) w join letter l on l.id = w.letter_id`;

/**
 * A letter refers to the events that record its sending, and to the source that is the letter itself. Its tables are in
 * letters/tables.ts.
 */
export const letter = defineKind({
  name: 'letter',
  title: 'title',
  language: 'language',
  translated: ['title'],
  translatedParts: letterWords,
  // A published letter has a text in each of its languages, and each text has its title.
  otherTitles: (id) => sql`(
    select json_agg(json_build_object('language', x ->> 'language', 'text', b ->> 'text'))
    from letter l join letter_version v on v.id = l.version_id cross join jsonb_array_elements(v.content -> 'texts') x cross join jsonb_array_elements(x -> 'blocks') b
    where l.id = ${id} and l.stage = 'published' and x ->> 'language' <> l.language and b ->> 'type' = 'headline' and b ->> 'text' <> '')`,
  textColumns: { letter: ['title', 'cover_note'], ...translationTexts },
  ownRows: [ownTranslations, { table: 'letter', key: 'id' }],
  references: [
    { table: 'letter', column: 'source_id' },
    { table: 'letter', column: 'document_id' },
    { table: 'letter', column: 'host_id' },
    { table: 'letter_about', owner: 'letter_id', column: 'thing_id' },
    { table: 'letter_addressee', owner: 'letter_id', column: 'actor_id' },
    { table: 'letter_invitation', owner: 'letter_id', column: 'actor_id' },
    { table: 'letter_signature', owner: 'letter_id', column: 'actor_id' },
    { table: 'letter_response', owner: 'letter_id', column: 'source_id' },
    { table: 'letter_response', owner: 'letter_id', column: 'claim_id' },
    {
      table: 'letter_demand_claim',
      column: 'claim_id',
      edges: sql`select d.letter_id, c.claim_id from letter_demand_claim c join letter_demand d on d.id = c.demand_id`,
    },
    { table: 'letter_event', owner: 'letter_id', column: 'event_id' },
  ],
  // The claims that its texts cite, in all versions that were opened for signatures.
  cites: [
    sql`select v.letter_id, t.id from letter_version v cross join lateral jsonb_path_query(v.docs, '$.**.claim') ref join thing t on t.kind = 'claim' and 'claim/' || t.number = ref #>> '{}'`,
  ],
  // A letter counts as public as soon as it can be signed, because signatories rely on its host, addressees and
  // deadline.
  shown: (id) =>
    sql`exists (select from letter l join thing p on p.id = l.id where l.id = ${id} and (p.visibility = 'public' or l.stage = 'signing'))`,
  wasShown: ({ stage }) => (stage === undefined ? undefined : stage !== 'drafting'),
  knownOutside: (id) => sql`exists (select from letter l where l.id = ${id} and l.stage = 'signing')`,
  // Signatories and readers see the name of the organisation that hosts the letter, on every page and in every email.
  revealsTitles: [sql`select id, host_id from letter where stage in ('signing', 'published')`],
  state: { columns: ['sort', 'title', 'language', 'source_id'], parts: [translationState] },
  undo: 'nothing',
});
