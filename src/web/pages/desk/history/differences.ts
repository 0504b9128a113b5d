import type { Reader } from '../../../../platform/database/tx.ts';
import { sql } from 'kysely';
import type { Translate } from '../../../../platform/messages.ts';
import { refsIn } from '../../../../record/filing/claims.ts';
import { parseRef, refOf } from '../../../../record/refs.ts';
import { loadBriefs, type Brief } from '../../../../record/views/briefs.ts';
import { languageName } from '../../../../record/vocabulary/languages.ts';
import { briefTitle } from '../record/links.ts';
import { valueWords } from '../record/show/words.ts';
import { edtfWords } from '../../../edtf-words.ts';

/** What a change did to one field, in words: what stood there before and no longer does, and what does now. */
export type Difference = { field: string; removed: string[]; added: string[] };

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names for the ids and refs inside changes. */
export type Names = { byId: ReadonlyMap<number, Brief>; byRef: ReadonlyMap<string, Brief> };

const idFields = new Set(['case_id', 'publisher_id', 'source_id', 'origin_id', 'actor_id', 'subject_id', 'proceeding_id', 'raised_by', 'answered_by', 'merged_into', 'merged_from', 'captureId', 'capture_id', 'value_thing']);
/** Of no use to a reader: the row's own id, what the rest says already. */
const silent = new Set(['id', 'number', 'position', 'keys', 'script', 'claim_id', 'value_key', 'date_from', 'date_to', 'origin', 'checked_by', 'bytes_sha256', 'text_sha256', 'passage_id', 'hops', 'headers', 'example']);

function* idsIn(value: unknown): Generator<number> {
  if (Array.isArray(value)) for (const one of value) yield* idsIn(one);
  else if (isJson(value))
    for (const [name, part] of Object.entries(value))
      if (idFields.has(name)) {
        const id = Number(part);
        if (Number.isSafeInteger(id) && id > 0) yield id;
      } else yield* idsIn(part);
}

/** Looks up everything that some changes name, in two queries. */
export async function loadNames(db: Reader, values: readonly unknown[]): Promise<Names> {
  const refs = [...new Set(values.flatMap((value) => [...refsIn(value)]))].flatMap((ref) => parseRef(ref) ?? []);
  const { rows } = refs.length
    ? await sql<{ id: number; kind: string; number: number }>`select t.id, t.kind, t.number from thing t join unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as r(kind, number) on r.kind = t.kind and r.number = t.number`.execute(db as never)
    : { rows: [] };
  const byId = await loadBriefs(db, [...values.flatMap((value) => [...idsIn(value)]), ...rows.map((row) => Number(row.id))], 'desk');
  return { byId, byRef: new Map(rows.flatMap((row) => (byId.has(Number(row.id)) ? [[refOf({ kind: row.kind, number: Number(row.number) }), byId.get(Number(row.id))!] as const] : []))) };
}

/** The lists that a field's keys belong to, by the kind of thing. */
const listOf = (kind: string, field: string): string | null => {
  if (field === 'kind') return { actor: 'actor-kind', source: 'source-kind', claim: 'claim-kind' }[kind] ?? null;
  return { mode: 'mode', certainty: 'certainty', state: 'claim-state', support: 'support', visibility: 'visibility', rank: 'rank' }[field] ?? null;
};

class Wording {
  constructor(
    private readonly t: Translate,
    private readonly kind: string,
    private readonly names: Names,
  ) {}

  private term(list: string, key: unknown): string {
    const message = `vocabulary.${list}.${String(key)}`;
    return this.t.has(message) ? this.t(message) : String(key);
  }

  private thing(id: unknown): string {
    const brief = this.names.byId.get(Number(id));
    return brief ? briefTitle(this.t, brief) : this.t('desk.history.gone');
  }

  /** A field's value as lines of words; a list has one for each member. */
  lines(field: string, value: unknown): string[] {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return [];
    if (idFields.has(field)) return [this.thing(value)];
    if (Array.isArray(value)) return value.flatMap((one) => (isJson(one) ? [this.member(field, one)] : this.lines(field, one)));
    if (isJson(value)) return [field === 'passage' ? this.passage(value) : this.plain(value)];
    if (typeof value === 'boolean') return [this.t(value ? 'desk.value.yes' : 'desk.value.no')];
    const list = listOf(this.kind, field);
    if (list) return [this.term(list, value)];
    if (field === 'language') return [languageName(String(value), this.t.locale)];
    if (field === 'published') return [edtfWords(this.t, String(value)).text];
    if (field === 'roles' && this.t.has(`desk.role.${String(value)}`)) return [this.t(`desk.role.${String(value)}`)];
    return [String(value)];
  }

  private member(field: string, one: Json): string {
    switch (field) {
      case 'names':
      case 'actor_name':
        return `${String(one.text)} (${[this.term('name-kind', one.kind), one.language ? languageName(String(one.language), this.t.locale) : ''].filter(Boolean).join(', ')})`;
      case 'derivedFrom':
      case 'derivation':
        return `${this.term('derivation', one.kind)} ${this.thing(one.origin_id)}${one.basis ? ` (${String(one.basis)})` : ''}`;
      case 'chain':
      case 'chain_link':
        return this.link(one);
      case 'statements':
      case 'statement': {
        const [ref] = refsIn(one.value);
        const value = valueWords(this.t, { property: String(one.property), value: one.value, thing: (ref && this.names.byRef.get(ref)) || null });
        const property = `record.property.${String(one.property)}`;
        return `${this.thing(one.subject_id)} · ${this.t.has(property) ? this.t(property) : String(one.property)}: ${value}${one.rank && one.rank !== 'normal' ? ` (${this.term('rank', one.rank)})` : ''}`;
      }
      case 'source_address':
        return String(one.url);
      default:
        return this.plain(one);
    }
  }

  private link(one: Json): string {
    const who = one.actor_id ? this.thing(one.actor_id) : one.as_written ? `“${String(one.as_written)}”` : one.pages_own ? this.t('desk.claim.the_page') : this.t('web.chain.nobody');
    return [who, one.verb, one.source_id ? this.thing(one.source_id) : '', one.carried_over ? this.t('web.chain.carried_over') : '', one.visibility === 'public' ? '' : this.term('visibility', one.visibility)].filter(Boolean).join(', ');
  }

  private passage(value: Json): string {
    return this.t('desk.history.passage', { capture: this.thing(value.captureId), start: Number(value.start), end: Number(value.end) });
  }

  private plain(value: Json): string {
    return Object.entries(value)
      .filter(([name]) => !silent.has(name))
      .flatMap(([name, part]) => this.lines(name, part).map((line) => `${this.label(name)}: ${line}`))
      .join(' · ');
  }

  label(field: string): string {
    const key = `desk.field.${field}`;
    return this.t.has(key) ? this.t(key) : field;
  }
}

/** What a change did, field by field, with what stayed left out. */
export function differences(t: Translate, change: { kind: string; before: unknown; after: unknown }, names: Names): Difference[] {
  const words = new Wording(t, change.kind, names);
  const before = isJson(change.before) ? change.before : {};
  const after = isJson(change.after) ? change.after : {};
  const found: Difference[] = [];
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (silent.has(field)) continue;
    // A merge's `before` is null as a whole; a field that a change does not speak of has not changed.
    if (change.before !== null && change.after !== null && !(field in before && field in after) && Object.keys(before).length > 0 && !(field in after)) continue;
    const [was, is] = [words.lines(field, before[field]), words.lines(field, after[field])];
    const removed = was.filter((line) => !is.includes(line));
    const added = is.filter((line) => !was.includes(line));
    if (removed.length || added.length) found.push({ field: words.label(field), removed, added });
    else if (was.join('\n') !== is.join('\n')) found.push({ field: words.label(field), removed: [], added: [t('desk.history.reordered')] });
  }
  return found;
}

/** Rows as the seal kept them, in words: by table and column. */
export function contentLines(t: Translate, content: { kind: string; rows: Readonly<Record<string, readonly Record<string, unknown>[]>> }, names: Names): { field: string; lines: string[] }[] {
  const words = new Wording(t, content.kind, names);
  const tables = Object.entries(content.rows).flatMap(([table, rows]) =>
    table === content.kind
      ? rows.flatMap((row) => Object.entries(row).filter(([name]) => !silent.has(name)).map(([name, value]) => ({ field: words.label(name), lines: words.lines(name, value) })))
      : [{ field: words.label(table), lines: words.lines(table, rows) }],
  );
  return tables.filter((one) => one.lines.length > 0);
}
