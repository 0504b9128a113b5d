import { compareEdtf } from '../record/values/edtf/edtf-compare.ts';
import { isEdtf } from '../record/values/edtf/edtf.ts';
import { actsAt, bySaying } from './facts/acts.ts';
import type { FoundDate } from './facts/dates.ts';
import { provisionsAt } from './facts/legal-words.ts';
import type { Mention } from './reading/names.ts';
import type { Span } from './reading/sentences.ts';
import type { DraftClaim, DraftIncident, EventType, Statement } from './schema.ts';
import { datedBy, eventOfAct, undated } from './store/suggestions.data.ts';

/** Where a claim has the words that its facts come from. */
export type Evidence = { content: Span[]; dates: FoundDate[]; mentions: Mention[] };

type Field = DraftIncident['spans'][number]['field'];
const targetProperties: ReadonlySet<string> = new Set(['target', 'suspect', 'defendant']);
const authorityProperties: ReadonlySet<string> = new Set(['authority', 'court']);
const agree = (a: string | null, b: string | null): boolean =>
  !a || !b || !isEdtf(a) || !isEdtf(b) || compareEdtf(a, b) !== 'conflicts';
const nameIn = ({ value }: Statement): string | null =>
  typeof value === 'object' && 'name' in value ? value.name : null;

/**
 * The incidents that the claims report: one for each act, and one for each of its dates. What no words of the page say
 * is left open.
 */
export function incidentsOf(
  claims: readonly DraftClaim[],
  evidence: ReadonlyMap<DraftClaim, Evidence>,
  { flat, country }: { flat: string; country: (Span & { code: string }) | null },
): DraftIncident[] {
  const incidents: DraftIncident[] = [];
  for (const claim of claims) {
    const found = evidence.get(claim);
    if (!found || claim.acts.length === 0 || claim.mode === 'left-unclear' || claim.mode === 'denied') continue;
    const within = <Found extends Span>(read: (text: string) => Found[]): Found[] =>
      found.content.flatMap(({ start, end }) =>
        read(flat.slice(start, end)).map((one) => ({ ...one, start: start + one.start, end: start + one.end })),
      );
    for (const { act, ...place } of within(actsAt)) {
      const type = eventOfAct[act];
      if (type === null || bySaying.has(act)) continue;
      const date = dateOf(act, claim, found);
      const known = incidents.find((incident) => incident.act === type && agree(incident.date, date?.edtf ?? null));
      const incident = known ?? emptyIncident(type);
      if (!known) incidents.push(incident);
      addSpan(incident, 'act', place);
      if (date && incident.date === null) {
        incident.date = date.edtf;
        addSpan(incident, 'date', date);
      }
      if (country && incident.country === null) {
        incident.country = country.code;
        addSpan(incident, 'country', country);
      }
      addActors(incident, claim, found);
      const [law] = within(provisionsAt);
      if (law && incident.law === null) {
        incident.law = law.name;
        addSpan(incident, 'law', law);
      }
    }
  }
  return incidents;
}

/** An incident of which nothing but the act is known. */
export const emptyIncident = (act: DraftIncident['act']): DraftIncident => ({
  act,
  background: null,
  date: null,
  place: null,
  country: null,
  targets: [],
  authority: null,
  law: null,
  outcome: null,
  spans: [],
});

/** Notes a place that says a field of the incident, once. */
export const addSpan = ({ spans }: DraftIncident, field: Field, { start, end }: Span): void => {
  if (!spans.some((span) => span.field === field && span.start === start)) spans.push({ field, start, end });
};

/** The date that the claim's statements give the act. */
function dateOf(act: EventType, claim: DraftClaim, { dates }: Evidence): FoundDate | undefined {
  const property = datedBy[act] ?? (undated.has(act) ? null : 'happened');
  const stated = claim.statements.find((statement) => statement.property === property)?.value;
  return dates.find(({ edtf }) => edtf === stated);
}

function addActors(incident: DraftIncident, { statements }: DraftClaim, { mentions }: Evidence): void {
  for (const statement of statements) {
    const name = nameIn(statement);
    const mention = mentions.find((one) => one.name === name);
    if (name === null || !mention) continue;
    if (targetProperties.has(statement.property)) {
      if (!incident.targets.some((target) => target.name === name))
        incident.targets.push({ name, kind: mention.guess ? null : mention.kind, role: null, outlet: null });
      addSpan(incident, 'target', mention);
    } else if (authorityProperties.has(statement.property) && (incident.authority ?? name) === name) {
      incident.authority = name;
      addSpan(incident, 'authority', mention);
    }
  }
}
