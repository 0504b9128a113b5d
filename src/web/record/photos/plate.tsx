import { plateForIncident } from '../../../record/vocabulary/plates.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { useWords } from '../../kit/view.tsx';

/**
 * The placeholder of a case without a picture: a line drawing for the type of incident, with its name. It only repeats
 * the text beside it, so screen readers skip it. `full`: with the aspect ratio of the main picture. `band`: low and
 * wide. `small`: for lists, without the name.
 */
export function Plate({ incident, size }: { incident: string | null; size: 'full' | 'band' | 'small' }) {
  const t = useWords();
  const label = incident === null ? null : termLabel('incident-type', incident);
  return (
    <div class={`plate ${size} ${incident === null ? 'record' : plateForIncident(incident)}`} aria-hidden="true">
      {size !== 'small' && label && t.has(label) ? <b>{t(label)}</b> : null}
    </div>
  );
}
