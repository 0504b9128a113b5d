import { addSpan, emptyIncident } from '../incidents/incident.ts';
import type { DraftClaim, DraftIncident, EventType } from '../schema.ts';
import type { Span } from '../reading/sentences.ts';
import type { FoundDate } from '../facts/dates.ts';
import { eventOfAct } from '../store/suggestions.data.ts';
import type { NamedSpan } from './claims.ts';

/** The places where a claim names acts, dates, people and sums. */
export type Traces = {
  claim: DraftClaim;
  acts: (Span & { act: EventType; passive: boolean })[];
  dates: readonly FoundDate[];
  names: readonly NamedSpan[];
  sums: readonly (Span & { amount: number; currency: string })[];
};

/** Acts that are done to people and outlets. */
const harms: ReadonlySet<EventType> = new Set([
  'search',
  'seizure',
  'questioning',
  'detention',
  'arrest',
  'conviction',
  'acquittal',
  'fine',
  'blocking',
  'attack',
  'threat',
  'harassment',
  'surveillance',
  'killing',
  'denial-of-access',
  'deportation',
  'closure',
  'licence-revoked',
  'investigation',
]);

/**
 * The incidents that the claims of a page in Russian or Kazakh report: one for each act and each of its dates. A field
 * is open if no words say it.
 */
export function incidentsOf(traces: readonly Traces[], country: (Span & { code: string }) | null): DraftIncident[] {
  const incidents: DraftIncident[] = [];
  for (const { claim, acts, dates, names, sums } of traces) {
    if (claim.mode === 'denied' || claim.mode === 'left-unclear' || claim.mode === 'estimated') continue;
    for (const { act, passive, ...place } of acts) {
      const type = eventOfAct[act] ?? (act === 'fine' ? 'sentence' : null);
      if (type === null || ['statement', 'reply', 'letter-sent'].includes(act)) continue;
      const near = [...dates].sort((a, b) => Math.abs(a.start - place.start) - Math.abs(b.start - place.start))[0];
      const known = incidents.find(
        (incident) => incident.act === type && (!incident.date || !near || incident.date === near.edtf),
      );
      const incident = known ?? emptyIncident(type);
      if (!known) incidents.push(incident);
      addSpan(incident, 'act', place);
      if (near && incident.date === null) {
        incident.date = near.edtf;
        addSpan(incident, 'date', near);
      }
      if (country && incident.country === null) {
        incident.country = country.code;
        addSpan(incident, 'country', country);
      }
      if (!harms.has(act)) continue;
      for (const name of names) {
        if (claim.chain.some((link) => link.actor === name.name)) continue;
        const suffers = name.kind === 'person' || name.kind === 'outlet';
        const near = name.end <= place.start ? place.start - name.end < 70 : name.start - place.end < 90;
        const object =
          name.form === 'object' ||
          (name.form === 'subject' && passive) ||
          (name.form === 'any' && name.end <= place.start === passive);
        if (suffers && near && object) {
          if (!incident.targets.some((target) => target.name === name.name))
            incident.targets.push({
              name: name.name,
              kind: name.kind,
              role: name.role ?? null,
              outlet: name.outlet ?? null,
            });
          addSpan(incident, 'target', name);
        } else if (
          (name.kind === 'authority' || name.kind === 'court') &&
          name.form !== 'object' &&
          near &&
          incident.authority === null
        ) {
          incident.authority = name.name;
          addSpan(incident, 'authority', name);
        }
      }
      const [sum] = act === 'fine' ? sums : [];
      if (sum && incident.outcome === null) {
        incident.outcome = { kind: 'fine', value: `${sum.amount}${sum.currency}` };
        addSpan(incident, 'outcome', sum);
      }
    }
  }
  return incidents;
}
