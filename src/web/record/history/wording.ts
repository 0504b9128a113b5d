import { fieldWords } from '../translations/field-words.ts';
import { sql } from 'kysely';
import '../../../accounts/teams/tables.ts';
import { currentViewer } from '../../../platform/database/viewer.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { refsIn } from '../../../record/filing/claims.ts';
import { parseRef, refOf } from '../../../record/refs.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { isEdtf } from '../../../record/values/edtf/edtf.ts';
import { fieldName } from '../../kit/words/field-name.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { mediaTypeWords } from '../../kit/words/media-type-words.ts';
import { durationWords } from '../components/record-value.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { valueWords } from '../show/words.ts';
import { momentWords } from './when.tsx';

type Json = Record<string, unknown>;
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A line of text that can have links. */
export type Line = readonly (string | { text: string; href: string })[];
export const lineText = (line: Line): string =>
  line.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** The names for the ids and refs in changes. */
export type Names = {
  byId: ReadonlyMap<number, Brief>;
  byRef: ReadonlyMap<string, Brief>;
  /** The names of accounts, such as those of the members of teams and of the people who can open a sealed item. */
  accounts: ReadonlyMap<number, string>;
  /** The names of the teams that the signed-in person may know. */
  teams: ReadonlyMap<number, string>;
};

/** Fields with the id of an item. */
export const idFields: ReadonlySet<string> = new Set([
  'case_id',
  'publisher_id',
  'source_id',
  'origin_id',
  'actor_id',
  'subject_id',
  'proceeding_id',
  'raised_by',
  'answered_by',
  'merged_into',
  'merged_from',
  'captureId',
  'capture_id',
  'value_thing',
  'authority_id',
  'law_id',
  'thing_id',
  'asker_id',
  'document_id',
  'person_id',
  'by_law_id',
  'order_id',
  'claim_id',
]);
/** Fields with a list of ids. In some kinds of items, a field with the same name is a count, and not a list. */
const idLists = new Set(['events', 'says', 'criticism', 'summaries', 'claims']);
/** The ids of the items in a field. */
const idsOf = (field: string, value: unknown): number[] =>
  (idLists.has(field) && Array.isArray(value) ? value : idFields.has(field) ? [value] : [])
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);
/** Fields with a date in EDTF. */
const dates = new Set(['published', 'made', 'commences', 'since', 'ended', 'on', 'demanded_on']);
/** Fields that are not shown, such as internal ids and derived data. */
export const hiddenFields: ReadonlySet<string> = new Set([
  'id',
  'number',
  'position',
  'keys',
  'script',
  'value_key',
  'date_from',
  'date_to',
  'origin',
  'checked_by',
  'checked_at',
  'bytes_sha256',
  'text_sha256',
  'passage_id',
  'hops',
  'headers',
  'example',
  'set_back_to',
  'asked_by',
  'provision_id',
  'amendment_id',
  'version_id',
  'demand_id',
  'hash',
]);

function* idsIn(value: unknown): Generator<number> {
  if (Array.isArray(value)) for (const one of value) yield* idsIn(one);
  else if (isJson(value))
    for (const [name, part] of Object.entries(value))
      if (idFields.has(name) || idLists.has(name)) yield* idsOf(name, part);
      else yield* idsIn(part);
}

/** Fields with a list of ids of accounts. */
const accountLists: ReadonlySet<string> = new Set(['for', 'members', 'suspended', 'vouchedFor']);

function readersIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(readersIn);
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    accountLists.has(name) && Array.isArray(part) ? part.map(Number).filter(Number.isSafeInteger) : readersIn(part),
  );
}

function teamsIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(teamsIn);
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'team' && typeof part === 'number' ? [part] : teamsIn(part),
  );
}

/** The names of the teams in changes, only those to which the signed-in person belongs. */
async function teamNames(db: Reader, values: readonly unknown[]): Promise<ReadonlyMap<number, string>> {
  const ids = values.flatMap(teamsIn);
  if (ids.length === 0) return new Map();
  const teams = await db.selectFrom('team').select(['id', 'name']).where('id', 'in', ids).execute();
  const own = currentViewer()?.teams;
  return new Map(
    teams.map((team) => [Number(team.id), team.name] as const).filter(([id]) => own === undefined || own.includes(id)),
  );
}

/**
 * Loads the names of everything that the changes refer to. A merged item has its own name here, not that of the item
 * that it was merged into.
 */
export async function loadNames(db: Reader, values: readonly unknown[]): Promise<Names> {
  const refs = [...new Set(values.flatMap((value) => [...refsIn(value)]))].flatMap((ref) => parseRef(ref) ?? []);
  const { rows } = refs.length
    ? await sql<{
        id: number;
        kind: string;
        number: number;
      }>`select t.id, t.kind, t.number from thing t join unnest(${refs.map((ref) => ref.kind)}::text[], ${refs.map((ref) => ref.number)}::bigint[]) as r(kind, number) on r.kind = t.kind and r.number = t.number`.execute(
        db,
      )
    : { rows: [] };
  const byId = await loadBriefs(
    db,
    [...values.flatMap((value) => [...idsIn(value)]), ...rows.map((row) => Number(row.id))],
    'desk',
    true,
  );
  const readers = [...new Set(values.flatMap(readersIn))];
  const accounts = readers.length
    ? await db.selectFrom('account').select(['id', 'name']).where('id', 'in', readers).execute()
    : [];
  return {
    teams: await teamNames(db, values),
    accounts: new Map(accounts.map((account) => [Number(account.id), account.name])),
    byId,
    byRef: new Map(
      rows.flatMap((row) =>
        byId.has(Number(row.id))
          ? [[refOf({ kind: row.kind, number: Number(row.number) }), byId.get(Number(row.id))!] as const]
          : [],
      ),
    ),
  };
}

/** The vocabulary of the values of a field, in items of this kind. Null if there is none. */
const listOf = (kind: string, field: string): string | null => {
  if (field === 'kind') return { actor: 'actor-kind', source: 'source-kind', claim: 'claim-kind' }[kind] ?? null;
  return (
    {
      mode: 'mode',
      certainty: 'certainty',
      state: 'claim-state',
      support: 'support',
      visibility: 'visibility',
      rank: 'rank',
      withheld: 'withheld-reason',
    }[field] ?? null
  );
};

/** The prefixes of the message keys for the values of fields, by the kind of item and the field. */
const ownWords: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  law: { sort: 'law.amendment', kind: 'law.part' },
  provision: {
    // `act` is what an amendment did to the provision, or what a duty requires.
    act: ['law.act', 'law.duty.act_name'],
    bearer: 'law.duty.bearer',
    secrets: 'law.duty.secret',
    kind: 'law.part',
    sort: 'law.amendment',
  },
  letter: {
    kind: 'vocabulary.letter-response',
    stage: 'letters.stage',
    state: 'letters.demand_state',
    order: 'letters.desk.order_name',
  },
  article: { state: 'documents.state' },
  permission: {
    state: 'requests.permission.state',
    way: 'requests.permission.way_name',
    withdrawn_way: 'requests.permission.way_name',
    kinds: 'law.duty.secret',
  },
  reply: { state: 'requests.reply.state_name', kind: 'requests.reply.kind_name' },
  demand: {
    outcome: 'requests.demand.outcome_name',
    kind: 'requests.demand.kind_name',
    counted: 'requests.demand.counts',
  },
};
/**
 * The last part of the message key for the label of a field. The meaning of some fields depends on the other fields of
 * the same object (`beside`).
 */
const labelOf = (name: string, beside: Json): string =>
  name === 'act' && 'bearer' in beside ? 'duty_act' : name === 'mode' && 'marked' in beside ? 'commenting_mode' : name;
/** The prefixes of the message keys for the values of fields that mean the same in every kind of item. */
const sharedWords: Readonly<Record<string, string>> = {
  answer: 'record.duplicates.state',
  property: 'record.property',
  method: 'record.desk.source.method',
  password: 'record.desk.history.password',
  invitation: 'record.desk.history.invitation',
  email: 'record.desk.history.email',
  roles: 'accounts.role',
  sizes: 'record.desk.history.sizes',
};

/** Converts the fields of changes and of items to words. */
export class Wording {
  constructor(
    private readonly t: Translate,
    private readonly kind: string,
    private readonly names: Names,
    /** Whether to name the access also for public links of an attribution. */
    private readonly saysAccess = false,
  ) {}

  /** The access of a link of an attribution, in words. Empty for a public link, unless `saysAccess` is set. */
  private access(visibility: unknown): string {
    return visibility === 'public' && !this.saysAccess ? '' : this.term('visibility', visibility);
  }

  private term(list: string, key: unknown): string {
    const message = `vocabulary.${list}.${String(key)}`;
    return this.t.has(message) ? this.t(message) : String(key);
  }

  private linked(brief: Brief, text = briefTitle(this.t, brief)): Line[number] {
    const href = brief.ref === null ? undefined : deskPage(brief);
    return href ? { text, href } : text;
  }

  private thing(id: unknown): Line[number] {
    const brief = this.names.byId.get(Number(id));
    return brief ? this.linked(brief) : this.t('record.desk.history.gone');
  }

  /** The value of a field as lines of text, one line for each member of a list. */
  lines(field: string, value: unknown): Line[] {
    if (field === 'team' && value === null) return [[this.t('record.desk.history.whole_desk')]];
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return [];
    if (field === 'law_id' && this.kind === 'law') return [];
    const ids = idsOf(field, value);
    if (ids.length) return ids.map((id) => [this.thing(id)]);
    if (field === 'language' && value === 'und') return [];
    if (Array.isArray(value))
      return value.flatMap((one) => (isJson(one) ? [this.member(field, one)] : this.lines(field, one)));
    if (isJson(value)) {
      if (field === 'withdrawn') return [[String(value.reason) || this.t('record.desk.value.yes')]];
      return [field === 'passage' ? this.passage(value) : this.plain(value)];
    }
    const named = typeof value === 'string' ? this.names.byRef.get(value) : undefined;
    return [[named ? this.linked(named) : this.single(field, value)]];
  }

  /**
   * A value with several claims, by their numbers, because claims often have similar words. Null for any other value.
   */
  private short(field: string, value: unknown): Line[] | null {
    const claims = idsOf(field, value).map((id) => this.names.byId.get(id));
    if (claims.length < 2 || !claims.every((one) => one?.kind === 'claim')) return null;
    return claims.map((one) => [this.linked(one!, this.t('record.desk.claim.number', { number: one!.number }))]);
  }

  private single(field: string, value: unknown): string {
    if (field === 'written_in') return languageName(String(value), this.t.locale);
    if (typeof value === 'boolean') return this.t(value ? 'record.desk.value.yes' : 'record.desk.value.no');
    const own = [ownWords[this.kind]?.[field] ?? sharedWords[field] ?? []]
      .flat()
      .map((list) => `${list}.${String(value)}`)
      .find((key) => this.t.has(key));
    if (own) return this.t(own);
    const list = listOf(this.kind, field);
    if (list) return this.term(list, value);
    if (accountLists.has(field)) return this.names.accounts.get(Number(value)) ?? String(value);
    if (field === 'team') return this.names.teams.get(Number(value)) ?? this.t('record.desk.history.other_team');
    if (field === 'operation' && this.t.has(`record.proposals.does.${String(value)}`))
      // “…” means that the line does not say everything that the operation does. After `record.setVisibility` there is
      // no “…”, because the new access has its own line.
      return `${this.t(`record.proposals.does.${String(value)}`)}${value === 'record.setVisibility' ? '' : ' …'}`;
    if (field === 'language') return languageName(String(value), this.t.locale);
    if (dates.has(field) && isEdtf(String(value))) return edtfWords(this.t, String(value)).text;
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(String(value))) return momentWords(this.t, new Date(String(value)));
    if (field === 'media_type') return mediaTypeWords(this.t, String(value));
    if (field === 'charset') return String(value).toUpperCase();
    if (field === 'period') return durationWords(this.t, String(value));
    return String(value);
  }

  /** One member of a list. */
  member(field: string, one: Json): Line {
    switch (field) {
      case 'names':
      case 'actor_name':
        return [
          `${String(one.text)} (${[this.term('name-kind', one.kind), one.language ? languageName(String(one.language), this.t.locale) : ''].filter(Boolean).join(', ')})`,
        ];
      case 'derivedFrom':
      case 'derivation':
        return [
          `${this.term('derivation', one.kind)} `,
          this.thing(one.origin_id),
          one.basis ? ` (${String(one.basis)})` : '',
        ];
      case 'chain':
      case 'chain_link':
        return this.link(one);
      case 'statements':
      case 'statement':
        return this.statement(one);
      case 'translations':
        return [
          `${fieldWords(this.t, String(one.field))} (${languageName(String(one.language), this.t.locale)}): ${String(one.text)}`,
        ];
      case 'source_address':
        return [String(one.url)];
      default:
        return this.plain(one);
    }
  }

  private statement(one: Json): Line {
    // PostgreSQL's `jsonb` does not keep the order of keys, so the ref need not be the first string in the value.
    const ref = [...refsIn(one.value)].find((text) => this.names.byRef.has(text));
    const thing = ref === undefined ? null : this.names.byRef.get(ref)!;
    const value = valueWords(this.t, { property: String(one.property), value: one.value, thing });
    const property = `record.property.${String(one.property)}`;
    const rank = one.rank && one.rank !== 'normal' ? ` (${this.term('rank', one.rank)})` : '';
    return [
      this.thing(one.subject_id),
      ` · ${this.t.has(property) ? this.t(property) : String(one.property)}: `,
      thing ? this.linked(thing, value) : value,
      rank,
    ];
  }

  private link(one: Json): Line {
    const who: Line[number] = one.actor_id
      ? this.thing(one.actor_id)
      : one.as_written
        ? this.t('kit.quoted', { words: String(one.as_written) })
        : this.t(one.pages_own ? 'record.desk.claim.the_page' : 'kit.chain.nobody');
    const rest: Line[number][] = [
      one.actor_id && one.as_written ? this.t('kit.quoted', { words: String(one.as_written) }) : '',
      one.verb ? this.t('record.history.verb', { verb: String(one.verb) }) : '',
      one.source_id ? this.thing(one.source_id) : '',
      one.carried_over ? this.t('kit.chain.carried_over') : '',
      one.pages_own && (one.actor_id || one.as_written) ? this.t('record.desk.claim.the_page') : '',
      this.access(one.visibility ?? 'public'),
    ];
    return [who, ...rest.filter((part) => part !== '').flatMap((part) => [', ', part])];
  }

  private passage(value: Json): Line {
    const brief = this.names.byId.get(Number(value.captureId));
    const capture = brief ? briefTitle(this.t, brief) : this.t('record.desk.history.gone');
    const seen = value.visibility === undefined ? '' : `, ${this.term('visibility', value.visibility)}`;
    return [
      this.t('record.desk.history.passage', { capture, start: Number(value.start), end: Number(value.end) }) + seen,
    ];
  }

  private plain(value: Json): Line {
    const parts = Object.entries(value)
      .filter(([name]) => !hiddenFields.has(name))
      .flatMap(([name, part]): Line[] => {
        const lines = this.short(name, part) ?? this.lines(name, part);
        const label = this.label(labelOf(name, value));
        return lines.length
          ? [[`${label}: `, ...lines.flatMap((line, index) => (index ? [', ', ...line] : line))]]
          : [];
      });
    return parts.flatMap((part, index) => (index ? [' · ', ...part] : part));
  }

  label(field: string): string {
    return fieldName(this.t, field);
  }
}
