import type { Reader } from '../../../platform/database/tx.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { nameLimits, type ClaimInput, type ImportedFilingInput } from '../../../record/filing/schema.ts';
import { addressKey } from '../../../record/sources/address.ts';
import { sameTag } from '../../../record/tags/queries.ts';
import { maxTags } from '../../../record/tags/tables.ts';
import { unique } from '../../../record/tags/tag-items.ts';
import { isDeskOnly } from '../../../record/vocabulary/properties.ts';
import type { ActorName, RowFact, RowRead } from '../mapping/apply.ts';
import type { Mapping } from '../mapping/schema.ts';
import { cutText } from '../mapping/values.ts';
import type { Note } from '../read/reading.ts';
import type { Outcome } from '../store/tables.ts';
import { nameId, type NameFound, type Names } from './names.ts';
import {
  findCases,
  findLikely,
  findRemembered,
  findSources,
  findTags,
  rowKey,
  type LikelyCase,
  type Remembered,
} from './remembered.ts';

/** A row of the file with its number, before it is decided what happens to it. */
export type Numbered = {
  row: number;
  read: RowRead;
  occurrence: number;
  /**
   * An earlier row with the same identity, if the profile treats such rows as one. `same`: whether it also has the same
   * content.
   */
  repeats: { line: number; same: boolean } | null;
  /** The position of the wording in the stored text of the file; null if it is not there. */
  place?: { start: number; end: number } | null;
};

/** The decision about a row. Refs that begin with `#` are keys of items in `Plan.filing`, which do not exist yet. */
export type PlannedRow = {
  row: number;
  line: number;
  fate: Outcome;
  notes: Note[];
  identity: string | null;
  occurrence: number;
  hash: string;
  case: string | null;
  event: string | null;
  /** The index of the row's claim in the filing; null if the row has no claim. */
  claim: number | null;
  /** The index of the claim with the values that only the desk sees; null if there is none. */
  deskClaim: number | null;
  /** The tags of the row that its case in the record does not have yet. */
  tags: string[];
  /** The claims of an earlier import that the row's claims replace. */
  withdraw: string[];
};

export type Plan = {
  filing: Required<Pick<ImportedFilingInput, 'actors' | 'sources' | 'cases' | 'events' | 'claims'>>;
  rows: PlannedRow[];
  /** The names of new actors, by the actors' keys in the filing. */ made: Map<string, ActorName>;
};

export type Planning = { sourceId: number; source: string; capture: string; mapping: Mapping; names: Names };

/** Decides what happens to some rows of a file, and builds the input for adding them to the record. Writes nothing. */
export async function planRows(db: Reader, planning: Planning, rows: readonly Numbered[]): Promise<Plan> {
  const { mapping, sourceId } = planning;
  const usable = rows.filter(({ read }) => read.faults.length === 0);
  const remembered = await findRemembered(
    db,
    sourceId,
    usable.flatMap(({ read, occurrence }) => (read.identity === null ? [] : [{ identity: read.identity, occurrence }])),
  );
  const named = (read: RowRead): ActorName[] => [
    ...read.facts.flatMap((fact) => fact.name ?? []),
    ...(read.source?.publisher ? [{ name: read.source.publisher, kind: 'outlet' }] : []),
  ];
  const whose = await planning.names.find(
    db,
    usable.flatMap(({ read }) => named(read)),
  );
  const cases = await findCases(
    db,
    usable.flatMap(({ read }) => read.onRecord ?? []),
  );
  const sources = await findSources(
    db,
    usable.flatMap(({ read }) => read.source?.address ?? []),
  );
  const fresh = usable.filter(
    ({ read, occurrence, repeats }) =>
      !repeats && !read.onRecord && remembered.get(rowKey(read.identity ?? '', occurrence)) === undefined,
  );
  const likely = await findLikely(
    db,
    sourceId,
    fresh.map(({ read }) => read),
    (read) => named(read).flatMap((name) => knownActor(whose(name))),
  );
  const tagged = await findTags(db, [
    ...cases,
    ...usable.flatMap(
      ({ read, occurrence }) =>
        (read.tags.length && remembered.get(rowKey(read.identity ?? '', occurrence))?.case) || [],
    ),
  ]);
  const build = new Building(planning, whose, sources, tagged);
  return {
    rows: rows.map((one) => decide(one, mapping, remembered, cases, likely, build)),
    filing: build.filing,
    made: build.made,
  };
}

const words = messages();
const knownActor = (found: NameFound): string[] => (found.kind === 'known' ? [found.actor] : []);

function decide(
  { row, read, occurrence, repeats, place }: Numbered,
  mapping: Mapping,
  remembered: ReadonlyMap<string, Remembered>,
  cases: ReadonlySet<string>,
  likely: ReadonlyMap<RowRead, LikelyCase>,
  build: Building,
): PlannedRow {
  const planned: PlannedRow = {
    row,
    line: read.line,
    fate: 'made',
    notes: [...read.notes],
    identity: read.identity,
    occurrence,
    hash: read.hash,
    case: null,
    event: null,
    claim: null,
    deskClaim: null,
    tags: [],
    withdraw: [],
  };
  const refuse = (...notes: Note[]): PlannedRow => ({ ...planned, fate: 'refused', notes: [...notes, ...read.notes] });
  if (read.faults.length) return refuse(...read.faults);
  if (repeats) {
    const note: Note = {
      column: mapping.identity.join(', '),
      message: repeats.same ? 'exchange.imports.note.repeats' : 'exchange.imports.fault.same_identity',
      params: { line: repeats.line },
    };
    return repeats.same ? { ...planned, fate: 'matched', identity: null, notes: [note] } : refuse(note);
  }
  const several = build.unclear(read);
  if (several) return refuse(several);
  const known = remembered.get(rowKey(read.identity ?? '', occurrence));
  if (known) {
    planned.case = known.case;
    planned.event = known.event;
    if (known.caseState === 'redacted' || known.caseState === 'sealed')
      return refuse({
        column: null,
        message: `exchange.imports.fault.${known.caseState}`,
        params: { case: known.case },
      });
    if (known.caseState === 'withdrawn')
      return {
        ...planned,
        fate: 'matched',
        notes: [
          ...planned.notes,
          { column: null, message: 'exchange.imports.note.withdrawn', params: { case: known.case } },
        ],
      };
    if (known.hash === read.hash) {
      if (!known.claimActive)
        planned.notes.push({
          column: null,
          message: 'exchange.imports.note.claim_withdrawn',
          params: { claim: known.claim },
        });
      return build.tag(planned, read, 'matched');
    }
    // A row must not replace a claim that readers see with one that they do not, because its case might then have no
    // public claim left.
    if (known.claimShown && !(mapping.visibility === 'public' && mapping.counted))
      return refuse({
        column: null,
        message: 'exchange.imports.fault.public_claim',
        params: { claim: known.claim },
      });
    const event = read.event === null ? null : (known.event ?? build.event(read, known.case, row));
    planned.notes.push(...build.notes(read));
    return {
      ...build.tag(planned, read, 'changed'),
      event: event ?? known.event,
      ...build.claims(read, known.case, event, place),
      withdraw: [...(known.claimActive ? [known.claim] : []), ...(known.deskClaim ? [known.deskClaim] : [])],
    };
  }
  if (read.onRecord) {
    if (!cases.has(read.onRecord))
      return refuse({ column: null, message: 'exchange.imports.fault.no_case', params: { case: read.onRecord } });
    const event = read.event === null ? null : build.event(read, read.onRecord, row);
    planned.notes.push(
      { column: null, message: 'exchange.imports.note.added', params: { case: read.onRecord } },
      ...build.notes(read),
    );
    return {
      ...build.tag({ ...planned, case: read.onRecord }, read, 'matched'),
      event,
      ...build.claims(read, read.onRecord, event, place),
    };
  }
  const twin = likely.get(read);
  if (twin) {
    const note: Note = {
      column: null,
      message: 'exchange.imports.note.likely',
      params: { case: twin.case, title: cutText(twin.title, 120) },
    };
    if (mapping.likely === 'refuse') return refuse(note);
    planned.notes.push(note);
  }
  const made = build.case(read, row);
  const event = read.event === null ? null : build.event(read, made, row);
  planned.notes.push(...build.notes(read));
  return { ...planned, case: made, event, ...build.claims(read, made, event, place) };
}

/** Builds the input for adding some rows to the record. */
class Building {
  readonly filing: Plan['filing'] = { actors: [], sources: [], cases: [], events: [], claims: [] };
  readonly made = new Map<string, ActorName>();
  #planning: Planning;
  #whose: (name: ActorName) => NameFound;
  #sources: ReadonlyMap<string, string>;
  #tagged: ReadonlyMap<string, string[]>;
  #actors = new Map<string, string>();
  #madeSources = new Map<string, string>();

  constructor(
    planning: Planning,
    whose: (name: ActorName) => NameFound,
    sources: ReadonlyMap<string, string>,
    tagged: ReadonlyMap<string, string[]>,
  ) {
    this.#planning = planning;
    this.#whose = whose;
    this.#sources = sources;
    this.#tagged = tagged;
  }

  /** A note if several actors in the record have a name of the row, so that a person must decide; else null. */
  unclear(read: RowRead): Note | null {
    for (const fact of read.facts) {
      const found = fact.name && this.#whose(fact.name);
      if (found?.kind === 'several')
        return {
          column: fact.column,
          message: 'exchange.imports.fault.several',
          params: { name: fact.name!.name, actors: found.actors.join(', ') },
        };
    }
    return null;
  }

  /** Notes about names of a row for which a new actor is created, although the record has a similar name. */
  notes(read: RowRead): Note[] {
    return read.facts.flatMap((fact) => {
      const found = fact.name && this.#whose(fact.name);
      return found?.kind === 'new' && found.near
        ? [
            {
              column: fact.column,
              message: 'exchange.imports.note.near',
              params: { name: fact.name!.name, actor: found.near.actor, other: found.near.name },
            },
          ]
        : [];
    });
  }

  /**
   * Adds to the plan for a row the tags that its case in the record does not have yet. Tags are never removed, because
   * the desk may have added them.
   */
  tag(planned: PlannedRow, read: RowRead, fate: 'matched' | 'changed'): PlannedRow {
    const known = this.#tagged.get(planned.case!) ?? [];
    const fresh = unique(read.tags).filter((name) => !known.some((one) => sameTag(one, name)));
    const tags = fresh.slice(0, Math.max(0, maxTags - known.length));
    known.push(...tags);
    const note = (message: string, names: readonly string[]): Note[] =>
      names.length ? [{ column: null, message, params: { case: planned.case!, tags: names.join(', ') } }] : [];
    return {
      ...planned,
      fate,
      tags,
      notes: [
        ...planned.notes,
        ...note('exchange.imports.note.tags', tags),
        ...note('exchange.imports.note.tags_full', fresh.slice(tags.length)),
      ],
    };
  }

  case(read: RowRead, row: number): string {
    const { visibility, counted } = this.#planning.mapping;
    this.filing.cases.push({
      key: `c${row}`,
      title: read.title,
      summary: read.summary ?? undefined,
      ...(read.tags.length && { tags: read.tags }),
      visibility: counted ? visibility : 'desk',
    });
    return `#c${row}`;
  }

  event(read: RowRead, ofCase: string, row: number): string {
    this.filing.events.push({
      key: `e${row}`,
      case: ofCase,
      title: read.event!,
      visibility: this.#planning.mapping.visibility,
    });
    return `#e${row}`;
  }

  /**
   * Adds a claim with the values of the row. Values that only the desk may see get a separate claim, so that the first
   * one can become public.
   * @returns the indexes of the claims in the filing
   */
  claims(
    read: RowRead,
    ofCase: string,
    event: string | null,
    place: Numbered['place'],
  ): Pick<PlannedRow, 'claim' | 'deskClaim'> {
    const { mapping, capture } = this.#planning;
    const chain = this.#chain(read);
    const support = place ? ({ kind: 'passage', capture, ...place } as const) : this.#line(read);
    const claim = this.#claim(
      read,
      ofCase,
      event,
      read.facts.filter(({ property }) => !isDeskOnly(property)),
      {
        wording: read.wording,
        // Only the data set's own words are a quotation. If the row names a report, the words of the report may differ.
        kind: place && !read.source ? 'quotation' : 'paraphrase',
        chain,
        support,
        visibility: mapping.visibility,
      },
    );
    const forDesk = [...read.facts.filter(({ property }) => isDeskOnly(property)), ...read.deskNotes];
    if (forDesk.length === 0) return { claim, deskClaim: null };
    const wording = messages(mapping.language)('exchange.imports.desk_claim', { line: read.line });
    const deskClaim = this.#claim(read, ofCase, event, forDesk, {
      wording,
      kind: 'paraphrase',
      chain: [{ pagesOwn: true }],
      support: this.#line(read),
      visibility: 'desk',
    });
    return { claim, deskClaim };
  }

  #line(read: RowRead): ClaimInput['support'] {
    return {
      kind: 'reference',
      source: this.#planning.source,
      note: words('exchange.imports.support', { line: read.line }),
    };
  }

  #claim(
    read: RowRead,
    ofCase: string,
    event: string | null,
    facts: readonly RowFact[],
    claim: Pick<Plan['filing']['claims'][number], 'wording' | 'kind' | 'chain' | 'support' | 'visibility'>,
  ): number {
    const { mapping } = this.#planning;
    return (
      this.filing.claims.push({
        ...claim,
        case: ofCase,
        language: mapping.language,
        mode: mapping.mode,
        certainty: mapping.certainty,
        statements: facts.map((fact) => ({
          subject: fact.on === 'event' ? event! : ofCase,
          property: fact.property,
          value: this.#value(fact),
        })),
        checked: false,
        imported: mapping.counted,
      }) - 1
    );
  }

  #value(fact: RowFact): unknown {
    if (!fact.name) return fact.value;
    const actor = this.#actor(fact.name);
    return fact.role === undefined ? actor : { actor, role: fact.role, ...fact.qualifiers };
  }

  #actor(name: ActorName): string {
    const found = this.#whose(name);
    if (found.kind === 'known') return found.actor;
    const id = nameId(name);
    let ref = this.#actors.get(id);
    if (!ref) {
      const key = `a${this.#actors.size}`;
      ref = `#${key}`;
      this.#actors.set(id, ref);
      this.made.set(ref, name);
      this.filing.actors.push({
        key,
        kind: name.kind as 'person',
        names: [{ text: name.name, kind: 'preferred' }],
        visibility: this.#planning.mapping.actorVisibility,
      });
    }
    return ref;
  }

  /**
   * The attribution of a row's claim. If the row names a report, the data set passes on what the report says.
   * Otherwise, the data set itself is the speaker.
   */
  #chain(read: RowRead): Partial<ClaimInput['chain'][number]>[] {
    const own = { pagesOwn: true };
    if (!read.source) return [own];
    const { address, title, publisher } = read.source;
    const clear =
      publisher !== undefined &&
      publisher.length <= nameLimits.letters &&
      this.#whose({ name: publisher, kind: 'outlet' }).kind !== 'several';
    const actor = clear ? this.#actor({ name: publisher, kind: 'outlet' }) : undefined;
    const asWritten = actor ? undefined : cutText(publisher ?? title ?? new URL(address!).host, 300);
    return [{ actor, asWritten, source: address ? this.#source(address, read, actor) : undefined }, own];
  }

  #source(address: string, { source }: RowRead, publisher: string | undefined): string {
    const key = addressKey(address);
    const known = this.#sources.get(key) ?? this.#madeSources.get(key);
    if (known) return known;
    const name = `s${this.#madeSources.size}`;
    this.#madeSources.set(key, `#${name}`);
    this.filing.sources.push({
      key: name,
      kind: 'article',
      title: source!.title ?? cutText(address, 500),
      publisher,
      published: source!.published,
      addresses: [address],
      visibility: this.#planning.mapping.visibility,
    });
    return `#${name}`;
  }
}
