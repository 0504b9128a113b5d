import { inOrder, type LegalStatus } from '../views/on-date.ts';
import { endingActs } from '../tables.ts';
import { type AmendmentView, type LawView, type ProvisionView, type TextView, type VersionView } from '../views/law.ts';
import { allProvisions } from '../views/head.ts';
import { flat, lawAsOf } from '../views/as-of.ts';
import { headOf } from '../views/head.ts';
import { madeOf, titleIn } from './document.ts';
import { editorRefs, identification, workOf } from './identify.ts';
import { xml } from '../../platform/text/xml.ts';
import { aknNamespace, certainDay, dayOf, isDay, noDay, ownNamespace, tag } from './xml.ts';

type Event = { id: string; amendment: AmendmentView; commences: string | null };
type Period = { start: Event; end: Event | null };
type Emitted = { version: VersionView; period: Period };

/**
 * Writes a law as Akoma Ntoso 3.0 (OASIS 2018) in one language: every version of every provision with its period, or
 * the text of one day. Attributes of our own namespace contain what the format cannot express.
 * @param options `language`: the language of the texts. `on`: if given, only the text in force on that day is written.
 * `made`: the day on which this file is made. `base`: the URL of the law's page
 */
export function writeAkn(law: LawView, options: { language: string; on?: string; made: string; base: string }): string {
  const { language, on } = options;
  const head = headOf(law);
  const events = eventsOf(law);
  const eventOf = (version: VersionView): Event =>
    events.find((one) => one.amendment.id === version.amendment.id && one.commences === version.commences)!;
  const periods = new Map<string, { id: string; period: Period }>();
  const periodId = (period: Period): string => {
    const key = `${period.start.id} ${period.end?.id ?? ''}`;
    const known = periods.get(key);
    if (known) return known.id;
    const id = `tmpg_${periods.size + 1}`;
    periods.set(key, { id, period });
    return id;
  };
  const context: Context = { language, eventOf, periodId, used: new Set() };
  const body = on
    ? textOfDay(law, on, context)
    : law.provisions.flatMap((one) => elementsOf(one, null, context)).join('');
  const work = workOf(law, head);
  const source = { source: '#kronika' };
  const meta = tag(
    'meta',
    {},
    [
      identification(law, head, work, options),
      events.length ? tag('lifecycle', source, events.map(eventXml).join('')) : '',
      on ? '' : modifications(law, eventOf),
      periods.size
        ? tag(
            'temporalData',
            source,
            [...periods.values()]
              .map(({ id, period: { start, end } }) =>
                tag(
                  'temporalGroup',
                  { eId: id },
                  tag('timeInterval', {
                    start: `#${start.id}`,
                    end: end && `#${end.id}`,
                    refersTo: isUnsure(start) ? '#notKnown' : '#inForce',
                  }),
                ),
              )
              .join(''),
          )
        : '',
      tag(
        'references',
        source,
        [
          tag('original', { eId: 'ro1', href: work.address, showAs: law.brief.title }),
          ...law.amendments
            .filter((one) => one.sort !== 'enactment')
            .map((one) =>
              tag(one.sort === 'ruling' ? 'jurisprudence' : 'passiveRef', {
                eId: refId(law, one),
                href: one.uri ?? `${options.base}#amendment-${one.id}`,
                showAs: one.title,
              }),
            ),
          editorRefs(head, options.base),
          tag('TLCConcept', { eId: 'inForce', href: '/akn/ontology/concept/inForce', showAs: 'in force' }),
          tag('TLCConcept', {
            eId: 'notKnown',
            href: '/akn/ontology/concept/commencementNotKnown',
            showAs: 'made; from when it applies is not known',
          }),
        ].join(''),
      ),
    ].join(''),
  );
  const { title, titled } = titleIn(law, language);
  const preface = tag(
    'preface',
    {},
    tag('longTitle', {}, tag('p', {}, tag('docTitle', { 'k:given': titled ? undefined : 'yes' }, xml(title)))),
  );
  // Used if the record has no text of the law, because the format's schema does not allow an empty body.
  const nothing = tag(
    'section',
    { eId: 'sec_0', status: 'unknown', 'k:held': 'nothing' },
    tag('content', {}, tag('p')),
  );
  const act = tag(
    'act',
    { name: head.kind ?? 'act', contains: on ? 'singleVersion' : 'multipleVersions' },
    `${meta}${preface}${tag('body', {}, body || nothing)}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('akomaNtoso', { xmlns: aknNamespace, 'xmlns:k': ownNamespace }, act)}\n`;
}

/**
 * Whether the record lacks the date from which a change applies. Such an event has the day on which the change was made
 * as its date. It does not end the period of an earlier version.
 */
const isUnsure = (event: Event): boolean => certainDay(event.commences) === null;

/** One event for each change, and for each separate commencement of a version. */
function eventsOf(law: LawView): Event[] {
  const versions = allProvisions(law.provisions).flatMap((one) => one.versions);
  return law.amendments.flatMap((amendment, place) => {
    const own = [
      ...new Set(
        versions
          .filter((one) => one.amendment.id === amendment.id && one.commences !== amendment.commences)
          .map((one) => one.commences),
      ),
    ];
    return [amendment.commences, ...own].map((commences, index) => ({
      id: index ? `evt_${place + 1}_${index}` : `evt_${place + 1}`,
      amendment,
      commences,
    }));
  });
}

const refId = (law: LawView, amendment: AmendmentView): string =>
  amendment.sort === 'enactment' ? 'ro1' : `rp${law.amendments.indexOf(amendment)}`;

function eventXml({ id, amendment, commences }: Event, _: number, all: readonly Event[]): string {
  const first = all.find((one) => one.amendment.id === amendment.id)!;
  const laws = [...new Set(all.map((one) => one.amendment))];
  return tag('eventRef', {
    eId: id,
    date: dayOf(commences, amendment.signed),
    source: `#${amendment.sort === 'enactment' ? 'ro1' : `rp${laws.indexOf(amendment)}`}`,
    type: amendment.sort === 'enactment' ? 'generation' : 'amendment',
    'k:commences': commences === null ? 'unknown' : isDay(commences) ? undefined : commences,
    ...(first.id === id
      ? { 'k:made': madeOf(amendment), 'k:title': amendment.title, 'k:uri': amendment.uri }
      : { 'k:of': `#${first.id}` }),
  });
}

type Context = {
  language: string;
  eventOf(version: VersionView): Event;
  periodId(period: Period): string;
  used: Set<string>;
};

/** A provision's versions as elements, each with the parts that existed during its period. */
function elementsOf(provision: ProvisionView, within: Period | null, context: Context): string[] {
  return periodsOf(provision, context).flatMap((one, index, all) => {
    if (within && !overlap(one.period, within) && all.some((other) => overlap(other.period, within))) return [];
    let eId = provision.eid;
    for (let n = 2; context.used.has(eId); n += 1) eId = `${provision.eid}__v${n}`;
    context.used.add(eId);
    const inner = provision.children.flatMap((child) => elementsOf(child, one.period, context)).join('');
    return [
      element(
        provision,
        one.version.texts.find((text) => text.language === context.language) ?? null,
        one.version.summaries.length > 0,
        { eId, wId: provision.eid, period: `#${context.periodId(one.period)}` },
        inner,
      ),
    ];
  });
}

function periodsOf(provision: ProvisionView, { eventOf }: Context): Emitted[] {
  const ordered = inOrder(provision.versions);
  return ordered.flatMap((version, index) => {
    if (endingActs.includes(version.act)) return [];
    const next = ordered[index + 1];
    const end = next ? eventOf(next) : null;
    // If the start of the next change is unknown, this version may still be in force. So its period stays open.
    return [{ version, period: { start: eventOf(version), end: end && isUnsure(end) ? null : end } }];
  });
}

const startsOn = (event: Event): string => dayOf(event.commences);
const overlap = (a: Period, b: Period): boolean =>
  (b.end === null || startsOn(a.start) < startsOn(b.end) || startsOn(a.start) === noDay) &&
  (a.end === null || startsOn(b.start) < startsOn(a.end) || startsOn(b.start) === noDay);

function element(
  provision: ProvisionView,
  text: TextView | null,
  summed: boolean,
  attributes: Record<string, string>,
  inner: string,
): string {
  const lines = (words: string, marks: Record<string, string> = {}): string =>
    words
      .split('\n')
      .filter(Boolean)
      .map((line) => tag('p', marks, xml(line)))
      .join('');
  const num = text?.num || (text ? '' : provision.label);
  const head = `${num ? tag('num', {}, xml(num)) : ''}${text?.heading ? tag('heading', {}, xml(text.heading)) : ''}`;
  const notHeld = text ? {} : { status: 'incomplete', 'k:held': summed ? 'summary' : 'no' };
  const label = provision.label === num ? {} : { 'k:label': provision.label };
  const content = inner
    ? `${text?.body ? tag('intro', {}, lines(text.body)) : ''}${inner}${text?.tail ? tag('wrapUp', {}, lines(text.tail)) : ''}`
    : tag('content', {}, `${text ? lines(text.body) + lines(text.tail, { 'k:tail': 'yes' }) : ''}` || tag('p'));
  return tag(provision.kind, { ...attributes, ...notHeld, ...label }, head + content);
}

/**
 * The text of one day, without provisions that did not exist on that day. Each part states the date from which it
 * applies, or that this date is unknown.
 */
function textOfDay(law: LawView, day: string, { language, eventOf, periodId }: Context): string {
  const on = new Map(flat(lawAsOf(law, day)).map((one) => [one.provision.eid, one]));
  const elementOf = (one: ProvisionView): string => {
    const { version, standing: stood } = on.get(one.eid) ?? {
      version: null,
      standing: 'not-yet' satisfies LegalStatus,
    };
    if (!version) return '';
    const marks = {
      eId: one.eid,
      period: `#${periodId({ start: eventOf(version), end: null })}`,
      ...(stood === 'uncertain' && { 'k:standing': stood }),
    };
    return element(
      one,
      version.texts.find((text) => text.language === language) ?? null,
      version.summaries.length > 0,
      marks,
      one.children.map(elementOf).join(''),
    );
  };
  return law.provisions.map(elementOf).join('');
}

const modTypes = {
  replaces: 'substitution',
  inserts: 'insertion',
  repeals: 'repeal',
  'strikes-down': 'repeal',
} as const;

/** Lists what each change did to which provision. */
function modifications(law: LawView, eventOf: (version: VersionView) => Event): string {
  const mods = allProvisions(law.provisions).flatMap((provision) =>
    provision.versions.flatMap((version) => {
      if (version.act === 'enacts') return [];
      return [{ provision, version }];
    }),
  );
  if (mods.length === 0) return '';
  const said = mods.map(({ provision, version }, index) =>
    tag(
      'textualMod',
      {
        eId: `pmod_${index + 1}`,
        type: modTypes[version.act as keyof typeof modTypes],
        'k:act': version.act === 'strikes-down' ? version.act : undefined,
        'k:event': `#${eventOf(version).id}`,
      },
      tag('source', { href: `#${refId(law, version.amendment)}` }) + tag('destination', { href: `#${provision.eid}` }),
    ),
  );
  return tag('analysis', { source: '#kronika' }, tag('passiveModifications', {}, said.join('')));
}
