import { eventTypes, incidentTypeOfEvent, plateOfEvent, type Plate } from './event-types.data.ts';
import type { Term } from './term.ts';

const broader = new Map<string, string | undefined>(eventTypes.map(({ key, broader: above }: Term) => [key, above]));

/** The drawing for an event type: its own, that of a broader type, or `record`. */
export function plateFor(eventType: string): Plate {
  for (let key: string | undefined = eventType; key !== undefined; key = broader.get(key)) {
    const own = (plateOfEvent as Record<string, Plate | undefined>)[key];
    if (own) return own;
  }
  return 'record';
}

const ofIncident = new Map<string, Plate>();
for (const [event, incident] of Object.entries(incidentTypeOfEvent))
  if (!ofIncident.has(incident)) ofIncident.set(incident, plateFor(event));

/** The drawing for an incident type: that of the first event type with this incident type. */
export const plateForIncident = (incidentType: string): Plate => ofIncident.get(incidentType) ?? 'record';
