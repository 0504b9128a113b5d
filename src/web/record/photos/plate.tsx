import { plateForIncident } from '../../../record/vocabulary/plates.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { useWords } from '../../kit/view.tsx';

/**
 * A drawing made of lines, with a word, where there is no picture. It only repeats what the text beside it says, so
 * screen readers skip it. `size`: `full` has the proportions of a main picture, `band` is low and wide, `small` is for
 * lists and has no word.
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
