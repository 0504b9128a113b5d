import type { Child } from 'hono/jsx';
import type { Translate } from '../../platform/messages/messages.ts';
import type { StoredIncident } from '../../drafting/store/schema.ts';
import { caseAt, newsOf } from '../../drafting/store/cases.ts';
import { isEdtf } from '../../record/values/edtf/edtf.ts';
import { formatMoney } from '../../record/values/money.ts';
import { countryName } from '../../record/vocabulary/countries.ts';
import { termLabel } from '../../record/vocabulary/terms.ts';
import { parseRef } from '../../record/refs.ts';
import { Pill } from '../kit/components/values.tsx';
import { edtfWords } from '../../record/values/edtf/edtf-words.ts';
import { Form } from '../kit/forms/fields.tsx';
import { fresh, type FormState } from '../kit/forms/form.ts';
import { useView } from '../kit/view.tsx';
import { durationWords } from '../record/components/record-value.tsx';
import { deskPage } from '../record/desk/links.ts';
import { DraftActionButton, draftAddress, Steps } from './steps.tsx';
import { incidentSection } from './incident-form.ts';
import { reasonWords } from './sections.ts';
import { distinctTargets, type DraftView } from './view.ts';

type Row = DraftView['incidents'][number];
type Sent = { key: string; state: FormState };

/**
 * The incidents that the page reports. New incidents come first. Earlier incidents, which the page only mentions, are
 * collapsed. The card of the first incident without a decision is open.
 */
export function Incidents({ reading, sent }: { reading: DraftView; sent?: Sent }) {
  const { t } = useView();
  const { incidents } = reading;
  if (incidents.length === 0) return null;
  const news = incidents.filter(({ incident }) => !incident.background);
  const recalled = incidents.filter(({ incident }) => incident.background);
  const next = [...news, ...recalled].find(({ incident }) => incident.decision === 'open');
  const shown = sent?.key ?? next?.incident.key;
  const cards = (rows: readonly Row[]): Child =>
    rows.map((row) => <IncidentCard row={row} reading={reading} sent={sent} open={row.incident.key === shown} />);
  return (
    <section class="incidents" aria-labelledby="incidents">
      <h3 id="incidents">{t('drafting.incidents', { count: incidents.length })}</h3>
      {next ? <p class="hint">{t('drafting.incidents_hint')}</p> : null}
      <PutAll reading={reading} />
      {cards(news)}
      {recalled.length ? (
        <details
          class="collapsed"
          open={
            news.length === 0 ||
            recalled.some(({ incident }) => incident.key === sent?.key || incident.decision === 'accepted')
          }
        >
          <summary>{t('drafting.incident.recalled', { count: recalled.length })}</summary>
          {cards(recalled)}
        </details>
      ) : null}
    </section>
  );
}

/**
 * If the page reports several new incidents: for each case of the draft, a button that adds all open ones to the case.
 */
function PutAll({ reading }: { reading: DraftView }) {
  const { t } = useView();
  const { content, titleOfCase } = reading;
  const news = newsOf(content);
  const open = news.filter(({ decision }) => decision === 'open');
  const cases = content.cases.filter(({ use }) => use);
  if (news.length < 2 || open.length === 0 || cases.length === 0) return null;
  return (
    <Steps reading={reading}>
      {cases.map(({ key }) => (
        <DraftActionButton
          intent={`incidents:${key}`}
          label={t('drafting.incident.put_all', { count: open.length, title: titleOfCase(key) })}
        />
      ))}
    </Steps>
  );
}

/** The card of an incident: what the page says about it, and the case to which it will be added. */
function IncidentCard({
  row: { incident, cases },
  reading,
  sent,
  open,
}: {
  row: Row;
  reading: DraftView;
  sent?: Sent;
  open: boolean;
}) {
  const { t } = useView();
  const { decision, key } = incident;
  const id = `incident-${key}`;
  const inCase = incident.case === null ? null : caseAt(reading.content, incident.case);
  const onRecord = inCase?.use?.includes('/') ? parseRef(inCase.use) : null;
  const title = inCase && reading.titleOfCase(inCase.key);
  return (
    <article
      class={`card incident ${decision}`}
      id={id}
      tabindex={-1}
      aria-labelledby={`${id}-act`}
      data-incident={key}
      data-decision={decision}
    >
      {/* `swap` keeps an opened element open if it has an id. After the decision, this one has none, so it closes. */}
      <details open={open} id={decision === 'open' ? `${id}-more` : undefined}>
        <summary class="card-head">
          <h4 id={`${id}-act`}>{t(termLabel('event-type', incident.act))}</h4>
          <span class="muted in-short">{inShort(t, incident)}</span>
          {decision === 'skipped' || decision === 'filed' ? (
            <Pill shape={decision === 'skipped' ? 'withdrawn' : 'note'}>{t(`drafting.incident.${decision}`)}</Pill>
          ) : null}
        </summary>
        <IncidentFacts incident={incident} text={reading.draft.capture.text} />
        {decision === 'open' ? <Choices row={{ incident, cases }} reading={reading} sent={sent} /> : null}
      </details>
      {decision === 'open' ? null : (
        <div class="decided">
          {decision === 'skipped' ? null : (
            <p class="muted">
              {t('drafting.incident.in_case')} {onRecord ? <a href={deskPage(onRecord)}>{title}</a> : <b>{title}</b>}
            </p>
          )}
          {decision === 'filed' ? null : (
            <Steps reading={reading}>
              <DraftActionButton intent={`incident-undo:${key}.${incident.rev}`} label={t('drafting.undo')} />
            </Steps>
          )}
        </div>
      )}
    </article>
  );
}

/** The date and the targets of an incident, for the collapsed card. */
const inShort = (t: Translate, { date, targets }: StoredIncident): string =>
  [date && dateWords(t, date), ...distinctTargets(targets).map(({ name }) => name)].filter(Boolean).join(' · ');

const dateWords = (t: Translate, date: string): string => (isEdtf(date) ? edtfWords(t, date).text : date);

/** The buttons of an incident's card. They add the incident to an existing or a new case, or skip it. */
function Choices({ row: { incident, cases }, reading, sent }: { row: Row; reading: DraftView; sent?: Sent }) {
  const { t } = useView();
  const { key, rev } = incident;
  const section = incidentSection(t, reading, incident);
  const chosen = reading.content.cases.filter(({ use }) => use);
  const found = cases.filter(({ ref }) => !chosen.some(({ use }) => use === ref));
  return (
    <>
      {chosen.length ? (
        <>
          <p class="label">{t('drafting.incident.chosen')}</p>
          <Steps reading={reading}>
            {chosen.map((one) => (
              <DraftActionButton
                intent={`incident-join:${key}.${rev}.${one.key}`}
                label={t('drafting.incident.join', { title: reading.titleOfCase(one.key) })}
              />
            ))}
          </Steps>
        </>
      ) : null}
      {found.length ? (
        <>
          <p class="label">{t('drafting.incident.matches')}</p>
          <ul class="list matches">
            {found.map((one) => (
              <li>
                <div>
                  <a href={deskPage(parseRef(one.ref)!)}>{one.title}</a>{' '}
                  <small class="muted">{reasonWords(t, one)}</small>
                </div>
                <Steps reading={reading}>
                  <DraftActionButton
                    intent={`incident-add:${key}.${rev}.${one.ref}`}
                    label={t('drafting.incident.add_to', { title: one.title })}
                  >
                    {t('drafting.incident.add')}
                  </DraftActionButton>
                </Steps>
              </li>
            ))}
          </ul>
        </>
      ) : cases.length ? null : (
        <p class="muted">{t('drafting.incident.no_match')}</p>
      )}
      <div class="otherwise">
        <details class="collapsed" open={sent?.key === key}>
          <summary>{t('drafting.incident.new_case')}</summary>
          <Form
            form={section.form}
            state={sent?.key === key ? sent.state : fresh(section.values, { version: String(rev) })}
            action={draftAddress(reading, { show: `incident-${key}` })}
            submit="drafting.case.choose"
          />
        </details>
        <Steps reading={reading}>
          <DraftActionButton intent={`incident-skip:${key}.${rev}`} label={t('drafting.incident.skip')} />
        </Steps>
      </div>
    </>
  );
}

type Field = StoredIncident['spans'][number]['field'];

/**
 * What the page says about an incident. A value that is in the page word for word links to its passage. For any other
 * value, the page's words are quoted after it, with a link.
 */
function IncidentFacts({ incident, text }: { incident: StoredIncident; text: string }) {
  const { t } = useView();
  const { date, place, country, authority, law, outcome } = incident;
  const targets = distinctTargets(incident.targets);
  const spansOf = (field: Field): { start: number; said: string }[] =>
    incident.spans
      .filter((span) => span.field === field)
      .map(({ start, end }) => ({ start, said: text.slice(start, end).replace(/\s+/g, ' ') }));
  /** The words of a value, as a link if the page has exactly these words. */
  const link = (field: Field, words: string): Child => {
    const same = spansOf(field).find(({ said }) => said === words);
    return same ? (
      <a class="said" href={`#said-${same.start}`}>
        {words}
      </a>
    ) : (
      words
    );
  };
  /** The words of the page for these values, except words that are already a link. At most four. */
  const quotes = (field: Field, values: readonly string[]): Child => {
    const spans = spansOf(field);
    const linked = values.filter((words) => spans.some(({ said }) => said === words));
    return spans
      .filter(({ said }) => !linked.some((words) => isSame(said, words)))
      .filter(({ said }, at, others) => others.findIndex((other) => isSame(other.said, said)) === at)
      .slice(0, 4)
      .map(({ start, said }) => (
        <a class="said" href={`#said-${start}`}>
          <q>{said}</q>
        </a>
      ));
  };
  const row = (field: Field, words: string[], value: Child): [Field, Child, string[]][] =>
    words.length ? [[field, value, words]] : [];
  const wordsRow = (field: Field, words: string | null) => (words ? row(field, [words], link(field, words)) : []);
  const whom = targets.map(({ name, role, outlet }) => [
    name,
    ...(role ? [t(`drafting.incident.role.${role}`)] : []),
    ...(outlet ? [outlet] : []),
  ]);
  const rows = [
    ...wordsRow('date', date && dateWords(t, date)),
    ...wordsRow('place', place),
    ...wordsRow('country', country && countryName(country, t.locale)),
    ...row(
      'target',
      whom.flat(),
      whom.map(([name, ...more]) => (
        <span class="target">
          <b>{link('target', name!)}</b>
          {more.map((words) => (
            <>, {link('target', words)}</>
          ))}
        </span>
      )),
    ),
    ...wordsRow('authority', authority),
    ...wordsRow('law', law),
    ...wordsRow('outcome', outcome && outcomeWords(t, outcome)),
  ];
  return (
    <>
      <p class="act-words">{quotes('act', [])}</p>
      <dl class="incident-said">
        {rows.map(([field, value, words]) => (
          <div>
            <dt>{t(`drafting.incident.field.${field}`)}</dt>
            <dd>
              {value} {quotes(field, words)}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** An outcome in words: "Fine: €200", "Prison: 2 years". */
function outcomeWords(t: Translate, { kind, value }: NonNullable<StoredIncident['outcome']>): string {
  const what = t(`drafting.incident.outcome.${kind}`);
  if (value === null) return what;
  const [, amount, currency] = /^(\d+(?:\.\d+)?)([A-Z]{3})$/.exec(value) ?? [];
  return t('drafting.incident.outcome_value', {
    what,
    value: amount ? formatMoney({ amount, currency: currency! }, t.tag) : durationWords(t, value),
  });
}
