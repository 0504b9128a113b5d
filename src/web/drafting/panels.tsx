import { isEditor } from '../../accounts/tables.ts';
import { caseOfClaim, caseOfQuestion, isInUse, newsOf, partIn } from '../../drafting/store/cases.ts';
import { partKinds, type DraftCase } from '../../drafting/store/schema.ts';
import { placeOf as pathOf } from '../../drafting/store/file-draft.ts';
import { isAcceptedAbove } from '../../drafting/sure/sureness.ts';
import type { Child } from 'hono/jsx';
import { Shape } from '../kit/components/shapes.tsx';
import { Pill } from '../kit/components/values.tsx';
import { EdtfDate } from '../kit/components/values.tsx';
import { AllFields, Form } from '../kit/forms/fields.tsx';
import { fresh, type FormState } from '../kit/forms/form.ts';
import { control } from '../kit/forms/handle.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { draftAddress, DraftActionButton, Steps } from './steps.tsx';
import { problemWords } from './incident-form.ts';
import type { DraftView } from './view.ts';
import { caseSection, type SectionName, type Sections } from './sections.ts';

type Panels = {
  reading: DraftView;
  sections: Sections;
  /** The section whose form was rejected, with the errors. */ sent?: { name: SectionName; state: FormState };
  /** The case (not the first one) whose form was rejected. */ furtherCase?: { key: string; state: FormState };
};

const stateOf = ({ sections, sent }: Panels, name: SectionName): FormState =>
  sent?.name === name ? sent.state : fresh(sections[name].values, { version: String(sections[name].rev) });

function Panel({
  id,
  title,
  open,
  note,
  children,
}: {
  id: string;
  title: string;
  open?: boolean;
  note?: Child;
  children?: Child;
}) {
  return (
    <details class="panel fold" id={id} open={open}>
      <summary>
        <h3>{title}</h3> {note}
      </summary>
      {children}
    </details>
  );
}

const Settle = ({ count }: { count: number }): Child => {
  const { t } = useView();
  return count ? (
    <Pill shape="warning" kind="strong">
      {t('drafting.to_settle', { count })}
    </Pill>
  ) : null;
};

export function SourcePanel(panels: Panels) {
  const { t } = useView();
  const { reading } = panels;
  const { source } = reading.content;
  const wrong = reading.problems.filter((one) => one.from.of === 'source').length;
  return (
    <Panel
      id="section-source"
      title={t('drafting.section.source')}
      open={panels.sent?.name === 'source'}
      note={
        <span class="muted">
          {[reading.named(source.publisher)].filter(Boolean).join(', ')}{' '}
          {source.published ? <EdtfDate edtf={source.published} /> : null} <Settle count={wrong} />
        </span>
      }
    >
      <Form
        form={panels.sections.source.form}
        state={stateOf(panels, 'source')}
        action={draftAddress(reading, { show: 'source' })}
        submit="record.desk.save"
      />
    </Panel>
  );
}

/** The cases to which claims of the draft will be added, each with a form. */
export function CasePanel(panels: Panels) {
  const { t } = useView();
  const { reading, furtherCase } = panels;
  const [first, ...further] = reading.content.cases;
  const titleOf = ({ key, use, title }: DraftCase): string =>
    use === 'new' ? t('drafting.case.is_new', { title }) : reading.titleOfCase(key);
  const news = newsOf(reading.content);
  return (
    <>
      <Panel
        id="section-case"
        title={t(further.length ? 'drafting.case.first' : 'drafting.section.case')}
        open={panels.sent?.name === 'case' || !first!.use}
        note={first!.use ? <span class="muted">{titleOf(first!)}</span> : <Settle count={1} />}
      >
        {further.length ? <p class="hint">{t('drafting.case.first_hint')}</p> : null}
        {news.length > 1 && !further.length && !isInUse(reading.content, first!.key) ? (
          <p class="hint">{t('drafting.case.whole_hint', { count: news.length })}</p>
        ) : null}
        <Form
          form={panels.sections.case.form}
          state={stateOf(panels, 'case')}
          action={draftAddress(reading, { show: 'case' })}
          submit="drafting.case.choose"
        />
      </Panel>
      {further.map((one, index) => {
        const section = caseSection(t, reading, one.key);
        const sent = furtherCase?.key === one.key ? furtherCase.state : undefined;
        return (
          <Panel
            id={`section-case-${one.key}`}
            title={t('drafting.case.further', { number: index + 2 })}
            open={sent !== undefined}
            note={<span class="muted">{titleOf(one)}</span>}
          >
            <Form
              form={section.form}
              state={sent ?? fresh(section.values, { version: String(section.rev) })}
              action={draftAddress(reading, { show: `case-${one.key}` })}
              submit="drafting.case.choose"
            />
          </Panel>
        );
      })}
    </>
  );
}

export function CastPanel(panels: Panels) {
  const { t } = useView();
  const { reading, sections } = panels;
  const { cast, works } = reading.content;
  if (!cast.length && !works.length) return null;
  const all = [
    ...cast.map((one) => ({
      key: one.key,
      title: one.name,
      written: one.asWritten,
      open: !one.use || (one.use === 'new' && !one.kind),
    })),
    ...works.map((one) => ({ key: one.key, title: one.title, written: [], open: !one.use })),
  ];
  const used = all.filter((one) => reading.used.has(`#${one.key}`));
  const rest = all.filter((one) => !reading.used.has(`#${one.key}`));
  const rows = (list: typeof all): Child =>
    list.map((one) => (
      <fieldset class={`group who-is${one.open ? ' open' : ''}`} id={`cast-${one.key}-row`}>
        <legend>
          {one.title}{' '}
          {one.written.length ? (
            <small class="muted">{t('drafting.cast.written', { words: one.written.join(', ') })}</small>
          ) : null}
        </legend>
        <SectionFields at={one.key} sections={sections} />
      </fieldset>
    ));
  return (
    <Panel
      id="section-cast"
      title={t('drafting.section.cast')}
      open={panels.sent?.name === 'cast'}
      note={<Settle count={used.filter((one) => one.open).length} />}
    >
      <p class="hint">{t('drafting.cast.hint')}</p>
      {reading.nearComplete ? null : <p class="notice">{t('drafting.cast.incomplete')}</p>}
      <Form
        form={sections.cast.form}
        state={stateOf(panels, 'cast')}
        action={draftAddress(reading, { show: 'cast' })}
        submit="record.desk.save"
      >
        {rows(used)}
        {rest.length ? (
          <details class="collapsed">
            <summary>{t('drafting.cast.rest', { count: rest.length })}</summary>
            {rows(rest)}
          </details>
        ) : null}
      </Form>
    </Panel>
  );
}

/** The fields of one actor, source or part, which are a section (`at`) of the form. */
function SectionFields({ at, sections, of = 'cast' }: { at: string; sections: Sections; of?: 'cast' | 'parts' }) {
  const field = sections[of].form.fields[at];
  return field?.kind === 'section' ? <AllFields fields={field.fields} under={at} collapsed={field.collapsed} /> : null;
}

export function PartsPanel(panels: Panels) {
  const { t } = useView();
  const { reading, sections } = panels;
  const { parts } = reading.content;
  const used = parts.filter((one) => reading.used.has(`#${one.key}`));
  const rest = parts.filter((one) => !reading.used.has(`#${one.key}`));
  const wrong = reading.problems.filter((one) => one.from.of === 'part').length;
  const rows = (list: typeof parts): Child =>
    list.map((one) => (
      <fieldset class="group part-row">
        <legend>
          {t(`record.desk.kind.${one.kind}`)}{' '}
          <small class="muted">
            {t('drafting.part.said', {
              count: reading.content.claims.filter(
                (claim) =>
                  claim.decision !== 'skipped' &&
                  partIn(reading.content, one.copyOf ?? one.key, caseOfClaim(reading.content, claim).key) === one &&
                  claim.statements.some(({ subject }) => subject === `#${one.copyOf ?? one.key}`),
              ).length,
            })}
            {reading.content.cases.length > 1 && one.case ? ` · ${reading.titleOfCase(one.case)}` : ''}
          </small>
        </legend>
        <SectionFields at={one.key} sections={sections} of="parts" />
      </fieldset>
    ));
  return (
    <Panel
      id="section-parts"
      title={t('drafting.section.parts')}
      open={panels.sent?.name === 'parts'}
      note={
        <>
          <span class="muted">{t('drafting.part.count', { count: used.length })}</span> <Settle count={wrong} />
        </>
      }
    >
      {parts.length ? (
        <Form
          form={sections.parts.form}
          state={stateOf(panels, 'parts')}
          action={draftAddress(reading, { show: 'parts' })}
          submit="record.desk.save"
        >
          {rows(used)}
          {rest.length ? (
            <details class="collapsed">
              <summary>{t('drafting.part.rest', { count: rest.length })}</summary>
              {rows(rest)}
            </details>
          ) : null}
        </Form>
      ) : (
        <p class="muted">{t('drafting.part.none')}</p>
      )}
      <Steps reading={reading}>
        {partKinds.map((kind) => (
          <DraftActionButton intent={`part:${kind}`} label={t(`drafting.new.${kind}`)}>
            <Shape name="plus" /> {t(`drafting.new.${kind}`)}
          </DraftActionButton>
        ))}
      </Steps>
    </Panel>
  );
}

/** What will be filed, who will be able to see it, which decisions are missing, and the button that files the draft. */
export function FilePanel({ reading, problem, checked }: { reading: DraftView; problem?: string; checked?: boolean }) {
  const { t, token, person } = useView();
  const { content, draft } = reading;
  const publishes = isEditor(person);
  const claims = content.claims.filter((one) => one.decision === 'accepted').length;
  const together = content.claims.filter(isAcceptedAbove).length;
  const hidden = hiddenOnes(reading);
  return (
    <section class="panel file" aria-labelledby="file">
      <h3 id="file">{t('drafting.section.file')}</h3>
      {publishes ? (
        <form method="post" action={draftAddress(reading, { show: 'act' })} class="steps seen">
          {token ? <input type="hidden" name={control.token} value={token} /> : null}
          <span>{t('drafting.file.seen')}</span>
          {(['desk', 'public'] as const).map((one) => (
            <button
              class="button small"
              type="submit"
              name={control.intent}
              value={`visibility:${one}`}
              aria-pressed={content.visibility === one ? 'true' : 'false'}
            >
              <Shape name={one} /> {t(`kit.visibility.${one}`)}
            </button>
          ))}
        </form>
      ) : null}
      <p class="hint">{t(`drafting.file.seen_${publishes ? content.visibility : 'editors'}`)}</p>
      {hidden.length ? <p class="hint">{t('drafting.file.hidden', { names: hidden.join(', ') })}</p> : null}
      <form
        method="post"
        action={`${routes.desk.draftFile({ id: String(draft.id) }, reading.listing)}#file-missing`}
        class="form"
        id="file-form"
      >
        {token ? <input type="hidden" name={control.token} value={token} /> : null}
        <input type="hidden" name={control.version} value={String(draft.version)} />
        {together ? (
          <p>{t('drafting.file.together', { count: together, all: together === claims ? 'yes' : 'no' })}</p>
        ) : null}
        {reading.second || (together && together === claims) ? null : (
          <div class="field tick">
            <input
              type="checkbox"
              id="file-checked"
              name="checked"
              value="1"
              checked={checked}
              aria-describedby="file-checked-hint"
            />
            <label for="file-checked">{t('drafting.file.checked')}</label>
            <p class="hint" id="file-checked-hint">
              {t('drafting.file.checked_hint')}
            </p>
          </div>
        )}
        <Missing reading={reading} problem={problem} />
        <div class="buttons">
          <button class="button main" type="submit" aria-describedby="file-missing">
            {t('drafting.file.submit', { count: claims })}
          </button>
        </div>
      </form>
    </section>
  );
}

/**
 * The missing decisions, each with a link, above the button that files the draft. After an attempt to file the draft
 * too early, this element gets the focus.
 */
function Missing({ reading, problem }: { reading: DraftView; problem?: string }) {
  const { t } = useView();
  const { content, problems } = reading;
  return (
    <div
      id="file-missing"
      class={problem === undefined ? undefined : 'summary'}
      role={problem === undefined ? undefined : 'alert'}
      tabindex={-1}
      autofocus={problem !== undefined}
      data-not-yet={t('drafting.file.not_yet')}
      data-conflict={t('drafting.file.conflict')}
    >
      {problem === undefined ? null : (
        <>
          <h4>
            <Shape name="warning" /> {t('drafting.file.not_yet')}
          </h4>
          <p>{problem}</p>
        </>
      )}
      {problems.length ? (
        <>
          <p>{t('drafting.file.settle')}</p>
          <ul class="list settle">
            {problems.map((one) => (
              <li>
                <a href={placeOf(reading, one)}>
                  {problemWords(t, content, { ...one, path: pathOf(one.from, one.path) })}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Ready reading={reading} />
      )}
    </div>
  );
}

/** How many claims and questions will be added to each case. */
function Ready({ reading }: { reading: DraftView }) {
  const { t } = useView();
  const { content, titleOfCase } = reading;
  const claims = content.claims
    .filter((one) => one.decision === 'accepted')
    .map((one) => caseOfClaim(content, one).key);
  const questions = content.questions
    .filter((one) => one.decision === 'accepted')
    .map((one) => caseOfQuestion(content, one));
  const lines = content.cases
    .filter(({ key }) => claims.includes(key) || questions.includes(key))
    .map(({ key }) =>
      t('drafting.file.ready', {
        claims: claims.filter((one) => one === key).length,
        questions: questions.filter((one) => one === key).length,
        case: titleOfCase(key),
      }),
    );
  return lines.length === 1 ? (
    <p>{lines}</p>
  ) : (
    <ul class="list">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}

/** The link to the part of the page on which a missing decision can be made. */
function placeOf(reading: DraftView, { from, path }: DraftView['problems'][number]): string {
  if (path === 'claims') {
    const next = reading.claims.find(({ claim }) => claim.decision === 'open' && reading.shown.includes(claim.key));
    return next ? `#claim-${next.claim.key}` : '#claims';
  }
  switch (from.of) {
    case 'claim':
      return draftAddress(
        reading,
        { claim: from.key },
        /^(chain|wording)$/.test(path) ? `claim-${path}` : `claim-${from.key}`,
      );
    case 'cast':
    case 'work':
      return `#cast-${from.key}-${path}`;
    case 'part':
      return `#parts-${from.key}-${path === 'use' ? 'use' : path === 'parent' ? 'parent' : 'title'}`;
    case 'question':
    case 'incident':
      return `#${from.of}-${from.key}`;
    case 'case':
      return from.key === reading.content.cases[0]!.key ? '#section-case' : `#section-case-${from.key}`;
    default:
      return `#section-${from.of}`;
  }
}

/** The titles of the actors and sources in the record that stay desk only although claims about them become public. */
function hiddenOnes(reading: DraftView): string[] {
  if (reading.content.visibility !== 'public') return [];
  return [...reading.content.cast, ...reading.content.works].flatMap((one) => {
    const brief = reading.used.has(`#${one.key}`) && one.use ? reading.briefs.get(one.use) : undefined;
    return brief && brief.visibility === 'desk' ? [brief.title] : [];
  });
}
