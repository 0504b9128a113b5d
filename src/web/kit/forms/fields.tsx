import type { Child } from 'hono/jsx';
import { isEditor } from '../../../accounts/tables.ts';
import { Shape } from '../components/shapes.tsx';
import { useView, useWords } from '../view.tsx';
import { DateControl } from './date-control.tsx';
import { dateOptions } from './dates.ts';
import {
  fieldsOfRow,
  isFilledIn,
  type Field as FieldDef,
  type Fields as FieldDefs,
  type Form as FormDef,
  type FormState,
  type Option,
  type Collapsed,
} from './form.ts';
import { control } from './handle.ts';
import { allAt, errorsAt, fieldId, fieldsAlong, FormContext, textAt, useForm, type Showing } from './showing.ts';
import { ErrorSummary } from './summary.tsx';
import { flatten, formatPath, getAt, isTree, parsePath, samePath } from './tree.ts';
import { optionWords } from './input-values.ts';
import { fieldWords } from './words.ts';
import { foreignTo } from '../words/foreign-to.ts';

/** The definition of the field at a path (`names[0].text`). */
function fieldAt({ form, state }: Showing, path: string): FieldDef {
  let found: FieldDef | undefined;
  for (const { step, field } of fieldsAlong(form.fields, path, state.values))
    if (typeof step === 'string') found = field;
  if (!found) throw new Error(`The form has no field ${path}.`);
  return found;
}

type FormProps = {
  form: FormDef;
  state: FormState;
  /** The address to which the form is sent. By default, it is the address of the page itself. */
  action?: string;
  /** The message key of the main button's text. */
  submit: string;
  /** More buttons. The pressed button sends its `intent`. */
  more?: readonly { intent: string; label: string }[];
  /** The address of the link that leaves the form without saving. */
  cancel?: string;
  /** A layout of `<Field>`s; by default all fields in order. */
  children?: Child;
  method?: 'get' | 'post';
};

/**
 * A complete form: errors, fields, buttons. The form works without scripts. The Enter key saves, and never removes a
 * row.
 */
export function Form({ form, state, action, submit, more = [], cancel, children, method = 'post' }: FormProps) {
  const view = useView();
  const takesFiles = hasFile(form.fields);
  return (
    <FormContext.Provider value={{ form, state }}>
      <form
        class="form"
        method={method}
        action={action}
        enctype={takesFiles ? 'multipart/form-data' : undefined}
        novalidate
      >
        <button class="first-submit" type="submit" tabindex={-1} aria-hidden="true"></button>
        {view.token && method === 'post' ? <input type="hidden" name={control.token} value={view.token} /> : null}
        {state.version !== undefined ? <input type="hidden" name={control.version} value={state.version} /> : null}
        <ErrorSummary />
        {children ?? <AllFields fields={form.fields} collapsed={form.collapsed} />}
        <div class="buttons">
          <button class="button main" type="submit">
            {view.t(submit)}
          </button>
          {more.map((one) => (
            <button class="button" type="submit" name={control.intent} value={one.intent}>
              {view.t(one.label)}
            </button>
          ))}
          {cancel ? (
            <a class="quiet" href={cancel}>
              {view.t('kit.form.cancel')}
            </a>
          ) : null}
        </div>
      </form>
    </FormContext.Provider>
  );
}

const hasFile = (fields: FieldDefs): boolean =>
  Object.values(fields).some(
    (one) => one.kind === 'file' || ((one.kind === 'rows' || one.kind === 'section') && hasFile(one.fields)),
  );

type AllFieldsProps = { fields: FieldDefs; under?: string; collapsed?: Collapsed };

/** All fields of a form or a row, in the order of their declaration. The `collapsed` fields come last. */
export function AllFields({ fields, under = '', collapsed }: AllFieldsProps) {
  const t = useWords();
  const { state } = useForm();
  const at = (name: string): string => (under ? `${under}.${name}` : name);
  const all = Object.keys(fields);
  const open = all.filter((name) => !collapsed?.names.includes(name));
  const folded = all.filter((name) => collapsed?.names.includes(name));
  return (
    <div class="all-fields">
      <div class="fields">
        {open.map((name) => (
          <Field at={at(name)} />
        ))}
      </div>
      {collapsed && folded.length ? (
        <details
          class="collapsed"
          open={folded.some(
            (name) =>
              isFilledIn(fields[name]!, getAt(state.values, at(name))) ||
              state.errors.some((error) => isWithin(samePath(error.path), at(name))) ||
              (state.focus !== undefined && isWithin(state.focus, at(name))),
          )}
        >
          <summary>{t(collapsed.label ?? 'kit.form.more')}</summary>
          <div class="fields">
            {folded.map((name) => (
              <Field at={at(name)} />
            ))}
          </div>
        </details>
      ) : null}
    </div>
  );
}

const isWithin = (path: string, field: string): boolean =>
  path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);

/** One field with its label, hint, errors and, after a conflict, the other version. */
export function Field({
  at,
  children,
}: {
  at: string;
  /** What is shown below the control, such as a note. */ children?: Child;
}) {
  const t = useWords();
  const { form, state } = useForm();
  const field = fieldAt({ form, state }, at);
  if (field.kind === 'hidden') return <input type="hidden" name={at} value={textAt(state, at)} />;
  if (field.kind === 'rows') return <Rows at={at} field={field} />;
  const id = fieldId(form, at);
  const errors = errorsAt(state, at);
  const optionNotes =
    field.kind === 'select' ? optionsOf(state, at, field.options).flatMap((option) => option.note ?? []) : [];
  const described =
    [field.hint && `${id}-hint`, errors.length && `${id}-error`, optionNotes.length && `${id}-notes`]
      .filter(Boolean)
      .join(' ') || undefined;
  const label = (
    <>
      {t(field.label, field.labelParams)}
      {field.optional ? <span class="optional"> {t('kit.form.optional')}</span> : null}
    </>
  );
  const notes = (
    <>
      {field.hint ? (
        <p class="hint" id={`${id}-hint`}>
          {t(field.hint)}
        </p>
      ) : null}
      {errors.length ? (
        <p class="error" id={`${id}-error`}>
          <Shape name="warning" /> {errors.map((error) => fieldWords(t, error)).join(' ')}
        </p>
      ) : null}
    </>
  );
  const shared = {
    id,
    name: at,
    'aria-describedby': described,
    'aria-invalid': errors.length ? ('true' as const) : undefined,
    autofocus: state.focus === at || undefined,
  };
  const outer = `field${errors.length ? ' wrong' : ''}${field.width ? ` ${field.width}` : ''}`;

  if (field.kind === 'section')
    return (
      <fieldset class="group" id={id} aria-describedby={described}>
        <legend>{label}</legend>
        {notes}
        <AllFields fields={field.fields} under={at} collapsed={field.collapsed} />
        {children}
      </fieldset>
    );
  if (field.kind === 'checkbox')
    return (
      <div class={`${outer} tick`}>
        <input type="checkbox" value="1" checked={getAt(state.values, at) !== undefined} {...shared} />
        <label for={id}>{label}</label>
        {notes}
        <Theirs at={at} field={field} />
        {children}
      </div>
    );
  if (field.kind === 'radio' || field.kind === 'checkboxes') {
    const chosen = allAt(state, at);
    const isBarred = useUnselectable();
    return (
      <fieldset
        class={`${outer} choices${field.inline ? ' inline' : ''}`}
        id={id}
        tabindex={-1}
        aria-describedby={described}
      >
        <legend>{label}</legend>
        {notes}
        {optionsOf(state, at, field.options).map((option) => (
          <label class="choice">
            <input
              type={field.kind === 'radio' ? 'radio' : 'checkbox'}
              name={at}
              value={option.value}
              checked={chosen.includes(option.value)}
              disabled={isBarred(option, chosen)}
            />
            <span>
              <OptionWords option={option} />
              {isBarred(option, chosen) ? (
                <small>{t('kit.form.editors')}</small>
              ) : option.hint ? (
                <small>{t(option.hint)}</small>
              ) : null}
              {option.note ? <small>{option.note}</small> : null}
            </span>
          </label>
        ))}
        <Theirs at={at} field={field} />
        {children}
      </fieldset>
    );
  }
  return (
    <div class={outer}>
      <label for={id}>{label}</label>
      {notes}
      <Control field={field} at={at} shared={shared} />
      {optionNotes.length ? (
        <div id={`${id}-notes`}>
          {optionNotes.map((note) => (
            <p class="hint">{note}</p>
          ))}
        </div>
      ) : null}
      {field.kind === 'pick' ? <Offered at={at} /> : null}
      <Theirs at={at} field={field} />
      {children}
    </div>
  );
}

type Shared = { id: string; name: string };

function Control({ field, at, shared }: { field: FieldDef; at: string; shared: Shared }) {
  const { t, today } = useView();
  const { form, state } = useForm();
  const value = textAt(state, at);
  const isBarred = useUnselectable();
  switch (field.kind) {
    case 'textarea':
      return (
        <>
          <textarea rows={field.rows ?? 4} maxlength={field.maxLength} {...shared}>
            {`\n${value}`}
          </textarea>
          <Counted field={field} id={shared.id} value={value} />
        </>
      );
    case 'select': {
      const options = optionsOf(state, at, field.options);
      const groups = [...new Set(options.map((one) => one.group))];
      const former = field.former?.(value);
      return (
        <select {...shared}>
          {field.empty || field.optional ? <option value="">{field.empty ? t(field.empty) : ''}</option> : null}
          {/* The selected value stays, even if it is no longer among the options. */}
          {value && !options.some((one) => one.value === value) ? (
            <option value={value} selected>
              {former && t.has(former) ? t(former) : value}
            </option>
          ) : null}
          {groups.map((group) => {
            const inside = options
              .filter((one) => one.group === group)
              .map((one) => (
                <option value={one.value} selected={one.value === value} disabled={isBarred(one, [value])}>
                  <OptionWords option={one} />
                </option>
              ));
            return group ? <optgroup label={group}>{inside}</optgroup> : <>{inside}</>;
          })}
        </select>
      );
    }
    case 'file':
      return <input type="file" accept={field.accept} {...shared} />;
    case 'password':
      return <input type="password" autocomplete={field.autocomplete ?? 'current-password'} {...shared} />;
    case 'number':
      return <input type="text" inputmode="decimal" value={value} {...shared} />;
    case 'date':
      return (
        <DateControl
          value={value}
          options={dateOptions(form, field, today)}
          label={t(field.label, field.labelParams)}
          failed={errorsAt(state, at).length > 0}
          {...shared}
        />
      );
    case 'pick':
      return <input type="text" value={value} autocomplete="off" spellcheck={false} list={field.list} {...shared} />;
    case 'text':
    case 'email':
    case 'url':
    case 'search':
      return (
        <>
          <input
            type={field.kind}
            value={value}
            autocomplete={field.autocomplete ?? 'off'}
            spellcheck={field.spellcheck}
            maxlength={field.maxLength}
            list={field.list}
            {...shared}
          />
          <Counted field={field} id={shared.id} value={value} />
        </>
      );
    default:
      return null;
  }
}

/** Shows the number of characters in a field. A script (islands/counts.ts) updates it while someone types. */
function Counted({ field, id, value }: { field: { counted?: true; maxLength?: number }; id: string; value: string }) {
  const t = useWords();
  if (!field.counted || field.maxLength === undefined) return null;
  const words = (count: number | string) => t('kit.form.counted', { count, most: field.maxLength! });
  return (
    <p class="hint" data-count-of={id} data-count={words('#')}>
      {words(value.length)}
    </p>
  );
}

/**
 * Offers the items that a typed name may mean. A selected option overrides the typed text, because both controls have
 * the same name and the option is sent after the text.
 */
function Offered({ at }: { at: string }) {
  const t = useWords();
  const { state } = useForm();
  const options = state.options?.[at];
  if (!options?.length) return null;
  return (
    <fieldset class="choices offered">
      <legend class="hint">{t('kit.form.offered')}</legend>
      {options.map((option) => (
        <label class="choice">
          <input type="radio" name={at} value={option.value} />
          <span>
            <OptionWords option={option} />
            {option.hint ? <small>{option.hint}</small> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function OptionWords({ option }: { option: Option }) {
  const t = useWords();
  if (option.text && foreignTo(t, option.lang)) return <span lang={option.lang}>{option.text}</span>;
  return <>{option.text ?? (option.label ? t(option.label) : option.value)}</>;
}

/**
 * Returns a function that says which options the signed-in person cannot select. The operation refuses these options,
 * too.
 */
function useUnselectable(): (option: Option, chosen: readonly string[]) => boolean {
  const { person } = useView();
  const may = isEditor(person);
  return ({ editors, value }, chosen) => editors === true && !may && !chosen.includes(value);
}

const optionsOf = (state: FormState, at: string, own: readonly Option[] = []): readonly Option[] =>
  state.options?.[at] ?? state.options?.[at.replace(/\[\d+\]/g, '')] ?? own;

/** After a conflict, shows what someone else has saved in this field, if that differs from the input. */
function Theirs({ at, field }: { at: string; field: FieldDef }) {
  const t = useWords();
  const { state } = useForm();
  if (!state.theirs) return null;
  const theirs = allAt({ ...state, values: state.theirs }, at);
  const mine = allAt(state, at);
  if (theirs.join('\n') === mine.join('\n')) return null;
  const options = 'options' in field ? optionsOf(state, at, field.options) : [];
  const words = theirs.map((value) => {
    const option = options.find((one) => one.value === value);
    return option ? optionWords(t, option) : value;
  });
  return (
    <p class="theirs">
      <strong>{t('kit.form.theirs')}</strong>{' '}
      {field.kind === 'checkbox'
        ? t(theirs.length ? 'kit.form.ticked' : 'kit.form.not_ticked')
        : words.join(', ') || t('kit.form.blank')}
    </p>
  );
}

/** Repeated fields. At least `min` rows are shown (one if left out). Blank rows are not saved. */
function Rows({ at, field }: { at: string; field: FieldDef & { kind: 'rows' } }) {
  const t = useWords();
  const { form, state } = useForm();
  const id = fieldId(form, at);
  const value = getAt(state.values, at);
  const count = Math.max(Array.isArray(value) ? value.filter(isTree).length : 0, field.min ?? 1);
  const errors = errorsAt(state, at);
  const single =
    !field.each &&
    Object.values(field.fields).every((one) => one.kind !== 'rows') &&
    Object.values(field.fields).filter((one) => one.kind !== 'hidden').length <= 3;
  const theirs = state.theirs && getAt(state.theirs, at);
  const more = (Array.isArray(theirs) ? theirs.filter(isTree) : []).slice(count);
  return (
    <fieldset
      class={`group rows${field.ordered ? ' ordered' : ''}`}
      id={id}
      tabindex={-1}
      data-at={field.ordered ? at : undefined}
      data-handle={field.ordered ? t('kit.form.drag') : undefined}
    >
      <legend>
        {t(field.label, field.labelParams)}
        {field.optional ? <span class="optional"> {t('kit.form.optional')}</span> : null}
      </legend>
      {field.hint ? <p class="hint">{t(field.hint)}</p> : null}
      {errors.length ? (
        <p class="error" id={`${id}-error`}>
          <Shape name="warning" /> {errors.map((error) => fieldWords(t, error)).join(' ')}
        </p>
      ) : null}
      {Array.from({ length: count }, (_, index) => {
        const row = `${at}[${index}]`;
        return (
          <div
            class={`row${single ? ' single' : ''}`}
            id={fieldId(form, row)}
            role="group"
            tabindex={-1}
            autofocus={state.focus === row || undefined}
            aria-label={t('kit.form.row', { label: t(field.label, field.labelParams), number: index + 1 })}
          >
            <AllFields fields={fieldsOfRow(field, getAt(state.values, row))} under={row} collapsed={field.collapsed} />
            {field.eachLabel ? (
              <button class="button small each" type="submit" name={control.again} value={row}>
                {t(field.eachLabel)}
              </button>
            ) : null}
            {field.max === 1 ? null : <RowButtons row={row} field={field} index={index} last={index === count - 1} />}
          </div>
        );
      })}
      {more.map((row) => (
        <p class="theirs">
          <strong>{t('kit.form.theirs')}</strong>{' '}
          {flatten(row)
            .map(([, text]) => text)
            .join(' · ')}
        </p>
      ))}
      {count < (field.max ?? 100) ? (
        <button class="button small" type="submit" name={control.add} value={at}>
          <Shape name="plus" /> {t(field.addLabel)}
        </button>
      ) : null}
    </fieldset>
  );
}

/** The buttons of a row. One removes the row. If the order matters, two others move it up and down. */
function RowButtons({
  row,
  field,
  index,
  last,
}: {
  row: string;
  field: FieldDef & { kind: 'rows' };
  index: number;
  last: boolean;
}) {
  const t = useWords();
  const name = { label: t(field.label, field.labelParams), number: index + 1 };
  const remove = (
    <button
      class="row-button"
      type="submit"
      name={control.remove}
      value={formatPath(parsePath(row) ?? [])}
      aria-label={t('kit.form.remove_row', name)}
    >
      <Shape name="cross" /> <span>{t('kit.form.remove')}</span>
    </button>
  );
  if (!field.ordered) return remove;
  const move = (way: 'up' | 'down', hidden: boolean) => (
    <button
      class={`row-button ${way}`}
      type="submit"
      name={control[way]}
      value={row}
      hidden={hidden}
      aria-label={t(`kit.form.${way}_row`, name)}
    >
      <Shape name={way} /> <span>{t(`kit.form.${way}`)}</span>
    </button>
  );
  return (
    <div class="row-buttons">
      {move('up', index === 0)}
      {move('down', last)}
      {remove}
    </div>
  );
}
