import type { Translate } from '../../../platform/messages/messages.ts';
import type { Field, Form, FormState } from '../../kit/forms/form.ts';
import { fieldsAlong } from '../../kit/forms/showing.ts';
import { labelOf } from '../../kit/forms/summary.tsx';
import { flatten } from '../../kit/forms/tree.ts';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import { useWords } from '../../kit/view.tsx';

function worded(t: Translate, field: Field, texts: readonly string[]): string {
  if (field.kind === 'checkbox') return t(texts.length ? 'kit.form.ticked' : 'kit.form.not_ticked');
  const options = 'options' in field ? (field.options ?? []) : [];
  const words = texts.map((text) => {
    const option = options.find((one) => one.value === text);
    return option ? (option.text ?? (option.label ? t(option.label) : text)) : text;
  });
  return words.join(', ') || t('kit.form.blank');
}

/**
 * After a conflict, a table of the fields in which the input differs from the values that a colleague (`by`) has saved.
 */
export function BothVersions({ form, state, by }: { form: Form; state: FormState; by: string }) {
  const t = useWords();
  const { theirs } = state;
  if (!theirs) return null;
  const grouped = (tree: FormState['values']): Map<string, string[]> => {
    const texts = new Map<string, string[]>();
    for (const [path, text] of flatten(tree))
      if (text.trim()) texts.set(path, [...(texts.get(path) ?? []), text.replace(/\r\n?/g, '\n').trim()]);
    return texts;
  };
  const [mine, other] = [grouped(state.values), grouped(theirs)];
  const rows = [...new Set([...mine.keys(), ...other.keys()])].flatMap((path) => {
    const [here, there] = [mine.get(path) ?? [], other.get(path) ?? []];
    if (here.join('\n') === there.join('\n')) return [];
    const values = mine.has(path) ? state.values : theirs;
    const label = path === 'why' ? null : labelOf(t, { form, state: { ...state, values } }, path);
    const field = [...fieldsAlong(form.fields, path, values)].at(-1)?.field;
    return label !== null && field ? [[label, worded(t, field, here), worded(t, field, there)]] : [];
  });
  return (
    <Notice kind="warning" title={t('record.desk.conflict.title', { by })}>
      <p>{t('record.desk.conflict.lead')}</p>
      {rows.length ? (
        <Table
          caption={t('record.desk.conflict.caption')}
          head={[
            t('record.desk.conflict.field'),
            t('record.desk.conflict.yours'),
            t('record.desk.conflict.theirs', { by }),
          ]}
          rows={rows}
        />
      ) : (
        <p>{t('record.desk.conflict.same')}</p>
      )}
    </Notice>
  );
}
