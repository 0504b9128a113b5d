import type { FieldError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { Shape } from '../components/shapes.tsx';
import { useWords } from '../view.tsx';
import { fieldId, fieldsAlong, useForm, type Showing } from './showing.ts';
import { samePath } from './tree.ts';
import { fieldWords } from './words.ts';

/** A list of all errors, each with a link to its field. The list gets the focus when the page opens. */
export function ErrorSummary() {
  const t = useWords();
  const { form, state } = useForm();
  if (!state.errors.length && !state.problem && !state.filesLost) return null;
  return (
    <div
      class="summary"
      role="alert"
      tabindex={-1}
      autofocus
      id={`${form.name}-errors`}
      aria-labelledby={`${form.name}-errors-title`}
    >
      <h2 id={`${form.name}-errors-title`}>
        <Shape name="warning" />{' '}
        {state.errors.length ? t('kit.form.errors', { count: state.errors.length }) : t('kit.form.not_saved')}
      </h2>
      {state.problem ? <p>{state.problem}</p> : null}
      {state.filesLost ? <p>{t('kit.form.files_lost')}</p> : null}
      {state.errors.length ? (
        <ul>
          {state.errors.map((error) => (
            <li>
              <ErrorLink error={error} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function ErrorLink({ error }: { error: FieldError }) {
  const t = useWords();
  const { form, state } = useForm();
  const path = samePath(error.path);
  const label = labelOf(t, { form, state }, path);
  const words = fieldWords(t, error);
  return label ? (
    <a href={`#${fieldId(form, path)}`}>{t('kit.form.error_of', { label, error: words })}</a>
  ) : (
    <span>{words}</span>
  );
}

/**
 * A field's labels along its path, such as "Names, 2 · Language", without repetition. Null for a field that is not in
 * this form, which an operation may report.
 */
export function labelOf(t: Translate, { form, state }: Showing, path: string): string | null {
  const parts: string[] = [];
  for (const { step, field } of fieldsAlong(form.fields, path, state.values)) {
    if (typeof step === 'number') {
      const rows = parts.pop();
      parts.push(t('kit.form.row', { label: rows, number: step + 1 }));
      continue;
    }
    if (!field || !('label' in field)) return null;
    const label = t(field.label, field.labelParams);
    if (label !== parts.at(-1)) parts.push(label);
  }
  return parts.length ? parts.join(' · ') : null;
}
