import { isCountry } from '../../src/record/vocabulary/countries.ts';
import { parseDuration } from '../../src/record/values/duration.ts';
import { parseEdtf } from '../../src/record/values/edtf/edtf.ts';
import { isCurrency } from '../../src/record/values/money.ts';
import {
  acts,
  claimForms,
  factKinds,
  isDouble,
  kinds,
  languages,
  modes,
  outcomes,
  roles,
  splitOf,
  styles,
  templates,
  type Entity,
  type Header,
  type Incident,
  type Kind,
  type Report,
} from './scheme.ts';

export type ClaimLine = {
  number: number;
  line: number;
  mode: string;
  form: string;
  speakers: (string | null)[];
  implied: boolean;
};
export type IncidentLine = Omit<Incident, 'spans'> & { line: number };
export type EntityLine = Entity & { line: number };
export type Front = { header: Header; entities: EntityLine[]; claims: ClaimLine[]; incidents: IncidentLine[] };

const single = [
  'id',
  'languages',
  'template',
  'style',
  'author',
  'double',
  'split',
  'published',
  'modified',
  'byline',
  'site',
  'voice',
] as const;
type Field = (typeof single)[number];

const words = (text: string): string[] => text.split(',').map((part) => part.trim());
const orNull = (text: string): string | null => (text === 'none' ? null : text);

/** Reads the lines between the two `---` of a page. `name` is the file's name without folder and extension. */
export function readFront(lines: readonly string[], name: string, report: Report): Front {
  const fields = new Map<Field, { value: string; line: number }>();
  const entities: EntityLine[] = [];
  const claims: ClaimLine[] = [];
  const incidents: IncidentLine[] = [];
  lines.forEach((text, index) => {
    const line = index + 2;
    if (!text.trim()) return;
    const [, indent = '', key = '', value = ''] = /^(\s*)(@?[\w?-]+(?: \d+)?)\s*:\s*(.*?)\s*$/.exec(text) ?? [];
    if (!key || !value)
      return report(line, `“${text.trim()}” is not “field: value”. Write one field per line; “none” if there is none.`);
    const [word = '', number] = key.split(' ');
    const last = incidents.at(-1);
    if (indent) {
      if (last) readIncidentField(last, key, value, line, report);
      else report(line, `“${key}” is indented, but no incident is above it.`);
    } else if (key.startsWith('@')) readEntity(entities, key.slice(1), value, line, report);
    else if (word === 'claim' && number) claims.push(readClaim(Number(number), value, line, report));
    else if (word === 'incident' && number) {
      const named = words(value);
      for (const act of named)
        if (!acts.includes(act))
          report(line, `“${act}” is not an act. The list is in src/record/vocabulary/event-types.data.ts.`);
      incidents.push({ ...emptyIncident(Number(number)), acts: named, line });
    } else if (isField(key)) {
      if (fields.has(key)) report(line, `“${key}” is there twice. Delete one.`);
      fields.set(key, { value, line });
    } else report(line, `“${key}” is no field. Fields: ${single.join(', ')}, @entity, claim N, incident N.`);
  });
  const repeated = (numbers: { number: number; line: number }[], what: string): void => {
    for (const [at, { number, line }] of numbers.entries())
      if (numbers.findIndex((other) => other.number === number) < at) report(line, `${what} ${number} is there twice.`);
  };
  repeated(claims, 'claim');
  repeated(incidents, 'incident');
  return { header: readHeader(fields, name, report), entities, claims, incidents };
}

const isField = (key: string): key is Field => (single as readonly string[]).includes(key);

function emptyIncident(number: number): Omit<Incident, 'spans'> {
  return {
    number,
    acts: [],
    background: false,
    date: null,
    country: null,
    place: null,
    targets: [],
    authorities: [],
    laws: [],
    outcomes: [],
  };
}

function readHeader(fields: Map<Field, { value: string; line: number }>, name: string, report: Report): Header {
  const get = (field: Field): string => {
    const found = fields.get(field);
    if (!found) report(1, `“${field}:” is missing. Add it to the lines between ---.`);
    return found?.value ?? '';
  };
  const lineOf = (field: Field): number => fields.get(field)?.line ?? 1;
  const oneOf = (field: Field, list: readonly string[], value = get(field)): string => {
    if (value && !list.includes(value)) report(lineOf(field), `${field} “${value}”: use one of ${list.join(', ')}.`);
    return value;
  };
  const date = (field: Field): string | null => {
    const value = orNull(get(field));
    if (value && !parseEdtf(value))
      report(lineOf(field), `${field} “${value}” is not a date. Write 2026-05-12, 2026-05-12T09:30+03:00 or none.`);
    return value;
  };
  const id = get('id');
  const number = Number(/^[a-z]{2}-(\d{3})$/.exec(id)?.[1]);
  if (id && !number) report(lineOf('id'), `id “${id}”: write the language and three digits, such as en-017.`);
  if (id && id !== name) report(lineOf('id'), `id “${id}” is not the name of the file, “${name}”. Make them the same.`);
  const spoken = words(get('languages'));
  for (const each of spoken) oneOf('languages', languages, each);
  if (number && spoken[0] && !id.startsWith(`${spoken[0]}-`))
    report(lineOf('languages'), `The first language, “${spoken[0]}”, is not the one in the id.`);
  const split = number ? splitOf(number) : 'train';
  const double = number ? isDouble(number) : false;
  if (number) {
    oneOf('split', [split]);
    oneOf('double', [double ? 'yes' : 'no']);
  }
  const byline = orNull(get('byline'));
  return {
    id,
    languages: spoken,
    template: oneOf('template', templates),
    style: oneOf('style', styles),
    author: get('author'),
    double,
    split,
    published: date('published'),
    modified: date('modified'),
    byline: byline ? words(byline) : [],
    site: orNull(get('site')),
    voice: get('voice').replace(/^@/, ''),
  };
}

function readEntity(entities: EntityLine[], id: string, value: string, line: number, report: Report): void {
  const [kind = '', ...rest] = words(value);
  const name = rest.join(', ');
  if (!/^[a-z][a-z0-9-]*$/.test(id) || id === 'page')
    report(line, `@${id}: use small Latin letters, digits and hyphens, and not “page”.`);
  if (entities.some((entity) => entity.id === id)) report(line, `@${id} is there twice. Use another id.`);
  if (!(kinds as readonly string[]).includes(kind))
    report(line, `@${id}: “${kind}” is no kind. Use one of ${kinds.join(', ')}.`);
  if (!name) report(line, `@${id} has no name. Write “@${id}: person, Full Name”, or “?” if the page gives none.`);
  entities.push({ id, kind: kind as Kind, name: name === '?' ? null : name, line });
}

function readClaim(number: number, value: string, line: number, report: Report): ClaimLine {
  const parts = words(value);
  const claim: ClaimLine = { number, line, mode: '', form: '', speakers: [], implied: false };
  for (const part of parts)
    if ((modes as readonly string[]).includes(part)) claim.mode = part;
    else if ((claimForms as readonly string[]).includes(part)) claim.form = part;
    else if (part === 'implied') claim.implied = true;
    else if (part.startsWith('@'))
      claim.speakers = part.split('>').map((each) => {
        const speaker = each.trim().replace(/^@/, '');
        return speaker === '?' ? null : speaker;
      });
    else
      report(
        line,
        `claim ${number}: “${part}” is no mode (${modes.join(', ')}), form (${claimForms.join(', ')}) or @speaker.`,
      );
  if (!claim.mode || !claim.form || claim.speakers.length === 0)
    report(line, `claim ${number}: write “claim ${number}: stated, paraphrase, @speaker”.`);
  return claim;
}

function readIncidentField(incident: IncidentLine, key: string, value: string, line: number, report: Report): void {
  const id = value.replace(/^@/, '');
  const isId = value.startsWith('@');
  const needsId = (): void => {
    if (!isId) report(line, `${key}: write the id of an entity, such as @${key}.`);
  };
  switch (key) {
    case 'target': {
      const [target = '', ...rest] = words(value);
      const outlet = rest.find((part) => part.startsWith('@'))?.slice(1) ?? null;
      const role = rest.find((part) => !part.startsWith('@')) ?? null;
      if (!target.startsWith('@')) needsId();
      if (role && !(roles as readonly string[]).includes(role))
        report(line, `target: “${role}” is no role. Use one of ${roles.join(', ')}.`);
      incident.targets.push({ entity: target.replace(/^@/, ''), role, outlet });
      return;
    }
    case 'authority':
      needsId();
      incident.authorities.push(id);
      return;
    case 'law':
      needsId();
      incident.laws.push(id);
      return;
    case 'place':
      needsId();
      incident.place = id;
      return;
    case 'country':
      if (!isCountry(value)) report(line, `country “${value}”: write the two letters of ISO 3166-1, such as KE.`);
      incident.country = value;
      return;
    case 'date':
      if (!parseEdtf(value))
        report(
          line,
          `date “${value}” is not EDTF. Write 2026-05-12, 2026-05, 2026, 2026-05-12~ or 2026-05-01/2026-05-12.`,
        );
      incident.date = value;
      return;
    case 'background':
      if (value !== 'yes') report(line, 'background: write “yes”, or delete the line.');
      incident.background = true;
      return;
    case 'outcome': {
      const [kind = '', of] = value.split(/\s+/);
      const valueKind = outcomes[kind];
      if (!valueKind) report(line, `outcome “${kind}”: use one of ${Object.keys(outcomes).join(', ')}.`);
      else if (of) checkFact(valueKind === 'none' ? 'count' : valueKind, of, line, report);
      incident.outcomes.push({ kind, value: of ?? null });
      return;
    }
    default:
      report(
        line,
        `“${key}” is no field of an incident. Fields: target, authority, law, place, country, date, outcome, background.`,
      );
  }
}

/** Reports a normalised value that does not have the format of its kind. */
export function checkFact(kind: string, value: string, line: number, report: Report): void {
  const bare = value.replace(/^~/, '').replace(/[+-]$/, '');
  const ends = bare.split('..');
  const number = /^\d+(\.\d+)?$/;
  const checks: Record<string, () => boolean> = {
    date: () => value === '?' || parseEdtf(value) !== null,
    sum: () => ends.every((end) => /^\d+(\.\d+)?([A-Z]{3})?$/.test(end)) && isCurrency(bare.slice(-3)),
    term: () => ends.every((end) => end === 'life' || parseDuration(end) !== null),
    age: () => ends.every((end) => number.test(end)),
    count: () => ends.every((end) => number.test(end)),
  };
  const examples: Record<string, string> = {
    date: '2026-05-12, 2026-05, 2026~, 2026-05-01/2026-05-12, or ? if the page does not say which day',
    sum: '500000KZT, ~2000000KES, 40000RUB+ (at least), 10000EUR- (at most), 100..200EUR',
    term: 'P3Y, P1Y6M, P15D, PT48H, life',
    age: '34',
    count: '12, ~40, 40+ (at least), 40- (at most), 10..12',
  };
  const check = checks[kind];
  if (!check) report(line, `“${kind}” is no kind of fact. Use one of ${factKinds.join(', ')}.`);
  else if (!check()) report(line, `${kind}=${value}: write ${examples[kind]}.`);
}
