import { parseEdtf } from '../../record/values/edtf.ts';
import { inOrder } from '../on-date.ts';
import { endingActs } from '../tables.ts';
import { allProvisions, type AmendmentView, type LawView, type ProvisionView, type TextView, type VersionView } from '../views/law.ts';
import { flat, lawAsOf } from '../views/as-of.ts';
import { headOf } from './document.ts';

export const aknNamespace = 'http://docs.oasis-open.org/legaldocml/ns/akn/3.0';
/** What Akoma Ntoso has no place for: dates that are not one day, labels, what an amendment is called. */
export const ownNamespace = 'urn:kronika:law:1';

export const escapeXml = (text: string): string => text.replace(/[<>&'"]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/[^\P{Cc}\t\n\r]/gu, '');

/** `<name a="…">children</name>`; attributes that are undefined or null are left out. */
function tag(name: string, attributes: Readonly<Record<string, string | null | undefined>> = {}, children: string = ''): string {
  const said = Object.entries(attributes).flatMap(([key, value]) => (value === undefined || value === null ? [] : [` ${key}="${escapeXml(value)}"`])).join('');
  return children ? `<${name}${said}>${children}</${name}>` : `<${name}${said}/>`;
}

/** Where nothing is known of a day, Akoma Ntoso wants one all the same. */
const noDay = '9999-12-31';
const dayOf = (...edtfs: readonly (string | null)[]): string => edtfs.map((one) => (one ? (parseEdtf(one)?.latest ?? null) : null)).find((day) => day !== null) ?? noDay;
const isDay = (edtf: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(edtf);

type Event = { id: string; amendment: AmendmentView; commences: string | null };
type Period = { start: Event; end: Event | null };
type Emitted = { version: VersionView; period: Period };

/** ISO 639-2, which Akoma Ntoso's language has. */
const threeLetters: Readonly<Record<string, string>> = { en: 'eng', ru: 'rus', kk: 'kaz', cs: 'ces', uz: 'uzb', ky: 'kir', tg: 'tgk', fr: 'fra', de: 'deu', es: 'spa', uk: 'ukr', be: 'bel', pl: 'pol', tr: 'tur', az: 'aze', hy: 'hye', ka: 'kat', ro: 'ron', hu: 'hun', sr: 'srp', bg: 'bul', pt: 'por', it: 'ita', ar: 'ara', sk: 'slk' };

/**
 * A law as Akoma Ntoso 3.0 (OASIS 2018) in one language: every version of every provision, with the period in which it
 * stood, or the text of one day. What the format has no place for stands in attributes of a namespace of our own.
 * @param options `language`: of the texts. `on`: the text of that day alone. `made`: the day of this file. `base`: the address of the law here
 */
export function writeAkn(law: LawView, options: { language: string; on?: string; made: string; base: string }): string {
  const { language, on } = options;
  const head = headOf(law);
  const events = eventsOf(law);
  const eventOf = (version: VersionView): Event => events.find((one) => one.amendment.id === version.amendment.id && one.commences === version.commences)!;
  const periods = new Map<string, { id: string; period: Period }>();
  const periodId = (period: Period): string => {
    const key = `${period.start.id} ${period.end?.id ?? ''}`;
    const known = periods.get(key);
    if (known) return known.id;
    const id = `tmpg_${periods.size + 1}`;
    periods.set(key, { id, period });
    return id;
  };
  const used = new Set<string>();
  const body = on ? law.provisions.map((one) => standing(one, law, language, on)).join('') : law.provisions.flatMap((one) => emit(one, null, { language, eventOf, periodId, used, own: law.language })).join('');
  const enactment = law.amendments.find((one) => one.sort === 'enactment');
  const workDate = dayOf(enactment?.made ?? null, enactment?.commences ?? null);
  const work = enactment?.uri?.startsWith('/') ? enactment.uri : `/akn/${(head.country ?? 'xx').toLowerCase()}/act/${workDate}/${encodeURIComponent(head.number ?? String(law.brief.number))}`;
  const written = threeLetters[language.split('-')[0]!] ?? language;
  const expression = `${work}/${written}@${on ?? options.made}`;
  const source = { source: '#kronika' };
  const dated = (name: string, date: string) => tag('FRBRdate', { date, name });
  const author = tag('FRBRauthor', { href: '#kronika', as: '#editor' });
  const meta = tag('meta', {}, [
    tag('identification', source, [
      tag('FRBRWork', {}, [
        tag('FRBRthis', { value: `${work}/!main` }), tag('FRBRuri', { value: work }), tag('FRBRalias', { value: law.brief.title, name: 'title' }), head.eli ? tag('FRBRalias', { value: head.eli, name: 'eli' }) : '',
        dated('generation', workDate), author, tag('FRBRcountry', { value: (head.country ?? 'xx').toLowerCase() }), head.kind ? tag('FRBRsubtype', { value: head.kind }) : '', head.number ? tag('FRBRnumber', { value: head.number }) : '',
      ].join('')),
      tag('FRBRExpression', {}, [tag('FRBRthis', { value: `${expression}/!main` }), tag('FRBRuri', { value: expression }), dated('expression', on ?? options.made), author, tag('FRBRlanguage', { language: written })].join('')),
      tag('FRBRManifestation', {}, [tag('FRBRthis', { value: `${expression}/!main.xml` }), tag('FRBRuri', { value: `${expression}.akn` }), dated('made', options.made), author, tag('FRBRformat', { value: 'application/akn+xml' })].join('')),
    ].join('')),
    events.length ? tag('lifecycle', source, events.map(eventXml).join('')) : '',
    on ? '' : modifications(law, eventOf, used),
    periods.size ? tag('temporalData', source, [...periods.values()].map(({ id, period }) => tag('temporalGroup', { eId: id }, tag('timeInterval', { start: `#${period.start.id}`, end: period.end && `#${period.end.id}`, refersTo: '#inForce' }))).join('')) : '',
    tag('references', source, [
      tag('original', { eId: 'ro1', href: work, showAs: law.brief.title }),
      ...law.amendments.filter((one) => one.sort !== 'enactment').map((one) => tag(one.sort === 'ruling' ? 'jurisprudence' : 'passiveRef', { eId: refId(law, one), href: one.uri ?? `${options.base}#amendment-${one.id}`, showAs: one.title })),
      tag('TLCOrganization', { eId: 'kronika', href: options.base, showAs: 'Kronika' }), tag('TLCRole', { eId: 'editor', href: '/akn/ontology/role/editor', showAs: 'editor' }), tag('TLCConcept', { eId: 'inForce', href: '/akn/ontology/concept/inForce', showAs: 'in force' }),
    ].join('')),
  ].join(''));
  const preface = tag('preface', {}, tag('longTitle', {}, tag('p', {}, tag('docTitle', {}, escapeXml(law.brief.title)))));
  const act = tag('act', { name: head.kind ?? 'act', contains: on ? 'singleVersion' : 'multipleVersions' }, `${meta}${preface}${tag('body', {}, body || tag('section', { eId: 'sec_0' }, tag('content', {}, tag('p'))))}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('akomaNtoso', { xmlns: aknNamespace, 'xmlns:k': ownNamespace }, act)}\n`;
}

/** One event for each change and each commencement of its own that a version has. */
function eventsOf(law: LawView): Event[] {
  const versions = allProvisions(law.provisions).flatMap((one) => one.versions);
  return law.amendments.flatMap((amendment, place) => {
    const own = [...new Set(versions.filter((one) => one.amendment.id === amendment.id && one.commences !== amendment.commences).map((one) => one.commences))];
    return [amendment.commences, ...own].map((commences, index) => ({ id: index ? `evt_${place + 1}_${index}` : `evt_${place + 1}`, amendment, commences }));
  });
}

const refId = (law: LawView, amendment: AmendmentView): string => (amendment.sort === 'enactment' ? 'ro1' : `rp${law.amendments.indexOf(amendment)}`);

function eventXml({ id, amendment, commences }: Event, _: number, all: readonly Event[]): string {
  const first = all.find((one) => one.amendment.id === amendment.id)!;
  const laws = [...new Set(all.map((one) => one.amendment))];
  return tag('eventRef', {
    eId: id,
    date: dayOf(commences, amendment.made),
    source: `#${amendment.sort === 'enactment' ? 'ro1' : `rp${laws.indexOf(amendment)}`}`,
    type: amendment.sort === 'enactment' ? 'generation' : 'amendment',
    'k:commences': commences === null ? 'unknown' : isDay(commences) ? undefined : commences,
    ...(first.id === id ? { 'k:made': amendment.made, 'k:title': amendment.title, 'k:uri': amendment.uri } : { 'k:of': `#${first.id}` }),
  });
}

type Context = { language: string; own: string; eventOf(version: VersionView): Event; periodId(period: Period): string; used: Set<string> };

/** A provision's versions as elements, each with those of its parts that stood at some time in its period. */
function emit(provision: ProvisionView, within: Period | null, context: Context): string[] {
  return periodsOf(provision, context).flatMap((one, index, all) => {
    if (within && !overlap(one.period, within) && all.some((other) => overlap(other.period, within))) return [];
    let eId = provision.eid;
    for (let n = 2; context.used.has(eId); n += 1) eId = `${provision.eid}__v${n}`;
    context.used.add(eId);
    const inner = provision.children.flatMap((child) => emit(child, one.period, context)).join('');
    return [element(provision, one.version.texts.find((text) => text.language === context.language) ?? null, one.version.summaries.length > 0, { eId, wId: provision.eid, period: `#${context.periodId(one.period)}` }, inner)];
  });
}

function periodsOf(provision: ProvisionView, { eventOf }: Context): Emitted[] {
  const ordered = inOrder(provision.versions);
  return ordered.flatMap((version, index) => {
    if (endingActs.includes(version.act)) return [];
    const next = ordered[index + 1];
    return [{ version, period: { start: eventOf(version), end: next ? eventOf(next) : null } }];
  });
}

const startsOn = (event: Event): string => (event.commences === null ? noDay : dayOf(event.commences));
const overlap = (a: Period, b: Period): boolean => (b.end === null || startsOn(a.start) < startsOn(b.end) || startsOn(a.start) === noDay) && (a.end === null || startsOn(b.start) < startsOn(a.end) || startsOn(b.start) === noDay);

function element(provision: ProvisionView, text: TextView | null, summed: boolean, attributes: Record<string, string>, inner: string): string {
  const lines = (words: string, marks: Record<string, string> = {}): string => words.split('\n').filter(Boolean).map((line) => tag('p', marks, escapeXml(line))).join('');
  const num = text?.num || (text ? '' : provision.label);
  const head = `${num ? tag('num', {}, escapeXml(num)) : ''}${text?.heading ? tag('heading', {}, escapeXml(text.heading)) : ''}`;
  const notHeld = text ? {} : { status: 'incomplete', 'k:held': summed ? 'summary' : 'no' };
  const label = provision.label === num ? {} : { 'k:label': provision.label };
  const content = inner
    ? `${text?.body ? tag('intro', {}, lines(text.body)) : ''}${inner}${text?.tail ? tag('wrapUp', {}, lines(text.tail)) : ''}`
    : tag('content', {}, `${text ? lines(text.body) + lines(text.tail, { 'k:tail': 'yes' }) : ''}` || tag('p'));
  return tag(provision.kind, { ...attributes, ...notHeld, ...label }, head + content);
}

/** The text of one day, with no periods; what did not stand then is left out. */
function standing(provision: ProvisionView, law: LawView, language: string, day: string): string {
  const on = new Map(flat(lawAsOf(law, day)).map((one) => [one.provision.eid, one]));
  const draw = (one: ProvisionView): string => {
    const version = on.get(one.eid)?.version;
    if (!version) return '';
    return element(one, version.texts.find((text) => text.language === language) ?? null, version.summaries.length > 0, { eId: one.eid }, one.children.map(draw).join(''));
  };
  return draw(provision);
}

const modTypes = { replaces: 'substitution', inserts: 'insertion', repeals: 'repeal', 'strikes-down': 'repeal' } as const;

/** What each change did to which provision. */
function modifications(law: LawView, eventOf: (version: VersionView) => Event, _used: ReadonlySet<string>): string {
  const mods = allProvisions(law.provisions).flatMap((provision) =>
    provision.versions.flatMap((version) => {
      if (version.act === 'enacts') return [];
      return [{ provision, version }];
    }),
  );
  if (mods.length === 0) return '';
  const said = mods.map(({ provision, version }, index) =>
    tag('textualMod', { eId: `pmod_${index + 1}`, type: modTypes[version.act as keyof typeof modTypes], 'k:act': version.act === 'strikes-down' ? version.act : undefined, 'k:event': `#${eventOf(version).id}` },
      tag('source', { href: `#${refId(law, version.amendment)}` }) + tag('destination', { href: `#${provision.eid}` })),
  );
  return tag('analysis', { source: '#kronika' }, tag('passiveModifications', {}, said.join('')));
}
