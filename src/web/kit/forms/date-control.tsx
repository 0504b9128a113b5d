import { Shape } from '../components/shapes.tsx';
import { useView } from '../view.tsx';
import type { TypedDateOptions } from '../words/typed-dates/read-typed-date.ts';
import { routes } from '../../routes.ts';
import { understood } from './dates.ts';

type Props = {
  id: string;
  name: string;
  value: string;
  options: TypedDateOptions;
  /** The field's label, for the name of the button. */
  label: string;
  /** Whether the field already shows an error. The note is then left out. */
  failed?: boolean;
  'aria-describedby'?: string;
  'aria-invalid'?: 'true';
  autofocus?: boolean;
};

/**
 * A text field for a date as people write it. A note below shows how Kronika understands the date. With JavaScript, the
 * note changes while the person types, and a button opens the browser's calendar (`islands/dates.ts`).
 */
export function DateControl({ options, label, failed, value, ...shared }: Props) {
  const { t, today } = useView();
  const note = failed ? { text: '', wrong: false } : understood(t, value, options, today);
  const noteId = `${shared.id}-understood`;
  return (
    <>
      <div class="date-entry">
        <input
          type="text"
          class="edtf"
          autocomplete="off"
          spellcheck={false}
          value={value}
          {...shared}
          aria-describedby={[noteId, shared['aria-describedby']].filter(Boolean).join(' ')}
          data-reads={routes.desk.readDate({
            from: options.from === today ? undefined : options.from,
            day: options.wholeDay,
            ahead: options.yearless === 'future',
            future: options.future,
          })}
        />
        <button type="button" class="date-pick" aria-label={t('kit.date.pick', { label })}>
          <Shape name="calendar" />
        </button>
      </div>
      <p class={`understood${note.wrong ? ' unread' : ''}`} id={noteId} role="status">
        {note.text}
      </p>
    </>
  );
}
