import type { Translate } from '../../../platform/messages/messages.ts';
import { endsDisagreement } from '../../../record/disagreements/answers.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import type { CaseView, EventView, PartView } from '../../../record/views/case.ts';
import { valuesOf } from '../../../record/views/facts.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { Chronology, type Entry } from '../../search/charts/chronology.tsx';
import { Filled } from '../../kit/components/filled.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { countRows, RecordFacts } from '../components/facts.tsx';
import { addressOf, anchorOf, nameOf } from '../components/of-record.ts';
import { notedDates, isDate, outcomeOf } from '../components/timelines.tsx';

/** If there are at least this many entries, the facts of each entry are collapsed. */
const manyEntries = 6;

/** The timeline of a case, with all parts that have a date. Below its dates, an event has its facts. */
export function CaseEvents({
  view,
  parts,
  letters,
}: {
  view: CaseView;
  parts: readonly (EventView | PartView)[];
  /** By the id of the event, the letter that the event is about. */ letters: ReadonlyMap<number, Brief>;
}) {
  const t = useWords();
  const entries = parts.map((part): Entry => {
    const dates = notedDates(t, part.facts, view.claims);
    const open = view.disagreements.some(
      (one) => one.subject.id === part.brief.id && isDate(one.property.property) && !endsDisagreement(one.state),
    );
    const isEvent = part.brief.kind === 'event';
    return {
      id: isEvent ? anchorOf(part.brief) : undefined,
      href: isEvent ? undefined : `#${anchorOf(part.brief)}`,
      title: nameOf(t, part.brief),
      titleIn: part.brief,
      of: isEvent ? typesOf(t, part) : outcomeOf(t, part),
      told: dates,
      disputed: open,
      body: isEvent ? (
        <EventBody event={part} view={view} letter={letters.get(part.brief.id)} folded={parts.length >= manyEntries} />
      ) : undefined,
    };
  });
  return <Chronology entries={entries} label={t('search.statistics.timeline.case')} />;
}

const typesOf = (t: Translate, part: PartView): string =>
  new Intl.ListFormat(t.tag, { type: 'disjunction' }).format(
    valuesOf(part.facts, 'event-type').map((one, index) => {
      const words = t(termLabel('event-type', String(one.value)));
      return index ? lowerFirst(t, words) : words;
    }),
  );

/** The content below the dates of an event: the letter that it is about, and its facts. */
function EventBody({
  event,
  view,
  letter,
  folded,
}: {
  event: PartView;
  view: CaseView;
  letter?: Brief;
  folded: boolean;
}) {
  const t = useWords();
  const denied = valuesOf(event.facts, 'took-place').some((value) => value.value === false);
  // The line above already has the type. If sources give several types, they are listed here, too, with their notes.
  const skip = [
    ...(denied ? [] : ['took-place']),
    ...(valuesOf(event.facts, 'event-type').length === 1 ? ['event-type'] : []),
  ];
  const facts = event.facts.filter((fact) => !skip.includes(fact.property) && !isDate(fact.property));
  const list = facts.length ? <RecordFacts facts={facts} claims={view.claims} /> : null;
  if (!list && !denied && !letter) return null;
  return (
    <div class="body">
      {denied ? <p>{t('record.public.case.denied')}</p> : null}
      {letter ? (
        <p class="no-print">
          <a href={addressOf(letter)}>
            {letter.title === event.brief.title ? (
              t('letters.see_same')
            ) : (
              <Filled message="letters.see" name="title" text={letter.title} language={langOf(letter).lang} />
            )}
          </a>
        </p>
      ) : null}
      {list && folded ? (
        <details class="fold">
          <summary class="no-print">
            {t('record.public.case.event_details', { count: countRows(t, facts, view.claims) })}
          </summary>
          {list}
        </details>
      ) : (
        list
      )}
    </div>
  );
}
