import { createHash } from 'node:crypto';
import type { QualifierName } from '../../../record/values/composite-types.ts';
import { isEdtf } from '../../../record/values/edtf/edtf.ts';
import { nameLimits } from '../../../record/filing/schema.ts';
import { parseRef } from '../../../record/refs.ts';
import { maxTags, tagName, tagsIn } from '../../../record/tags/tables.ts';
import { isDeskOnly, readValue } from '../../../record/vocabulary/properties.ts';
import type { Cell, Note, TableRow } from '../read/reading.ts';
import { isPressed } from '../../../search/index/case-facets.ts';
import { readDate } from './dates.ts';
import { messages } from '../../../platform/messages/messages.ts';
import type { Money } from '../../../record/values/money.ts';
import { Places } from './places.ts';
import { dateWords, moneyText, rowWords } from './row-words.ts';
import type { Mapping, MappingField } from './schema.ts';
import { deskNote, findTarget, ignoredColumn, namesActors, type Target } from './targets.ts';
import { builtInParts, fillTemplate, namesIn, type Meaning } from './template.ts';
import { cut, cutText, isPageAddress, readCell } from './values.ts';

/** The name of an actor in a row, before it is known which actor is meant. */
export type ActorName = { name: string; kind: string };

/**
 * One value of a row, which becomes a statement. If `name` is set, the value is the actor with this name. `role`: the
 * actor's role, if the property is an involvement.
 */
export type RowFact = {
  on: 'case' | 'event';
  property: string;
  value: unknown;
  column: string | null;
  name?: ActorName;
  role?: string;
  qualifiers?: Partial<Record<QualifierName, string>>;
};

/** The report that a row names as its source. */
export type RowSource = { address?: string; title?: string; publisher?: string; published?: string };

/** A row as read by the import profile. */
export type RowRead = {
  line: number;
  /**
   * A hash of the values by which the row is recognised in later files. Null if all these values are empty and the
   * profile treats rows with the same identity as one (`repeats`).
   */
  identity: string | null;
  /** A hash of the row's content. If it differs from that of an earlier import, the row has changed. */
  hash: string;
  title: string;
  summary: string | null;
  /** Tags of the case. */
  tags: string[];
  /** The title of the event that the row creates; null if it creates none. */
  event: string | null;
  facts: RowFact[];
  /** Values that become notes which only the desk sees. */
  deskNotes: RowFact[];
  wording: string;
  /**
   * The cell whose text is the wording, word for word. Null if the wording comes from the template or from several
   * cells.
   */
  quoted: { index: number; text: string } | null;
  /** The ref of the case in the record that the row itself names. */
  onRecord: string | null;
  source: RowSource | null;
  /** The reasons why the row is not imported. */
  faults: Note[];
  /** Warnings about the row. */
  notes: Note[];
};

export type Applied = {
  /** Columns that the import profile names, but that the file does not have. */
  missing: string[];
  read(row: TableRow): RowRead;
};

const digest = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 24);
const textOf = (cell: Cell | undefined): string =>
  cell === undefined ? '' : typeof cell === 'string' ? cell : cell.join(', ');

/** The values of a cell: the items of a list, or the parts of a text between separators. */
export function partsOf(cell: Cell, split: string | undefined): string[] {
  const parts =
    typeof cell !== 'string' ? cell : split === undefined ? [cell] : cell.split(split === '\\n' ? '\n' : split);
  return parts.map((part) => part.trim()).filter(Boolean);
}

/**
 * A field of the profile, prepared for reading. `known`: a cache of results by text, because the values of a column
 * often repeat.
 */
type Ready = {
  field: MappingField;
  target: Target;
  index: number | null;
  translate: ReadonlyMap<string, string>;
  known: Map<string, { value: unknown } | Note>;
};

const maxKnown = 5_000;

/** Prepares an import profile for the columns of a file. */
export function applyMapping(mapping: Mapping, columns: readonly string[]): Applied {
  const at = new Map(columns.map((name, index) => [name, index]));
  const fields: Ready[] = mapping.fields.flatMap((field) => {
    const target = findTarget(field.target);
    if (!target || (field.column !== undefined && !at.has(field.column))) return [];
    return [
      {
        field,
        target,
        index: field.column === undefined ? null : at.get(field.column)!,
        translate: new Map(field.translate.filter((one) => one.to !== '').map(({ from, to }) => [from, to])),
        known: new Map(),
      },
    ];
  });
  const inTemplates = [mapping.title, mapping.wording].flatMap(namesIn);
  const isMeaning = (name: string): name is Meaning => (builtInParts as readonly string[]).includes(name);
  const named = [
    ...mapping.fields.flatMap(({ column, target }) =>
      column === undefined || target === ignoredColumn ? [] : [column],
    ),
    ...mapping.identity,
    ...inTemplates.filter((name) => !isMeaning(name)),
  ];
  const identity = mapping.identity.flatMap((name) => at.get(name) ?? []);
  const used = fields.filter(({ target }) => target.key !== ignoredColumn);
  const inWording = namesIn(mapping.wording).filter((name) => !isMeaning(name));
  // Tags are words of the desk, not of the source. A row whose tags alone differ must not count as changed, because its
  // claim would be replaced, and would no longer be checked.
  const contentFields = used.filter(({ target }) => target.key !== 'tags');
  const contentColumns = [
    ...new Set([...contentFields.map(({ index }) => index), ...inWording.map((name) => at.get(name))]),
  ]
    .filter((index) => index !== null && index !== undefined)
    .toSorted((a, b) => a - b);
  // A title can become public. So columns that are left out, or only for the desk, are not used for it, unless the
  // template names them.
  const shown = contentFields.flatMap(({ index, target }) =>
    index === null || target.key === 'note' || (target.property && isDeskOnly(target.property.key)) ? [] : [index],
  );
  const columnWords = new Map(
    inTemplates.flatMap((name) => (at.has(name) ? [[name, wordsOfColumn(name, fields, mapping)] as const] : [])),
  );

  return {
    missing: [...new Set(named.filter((name) => !at.has(name)))],
    read(row) {
      const reading = new Reading(mapping);
      if (row.fault) reading.faults.push(row.fault);
      else
        for (const field of used)
          reading.take(field, field.index === null ? field.field.constant! : (row.cells[field.index] ?? ''));
      const made = row.fault ? null : reading.finish();
      const raw = identity.map((index) => row.cells[index] ?? '');
      const words = rowWords(mapping.language, reading.facts, reading.unplaced);
      const inColumn = (name: string): string =>
        columnWords.get(name)?.(textOf(row.cells[at.get(name) ?? -1]).trim()) ?? '';
      const fill = (template: string): string =>
        fillTemplate(template, (name) => {
          const column = { text: inColumn(name) };
          if (!isMeaning(name) || (name === 'city' && column.text)) return column;
          const meaning = words(name);
          return meaning.text ? meaning : column;
        });
      const first = (): string => shown.map((index) => textOf(row.cells[index]).trim()).find(Boolean) ?? '';
      const title = cutText(made?.title || fill(mapping.title) || first(), 500).trim() || `${row.line}`;
      // The hash of a row must cover the same data forever, because otherwise all rows imported before would count as
      // changed.
      const content = contentColumns
        .flatMap((index) => (textOf(row.cells[index]) ? [`${columns[index]}: ${textOf(row.cells[index])}`] : []))
        .join('; ')
        .slice(0, 20_000);
      if (!row.fault && !content) reading.faults.push({ column: null, message: 'exchange.imports.fault.nothing_said' });
      const empty = raw.every((cell) => textOf(cell) === '');
      if (!row.fault && empty && mapping.repeats === 'same')
        reading.faults.push({ column: mapping.identity.join(', '), message: 'exchange.imports.fault.no_identity' });
      return {
        line: row.line,
        identity: empty && mapping.repeats === 'same' ? null : digest(raw),
        hash: digest([
          reading.facts,
          made?.title ?? null,
          made?.summary ?? null,
          made?.event ?? null,
          made?.source ?? null,
          reading.onRecord,
          content,
        ]),
        title,
        summary: made?.summary ?? null,
        tags: reading.tags,
        event: made?.event ?? (reading.facts.some((fact) => fact.on === 'event') ? title : null),
        facts: reading.facts,
        deskNotes: reading.deskNotes,
        wording: cutText(made?.wording || fill(mapping.wording) || title, 20_000),
        quoted: made?.quoted ?? null,
        onRecord: reading.onRecord,
        source: made?.source ?? null,
        faults: reading.faults,
        notes: reading.notes,
      };
    },
  };
}

/** Returns a function that puts a cell of a column into words, for templates. Dates and amounts are written out. */
function wordsOfColumn(name: string, fields: readonly Ready[], mapping: Mapping): (text: string) => string {
  const t = messages(mapping.language);
  const ready = fields.find(({ field, target }) => field.column === name && target.key !== ignoredColumn);
  const type = ready?.target.property?.value.type;
  if (ready && (type === 'date' || ready.target.key === 'source.published'))
    return (text) => {
      const date = readDate(text, ready.field.date ?? 'iso');
      return date ? dateWords(t, date) : text;
    };
  if (ready && type === 'money')
    return (text) => {
      const read = readCell(ready.target.property!, text, ready.field, mapping.language);
      return 'value' in read ? moneyText(t, read.value as Money) : text;
    };
  return (text) => text;
}

/** Reads one row, field by field. */
class Reading {
  readonly facts: RowFact[] = [];
  readonly faults: Note[] = [];
  readonly notes: Note[] = [];
  readonly deskNotes: RowFact[] = [];
  onRecord: string | null = null;
  readonly tags: string[] = [];
  #texts = new Map<string, string[]>();
  #places = new Places();
  #qualifiers: Record<'case' | 'event', NonNullable<RowFact['qualifiers']>> = { case: {}, event: {} };
  #mapping: Mapping;

  #quoted: RowRead['quoted'][] = [];

  constructor(mapping: Mapping) {
    this.#mapping = mapping;
  }

  /** The town of a row without a country; empty if there is none. */
  get unplaced(): string {
    return this.#places.unplaced;
  }

  take(ready: Ready, cell: Cell): void {
    const { field, translate, target, index } = ready;
    const column = field.column ?? null;
    if (target.key === 'note') {
      this.#note(field, textOf(cell).trim());
      return;
    }
    if (target.key === 'wording' && textOf(cell).trim())
      this.#quoted.push(typeof cell === 'string' && index !== null ? { index, text: cell.trim() } : null);
    for (const raw of partsOf(cell, field.split)) {
      const text = translate.get(raw) ?? raw;
      // The profile leaves out this value.
      if (text === '-' && translate.has(raw)) continue;
      this.#take(ready, text, column);
    }
  }

  #take({ field, target, known }: Ready, text: string, column: string | null): void {
    if (target.key === 'on-record') {
      const ref = /^\d+$/.test(text) ? `case/${text}` : text.toLowerCase();
      if (parseRef(ref)?.kind === 'case') this.onRecord = ref;
      else this.#wrong(field, { column, message: 'exchange.imports.value.case', params: { text: cut(text) } });
      return;
    }
    if (target.key === 'tags') {
      for (const one of tagsIn(text)) {
        const tag = tagName.safeParse(one);
        if (!tag.success || this.tags.length >= maxTags)
          this.#wrong(field, { column, message: 'exchange.imports.value.tag', params: { text: cut(one) } });
        else this.tags.push(tag.data);
      }
      return;
    }
    if (!target.property) {
      this.#texts.set(target.key, [...(this.#texts.get(target.key) ?? []), text]);
      if (target.key === 'source.address' && (text.length > maxUrlLength || !isPageAddress(text))) {
        this.#texts.delete(target.key);
        this.#wrong(field, { column, message: 'exchange.imports.value.url', params: { text: cut(text) } });
      }
      if (target.key === 'source.published') {
        const date = readDate(text, field.date ?? 'iso');
        if (date && isEdtf(date)) this.#texts.set(target.key, [date]);
        else {
          this.#texts.delete(target.key);
          this.#wrong(field, {
            column,
            message: `exchange.imports.value.date_${field.date ?? 'iso'}`,
            params: { text: cut(text) },
          });
        }
      }
      return;
    }
    const on = target.on!;
    if (target.part) {
      const problem = this.#places.take(on, target.property.key, target.part, text, column, field.lenient);
      if (problem) this.#wrong(field, problem);
      return;
    }
    if (namesActors(target)) {
      if (text.length > nameLimits.letters) {
        this.#wrong(field, { column, message: 'exchange.imports.value.name_long', params: { text: cut(text) } });
        return;
      }
      const involved = target.property.value.type === 'involvement';
      this.facts.push({
        on,
        property: target.property.key,
        value: null,
        column,
        name: { name: text, kind: field.actor ?? 'person' },
        ...(involved ? { role: field.role ?? 'other' } : {}),
      });
      return;
    }
    if (target.qualifier) {
      const read = readCell(target.property, text, field, this.#mapping.language);
      if ('message' in read) this.#wrong(field, { column, ...read });
      else this.#qualifiers[on][target.qualifier] = String(read.value);
      return;
    }
    let read = known.get(text);
    if (!read) {
      const cellRead = readCell(target.property, text, field, this.#mapping.language);
      read =
        'message' in cellRead ? { column, ...cellRead } : checkValue(on, target.property.key, cellRead.value, column);
      if (known.size < maxKnown) known.set(text, read);
    }
    this.#say(on, target.property.key, read, column, field);
  }

  /** Adds a note for the desk, with the name of its column, because the value alone may not be clear. */
  #note(field: MappingField, text: string): void {
    if (text === '') return;
    const column = field.column ?? null;
    const words = column === null ? text : `${column}: ${text}`;
    const read = checkValue('case', deskNote, { text: words, language: this.#mapping.language }, column);
    if ('message' in read) this.#wrong(field, read);
    else this.deskNotes.push({ on: 'case', property: deskNote, value: read.value, column });
  }

  #say(
    on: 'case' | 'event',
    property: string,
    read: { value: unknown } | Note,
    column: string | null,
    field: Pick<MappingField, 'lenient'>,
  ): void {
    if ('message' in read) {
      this.#wrong(field, read);
      return;
    }
    // Two columns, or one list, may contain the same value twice.
    const same = this.facts.some(
      (fact) =>
        fact.on === on &&
        fact.property === property &&
        !fact.name &&
        JSON.stringify(fact.value) === JSON.stringify(read.value),
    );
    if (!same) this.facts.push({ on, property, value: read.value, column });
  }

  #wrong(field: Pick<MappingField, 'lenient'>, note: Note): void {
    (field.lenient ? this.notes : this.faults).push(note);
  }

  finish(): {
    title: string;
    summary: string | null;
    event: string | null;
    source: RowSource | null;
    wording: string;
    quoted: RowRead['quoted'];
  } {
    for (const { on, property, value, column, lenient, problem, skipped } of this.#places.finish()) {
      if (skipped) this.notes.push(skipped);
      else if (problem) this.#wrong({ lenient }, problem);
      else this.#say(on, property, checkValue(on, property, value, column), column, { lenient });
    }
    this.#giveQualifiers('case');
    this.#giveQualifiers('event');
    const joined = (key: string): string => (this.#texts.get(key) ?? []).join(', ');
    const source: RowSource = Object.fromEntries(
      (['address', 'title', 'publisher', 'published'] as const).flatMap((part) => {
        const text =
          part === 'address' || part === 'published'
            ? (this.#texts.get(`source.${part}`)?.[0] ?? '')
            : cutText(joined(`source.${part}`), part === 'title' ? 500 : 300);
        return text ? [[part, text]] : [];
      }),
    );
    return {
      title: cutText(joined('case-title'), 500),
      summary: cutText(joined('summary'), 20_000) || null,
      event: cutText(joined('event-title'), 500) || null,
      source: Object.keys(source).length ? source : null,
      wording: (this.#texts.get('wording') ?? []).join(' '),
      quoted: this.#quoted.length === 1 ? this.#quoted[0]! : null,
    };
  }

  /**
   * Adds a row's qualifiers to the people under pressure whom the row names, or, if it names none, to the organisations
   * under pressure, such as outlets.
   */
  #giveQualifiers(on: 'case' | 'event'): void {
    const qualifiers = this.#qualifiers[on];
    if (Object.keys(qualifiers).length === 0) return;
    const pressed = this.facts.filter((fact) => fact.on === on && fact.name && isPressed({ ...fact, value: fact }));
    const people = pressed.filter((fact) => fact.name!.kind === 'person');
    if (pressed.length === 0) this.notes.push({ column: null, message: 'exchange.imports.value.nobody_targeted' });
    for (const fact of people.length ? people : pressed)
      if (fact.role) fact.qualifiers = qualifiers;
      else this.facts.push({ ...fact, property: 'involvement', role: 'target', qualifiers });
  }
}

/** The maximum length of a source's URL. The database index of URLs cannot contain longer ones. */
const maxUrlLength = 2_000;

/** Validates a value with the schema of its property. Returns the value to store, or what is wrong with it. */
function checkValue(
  on: 'case' | 'event',
  property: string,
  value: unknown,
  column: string | null,
): { value: unknown } | Note {
  const result = readValue(property, on, value);
  if (result.ok) return { value: result.read.value };
  const { message, params } = result.fields[0]!;
  return { column, message, params };
}
