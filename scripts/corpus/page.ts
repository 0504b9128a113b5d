import { basename } from 'node:path';
import { checkFact, readFront, type ClaimLine, type EntityLine, type IncidentLine } from './header.ts';
import { readMarks, type Piece } from './marks.ts';
import { findUnmarked } from './unmarked.ts';
import {
  incidentFields,
  type Claim,
  type Entity,
  type Fact,
  type Incident,
  type Link,
  type Mention,
  type MentionForm,
  type Page,
  type Problem,
  type Report,
  type Span,
} from './scheme.ts';

type Label =
  | { type: 'region' }
  | { type: 'claim'; number: number; part: 'who' | 'cue' | 'what'; link: number }
  | { type: 'mention'; entity: string; form: MentionForm }
  | { type: 'incident'; number: number; field: string }
  | { type: 'fact'; kind: string; value: string };

const forms: Record<string, MentionForm> = { '': 'name', d: 'description', p: 'pronoun' };
const spanOf = ({ start, end, text }: Span): Span => ({ start, end, text });
const byPlace = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;
const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
const within = (a: Span, b: Span): boolean => b.start <= a.start && a.end <= b.end;

/** Reads an annotated page. `page` is complete only if there are no problems. */
export function readPage(file: string, source: string): { page: Page; problems: Problem[] } {
  const problems: Problem[] = [];
  const report: Report = (line, problem) => problems.push({ file, line, problem });
  const lines = source.split(/\r?\n/);
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  if (end < 0) report(1, 'The file must start with a line ---, the fields, and another line ---.');
  const name = basename(file).replace(/(\.second)?\.(html|txt)$/, '');
  const format = file.endsWith('.txt') ? 'text' : 'html';
  const front = readFront(lines.slice(1, Math.max(end, 1)), name, report);
  const marked = readMarks(
    source
      .split('\n')
      .slice(end + 1)
      .join('\n'),
    format,
    end + 2,
    report,
  );
  const pieces = marked.pieces.map((piece) => ({ ...piece, parsed: readLabel(piece, report) }));
  const region = (of: string): Piece[] => marked.pieces.filter(({ label }) => label === of);
  const only = (of: string): string | null => {
    const [first, second] = region(of);
    if (second) report(second.line, `[[${of}| is there twice. Mark it once.`);
    return first?.text ?? null;
  };
  if (region('body').length === 0)
    report(end + 2, 'No [[body| is marked. Put it before the first paragraph and ]] after the last.');

  const mentions: Mention[] = [];
  const facts: Fact[] = [];
  for (const { parsed, ...piece } of pieces)
    if (parsed?.type === 'mention') {
      const entity = parsed.entity === '?' ? null : parsed.entity;
      mentions.push({ ...spanOf(piece), entity, form: parsed.form, repeated: false });
    } else if (parsed?.type === 'fact') facts.push({ ...spanOf(piece), kind: parsed.kind, value: parsed.value });

  const context = { entities: front.entities, mentions, report };
  for (const { parsed, line, text } of pieces)
    if (parsed?.type === 'mention' && !['?', '-'].includes(parsed.entity))
      needEntity(parsed.entity, line, `“${text}”`, context);
  repeatMentions(marked.text, context);
  const parts = pieces.flatMap(({ parsed, ...piece }) => (parsed?.type === 'claim' ? [{ ...piece, ...parsed }] : []));
  const evidence = pieces.flatMap(({ parsed, ...piece }) =>
    parsed?.type === 'incident' ? [{ ...piece, ...parsed }] : [],
  );
  for (const { number, line, label } of parts)
    if (!front.claims.some((claim) => claim.number === number))
      report(line, `${label}: add “claim ${number}: mode, form, @speaker” above.`);
  for (const { number, line, label } of evidence)
    if (!front.incidents.some((incident) => incident.number === number))
      report(line, `${label}: add “incident ${number}: act” above.`);
  const claims = front.claims.map((claim) =>
    buildClaim(
      claim,
      parts.filter(({ number }) => number === claim.number),
      context,
    ),
  );
  const incidents = front.incidents.map((incident) =>
    buildIncident(
      incident,
      evidence.filter(({ number }) => number === incident.number),
      facts,
      context,
    ),
  );
  if (front.header.voice) needEntity(front.header.voice, 1, 'voice', context);
  findUnmarked(marked.blocks, { mentions, facts, claims, incidents, entities: front.entities }, report);
  checkUse(context, incidents, claims, front.header.voice);

  const page: Page = {
    ...front.header,
    clean: marked.clean,
    format,
    text: marked.text,
    title: only('title'),
    standfirst: only('standfirst'),
    dateline: only('dateline'),
    blocks: marked.blocks.map(({ line: _, ...block }) => block),
    entities: front.entities.map(({ id, kind, name }): Entity => ({ id, kind, name })),
    mentions: mentions.filter(({ entity }) => entity !== '-').toSorted(byPlace),
    claims,
    incidents,
    facts: facts.toSorted(byPlace),
  };
  return { page, problems: problems.toSorted((a, b) => a.line - b.line) };
}

type Context = { entities: EntityLine[]; mentions: Mention[]; report: Report };

function needEntity(id: string, line: number, where: string, { entities, report }: Context): void {
  if (!entities.some((entity) => entity.id === id))
    report(line, `${where}: @${id} is not in the list above. Add “@${id}: kind, Name”.`);
}

function readLabel({ label, line }: Piece, report: Report): Label | null {
  const [, part, number, link] = /^(who|cue|what)(\d+)(?:\.(\d))?$/.exec(label) ?? [];
  if (part && number) {
    if (link && part === 'what') report(line, `${label}: content belongs to the whole claim. Write what${number}.`);
    return { type: 'claim', number: Number(number), part: part as 'who' | 'cue' | 'what', link: Number(link ?? 1) };
  }
  if (label === '-') return { type: 'mention', entity: '-', form: 'name' };
  const [, entity, form] = /^@(\?|[\w-]+)(?:\.([pd]))?$/.exec(label) ?? [];
  if (entity) return { type: 'mention', entity, form: forms[form ?? '']! };
  const [, incident, field] = /^inc(\d+)(?:\.(\w+))?$/.exec(label) ?? [];
  if (incident) {
    const known: readonly string[] = incidentFields;
    if (field && !known.includes(field))
      report(line, `${label}: use one of ${known.map((each) => `.${each}`).join(', ')}.`);
    return { type: 'incident', number: Number(incident), field: field ?? 'act' };
  }
  const [, kind, value] = /^([a-z]+)=(.+)$/.exec(label) ?? [];
  if (kind && value) {
    checkFact(kind, value, line, report);
    return { type: 'fact', kind, value };
  }
  if (['title', 'standfirst', 'body', 'dateline'].includes(label)) return { type: 'region' };
  report(
    line,
    `[[${label}| is no mark. Marks: title, standfirst, body, x, dateline, who1, cue1, what1, @id, @id.d, @id.p, @?.p, -, inc1, inc1.date, date=…, sum=…, term=…, age=…, count=….`,
  );
  return null;
}

/** Adds unmarked places where a name occurs that is marked elsewhere. */
function repeatMentions(text: string, { mentions, report, entities }: Context): void {
  const names = new Map<string, string>();
  const taken = [...mentions];
  for (const { text: name, entity, form } of mentions.filter(
    (mention) => mention.form === 'name' && mention.entity !== '-',
  )) {
    if (entity === null || form !== 'name') continue;
    const before = names.get(name);
    names.set(name, before === undefined || before === entity ? entity : '');
  }
  const longestFirst = [...names].toSorted(([a], [b]) => b.length - a.length);
  for (const [name, entity] of longestFirst) {
    const escaped = name.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&').replace(/\s+/g, '\\s+');
    for (const match of text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'))) {
      const span = { start: match.index, end: match.index + match[0].length, text: match[0] };
      const around = taken.find((mention) => mention.form === 'name' && overlap(mention, span));
      if (around) continue;
      if (entity) {
        const added: Mention = { ...span, entity, form: 'name', repeated: true };
        taken.push(added);
        mentions.push(added);
      } else {
        const line = entities[0]?.line ?? 1;
        report(
          line,
          `“${name}” is marked for several entities, and stands unmarked in “${text.slice(Math.max(0, span.start - 30), span.end + 10)}”. Mark it there, too.`,
        );
      }
    }
  }
}

type Part = Span & { part: 'who' | 'cue' | 'what'; link: number; line: number; label: string };

function buildClaim(claim: ClaimLine, parts: Part[], context: Context): Claim {
  const { report, mentions } = context;
  const { number, line, mode, form, speakers, implied } = claim;
  const of = (part: Part['part'], link?: number): Part[] =>
    parts.filter((each) => each.part === part && (link === undefined || each.link === link)).toSorted(byPlace);
  if (of('what').length === 0)
    report(line, `claim ${number} has no content. Mark it with [[what${number}|…]], or delete the claim.`);
  if (implied && !parts.some(({ part }) => part === 'cue'))
    report(line, `claim ${number} has neither source nor cue. Mark one, or delete the claim.`);
  for (const [at, part] of parts.entries()) {
    if (part.link > speakers.length || part.link === 0)
      report(
        part.line,
        `${part.label}: claim ${number} has ${speakers.length} speaker(s). Add the speaker with “>”, or correct the number after the point.`,
      );
    const other = parts.slice(at + 1).find((each) => overlap(each, part));
    if (other)
      report(
        part.line,
        `“${part.text}” (${part.label}) and “${other.text}” (${other.label}) of claim ${number} overlap. Close one before the other: source, cue and content of one claim share no words.`,
      );
  }
  const chain = speakers.map((speaker, at): Link => {
    const source = of('who', at + 1);
    const suffix = at > 0 ? `.${at + 1}` : '';
    if (speaker && speaker !== 'page') needEntity(speaker, line, `claim ${number}`, context);
    if (source.length === 0 && speaker !== 'page' && !implied)
      report(
        line,
        `claim ${number}: no words are marked [[who${number}${suffix}|. Mark the source, also if it belongs to another claim, too; or add “, implied” here if the text names none.`,
      );
    for (const piece of source) {
      const inside = mentions.filter((mention) => within(mention, piece));
      if (speaker === 'page' || inside.some(({ entity }) => entity === speaker)) continue;
      report(
        piece.line,
        `“${piece.text}” (who${number}${suffix}) contains no mention of ${speaker ? `@${speaker}` : '@?'}. Mark who it is: @${speaker ?? '?'} for a name, @${speaker ?? '?'}.d for a description, @${speaker ?? '?'}.p for a pronoun.`,
      );
    }
    return { speaker, source: source.map(spanOf), cue: of('cue', at + 1).map(spanOf) };
  });
  return { number, mode, form, chain, content: of('what').map(spanOf) };
}

function buildIncident(
  incident: IncidentLine,
  evidence: (Piece & { field: string })[],
  facts: Fact[],
  context: Context,
): Incident {
  const { line, ...rest } = incident;
  const { report } = context;
  const where = `incident ${incident.number}`;
  const need = (field: string, why: string): void => {
    if (!evidence.some((each) => each.field === field))
      report(
        line,
        `${where}: ${why}, but no words are marked [[inc${incident.number}${field === 'act' ? '' : `.${field}`}|. Mark the words that say so, or delete it.`,
      );
  };
  need('act', 'it has an act');
  if (incident.date) need('date', 'it has a date');
  if (incident.outcomes.length > 0) need('outcome', 'it has an outcome');
  const said = evidence
    .filter(({ field }) => field === 'date')
    .flatMap((piece) => facts.filter((fact) => fact.kind === 'date' && (within(fact, piece) || within(piece, fact))));
  if (incident.date && said.length > 0 && !said.some(({ value }) => value === incident.date))
    report(
      line,
      `${where}: the date is ${incident.date}, but the words are marked date=${said.map(({ value }) => value).join(', date=')}. Correct one of them.`,
    );
  const ids = [
    ...incident.authorities,
    ...incident.laws,
    ...incident.targets.flatMap(({ entity, outlet }) => (outlet ? [entity, outlet] : [entity])),
  ];
  for (const id of incident.place ? [...ids, incident.place] : ids) needEntity(id, line, where, context);
  const kindOf = (id: string): string | undefined => context.entities.find((entity) => entity.id === id)?.kind;
  const ofKind = (field: string, id: string | null, allowed: readonly string[]): void => {
    const kind = id ? kindOf(id) : undefined;
    if (kind && !allowed.includes(kind))
      report(
        line,
        `${where}: ${field} @${id} is of kind ${kind}, not ${allowed.join(' or ')}. Correct the kind or the field.`,
      );
  };
  ofKind('place', incident.place, ['place']);
  for (const id of incident.laws) ofKind('law', id, ['law']);
  for (const id of incident.authorities) ofKind('authority', id, ['authority', 'court', 'person', 'organisation']);
  for (const { outlet } of incident.targets) ofKind('outlet', outlet, ['outlet']);
  return { ...rest, spans: evidence.map((piece) => ({ ...spanOf(piece), field: piece.field })).toSorted(byPlace) };
}

/**
 * Reports entities that are mentioned nowhere. The entity `voice` need not be mentioned: it speaks where the page cites
 * no one.
 */
function checkUse(
  { entities, mentions, report }: Context,
  incidents: Incident[],
  claims: Claim[],
  voice: string,
): void {
  for (const { id, line } of entities) {
    if (mentions.some(({ entity }) => entity === id)) continue;
    const used =
      incidents.some(({ targets }) => targets.some(({ outlet }) => outlet === id)) ||
      claims.some(({ chain }) => chain.some(({ speaker }) => speaker === id));
    if (id !== voice)
      report(
        line,
        `@${id} is ${used ? 'used' : 'listed'}, but mentioned nowhere. Mark where the page names it: [[@${id}|…]].`,
      );
  }
}
