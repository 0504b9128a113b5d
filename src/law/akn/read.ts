import { AppError } from '../../platform/errors.ts';
import { provisionKinds, type ProvisionKind } from '../tables.ts';
import { placeOf, type DocumentChange, type DocumentInstruction, type LawDocument } from './document.ts';
import { allOf, childOf, elementsOf, parseXml, type Element } from './parse-xml.ts';
import { dayIn, isEmptyDay, readHead, target } from './read-head.ts';
import { linesIn, wordsOf, type Lost } from './words.ts';
import { ownNamespace } from './xml.ts';

/**
 * An event in the document's lifecycle. `change`: the index of the event's change. `commences`: the date from which the
 * change applies. `starts`: the same date for comparisons; an unknown date is later than all others.
 */
type Event = { change: number; commences: string | null; starts: string };
type Version = { event: Event; end: Event | null; text: NonNullable<DocumentInstruction['texts']>[number] | null };
type Node = { eid: string; kind: ProvisionKind; label: string; parent: string | null; versions: Version[] };

/**
 * Reads a law from Akoma Ntoso 3.0: its name, its changes and their dates, and every version of its provisions. A
 * document without periods is read as one text that was enacted at an unknown time.
 * @throws AppError `law_bad_xml`; `law_not_akn` if it is well-formed but not Akoma Ntoso
 */
export function readAkn(xml: string): { document: LawDocument; lost: Lost } {
  const root = parseXml(xml, ownNamespace);
  const act =
    root.name === 'akomaNtoso' && /akn|akomantoso/i.test(root.namespace)
      ? elementsOf(root).find((one) => one.name === 'act' || one.name === 'bill')
      : undefined;
  const [meta, body] = [childOf(act, 'meta'), childOf(act, 'body')];
  if (!act || !meta || !body) throw new AppError('law_not_akn');
  const lost: Lost = new Map();
  const work = childOf(meta, 'identification', 'FRBRWork');
  const isOurs = childOf(work, 'FRBRuri')?.attributes['k:form'] !== undefined;
  const head = readHead(act, meta, isOurs, lost);
  const { title, language } = head;
  const { changes, events } = readLife(
    meta,
    isOurs,
    childOf(work, 'FRBRuri')?.attributes.value?.trim() || null,
    childOf(work, 'FRBRdate')?.attributes.date,
  );
  const [enactment] = changes;
  // Other publishers state the day on which the law came into force among the law's dates, not as a date of the
  // enactment.
  if (!isOurs && enactment && !enactment.commences && head.dates['in-force'])
    enactment.commences = head.dates['in-force'];
  const groups = new Map(
    allOf(meta, 'temporalGroup').map((group) => {
      const interval = childOf(group, 'timeInterval');
      return [
        group.attributes.eId ?? '',
        {
          start: events.get(target(interval?.attributes.start)),
          end: events.get(target(interval?.attributes.end)) ?? null,
        },
      ] as const;
    }),
  );
  const nodes = new Map<string, Node>();
  const order = new Map<string | null, string[]>();
  const original: Event = { change: 0, commences: enactment?.commences ?? null, starts: '' };

  /**
   * Reads the divisions inside another one. If a division is repeated for each version of its parent, the repetitions
   * are merged. A division without its own period has its parent's period.
   */
  const readParts = (
    parts: readonly Element[],
    parent: string | null,
    within: { event: Event; end: Event | null },
  ): void => {
    let previous: string | null = null;
    for (const part of parts) {
      const eid: string =
        (part.attributes.wId ?? part.attributes.eId)?.trim() ||
        `${parent ? `${parent}__` : ''}${part.name}_${nodes.size + 1}`;
      const group = groups.get(target(part.attributes.period));
      const event = group?.start ?? within.event;
      const end = group ? group.end : within.end;
      const num = wordsOf(childOf(part, 'num'), lost);
      let node = nodes.get(eid);
      if (!node) {
        node = {
          eid,
          kind: isKind(part.name) ? part.name : 'level',
          label: part.attributes['k:label'] || num || wordsOf(childOf(part, 'heading'), lost) || eid,
          parent,
          versions: [],
        };
        nodes.set(eid, node);
        const siblings = order.get(parent) ?? [];
        order.set(
          parent,
          siblings.toSpliced(
            previous === null
              ? siblings.length && parent !== null
                ? 0
                : siblings.length
              : siblings.indexOf(previous) + 1,
            0,
            eid,
          ),
        );
      }
      previous = eid;
      if (!node.versions.some((version) => version.event === event))
        node.versions.push({ event, end, text: part.attributes['k:held'] ? null : textOf(part, num, language, lost) });
      readParts(divisionsOf(part, lost), eid, { event, end });
    }
  };
  const preamble = childOf(act, 'preamble');
  if (preamble) {
    nodes.set('preamble', {
      eid: 'preamble',
      kind: 'level',
      label: title,
      parent: null,
      versions: [{ event: original, end: null, text: { language, body: linesIn(preamble, lost).join('\n') } }],
    });
    order.set(null, ['preamble']);
  }
  readParts(divisionsOf(body, lost), null, { event: original, end: null });
  for (const name of ['attachments', 'components'])
    for (const _ of [...elementsOf(act, name), ...elementsOf(root, name)])
      lost.set('attachments', (lost.get('attachments') ?? 0) + 1);
  addInstructions(changes, nodes, order, readMods(meta, events));
  return { document: { ...head, changes }, lost };
}

const isKind = (name: string): name is ProvisionKind => (provisionKinds as readonly string[]).includes(name);
/** The day in a law's URI. It is the day on which the law was made (Akoma Ntoso Naming Convention 1.0, 4.4). */
const dayInUri = (uri: string | undefined): string | undefined =>
  dayIn(/^(?:https?:\/\/[^/]+)?\/akn\/[^?#]*?\/(\d{4}-\d{2}-\d{2})(?:\/|$)/.exec(uri ?? '')?.[1]);

/** All changes of the law, its enactment first; and the document's events, by their ids. */
function readLife(
  meta: Element,
  isOurs: boolean,
  uri: string | null,
  workDate: string | undefined,
): { changes: DocumentChange[]; events: Map<string, Event> } {
  const refs = new Map(
    elementsOf(childOf(meta, 'references') ?? { name: '', namespace: '', attributes: {}, children: [] }).map((one) => [
      one.attributes.eId ?? '',
      one.attributes,
    ]),
  );
  const eventRefs = allOf(meta, 'eventRef').toSorted(
    (a, b) => Number(b.attributes.type === 'generation') - Number(a.attributes.type === 'generation'),
  );
  const started = new Set(allOf(meta, 'timeInterval').map((one) => target(one.attributes.start)));
  const changes: DocumentChange[] = [];
  const events = new Map<string, Event>();
  const generated = eventRefs[0]?.attributes.type === 'generation';
  if (!generated && !isOurs) changes.push({ sort: 'enactment', title: '', ...(uri && { uri }), instructions: [] });
  for (const { attributes } of eventRefs) {
    const id = attributes.eId ?? '';
    const day = (attributes.date ?? '').slice(0, 10);
    const own = attributes['k:commences'];
    const enacts = attributes.type === 'generation' && changes.length === 0;
    // Only if a period of the text begins with the event, the event's date is the day from which the change applies.
    const commences =
      own === 'unknown'
        ? null
        : (own ?? (isEmptyDay(day) || (enacts && !isOurs && !started.has(id)) ? null : day || null));
    const starts = commences ?? '9999';
    const of = events.get(target(attributes['k:of']));
    if (of) {
      events.set(id, { change: of.change, commences, starts });
      continue;
    }
    const ref = refs.get(target(attributes.source));
    const from = isOurs ? attributes['k:uri'] : enacts ? (uri ?? undefined) : ref?.href?.replace(/^#.*/, '');
    const made =
      attributes['k:made'] ?? (isOurs ? undefined : enacts ? (dayIn(workDate) ?? dayIn(day)) : dayInUri(from));
    const sort = enacts ? 'enactment' : isJudgment(meta, target(attributes.source)) ? 'ruling' : 'amendment';
    events.set(id, { change: changes.length, commences, starts });
    changes.push({
      sort,
      title: attributes['k:title'] ?? ref?.showAs ?? '',
      ...(from && { uri: from }),
      ...(made && { made }),
      ...(commences && { commences }),
      instructions: [],
    });
  }
  return { changes, events };
}

const isJudgment = (meta: Element, id: string): boolean =>
  id !== '' && allOf(meta, 'jurisprudence').some((one) => one.attributes.eId === id);

/** Divisions among the children. `hcontainer` is a division without a kind; other elements are counted as lost. */
function divisionsOf(element: Element, lost: Lost): Element[] {
  const none = new Set(['num', 'heading', 'subheading', 'intro', 'wrapUp', 'content', 'meta']);
  return elementsOf(element).filter((child) => {
    if (child.attributes['k:held'] === 'nothing') return false;
    if (isKind(child.name) || child.name === 'hcontainer') return true;
    if (!none.has(child.name)) lost.set('parts', (lost.get('parts') ?? 0) + 1);
    return false;
  });
}

function textOf(part: Element, num: string, language: string, lost: Lost): Version['text'] {
  const heading = [wordsOf(childOf(part, 'heading'), lost), wordsOf(childOf(part, 'subheading'), lost)]
    .filter(Boolean)
    .join(' ');
  const tails = childOf(part, 'content')
    ? elementsOf(childOf(part, 'content')!).filter((one) => one.attributes['k:tail'])
    : [];
  const lines = (name: string, skip: readonly Element[] = []): string[] =>
    elementsOf(part, name).flatMap((one) =>
      linesIn({ ...one, children: one.children.filter((child) => !skip.includes(child as Element)) }, lost),
    );
  const text = {
    language,
    num,
    heading,
    body: [...lines('intro'), ...lines('content', tails)].join('\n'),
    tail: [...tails.flatMap((one) => linesIn(one, lost)), ...lines('wrapUp')].join('\n'),
  };
  return text.num || text.heading || text.body || text.tail ? text : null;
}

type Mod = { eid: string; event: Event; type: string; act: string | undefined };

/** The document's description of its changes. */
function readMods(meta: Element, events: ReadonlyMap<string, Event>): Mod[] {
  const bySource = new Map(
    allOf(meta, 'eventRef').map((one) => [target(one.attributes.source), events.get(one.attributes.eId ?? '')]),
  );
  return allOf(meta, 'passiveModifications').flatMap((all) =>
    elementsOf(all, 'textualMod').flatMap((mod) => {
      const event =
        events.get(target(mod.attributes['k:event'])) ?? bySource.get(target(childOf(mod, 'source')?.attributes.href));
      const eid = target(childOf(mod, 'destination')?.attributes.href);
      return event && eid ? [{ eid, event, type: mod.attributes.type ?? '', act: mod.attributes['k:act'] }] : [];
    }),
  );
}

/** Turns versions and their periods into the effect of each change, provision by provision in the order of the text. */
function addInstructions(
  changes: DocumentChange[],
  nodes: ReadonlyMap<string, Node>,
  order: ReadonlyMap<string | null, string[]>,
  mods: readonly Mod[],
): void {
  const acts = new Map<number, { node: Node; said: DocumentInstruction }[]>();
  const add = (event: Event, node: Node, said: DocumentInstruction): void => {
    const list = acts.get(event.change) ?? [];
    acts.set(event.change, list);
    if (list.some((one) => one.node === node)) return;
    const own = event.commences !== null && event.commences !== changes[event.change]!.commences;
    list.push({ node, said: { ...said, ...(own && { commences: event.commences! }) } });
  };
  const inText = (parent: string | null): Node[] =>
    (order.get(parent) ?? []).flatMap((eid) => [nodes.get(eid)!, ...inText(eid)]);
  for (const node of inText(null)) {
    const versions = node.versions.toSorted((a, b) =>
      a.event.starts < b.event.starts ? -1 : a.event.starts > b.event.starts ? 1 : a.event.change - b.event.change,
    );
    const replaced =
      versions[0]!.event.change > 0 &&
      mods.some(
        (mod) => mod.eid === node.eid && mod.type === 'substitution' && mod.event.change === versions[0]!.event.change,
      );
    const makes = { kind: node.kind, label: node.label, ...(node.parent && { under: node.parent }) };
    // If the document has only a later version of a text, the words of the first version are unknown. So an enactment
    // without words is added.
    if (replaced)
      add({ change: 0, commences: changes[0]?.commences ?? null, starts: '' }, node, {
        act: 'enacts',
        provision: node.eid,
        ...makes,
      });
    for (const [index, { event, text }] of versions.entries()) {
      const first = index === 0 && !replaced;
      const inserted =
        event.change > 0 || mods.some((mod) => mod.eid === node.eid && mod.type === 'insertion' && mod.event === event);
      add(event, node, {
        act: first ? (inserted ? 'inserts' : 'enacts') : 'replaces',
        provision: node.eid,
        ...(first && makes),
        ...(text && { texts: [text] }),
      });
    }
    const ends = [
      ...mods
        .filter((mod) => mod.eid === node.eid && mod.type === 'repeal')
        .map((mod) => ({ event: mod.event, act: mod.act })),
      ...versions.flatMap(({ end }) => (end ? [{ event: end, act: undefined }] : [])),
    ];
    for (const { event, act } of ends)
      if (!versions.some((version) => version.event.change === event.change))
        add(event, node, { act: act === 'strikes-down' ? act : 'repeals', provision: node.eid });
  }
  const made = new Set<string>();
  for (const [index, change] of changes.entries())
    change.instructions = (acts.get(index) ?? []).map(({ node, said }) => {
      if (said.act !== 'enacts' && said.act !== 'inserts') return said;
      const place = placeOf(
        node,
        (order.get(node.parent) ?? []).map((eid) => ({ eid })),
        made,
      );
      made.add(node.eid);
      return { ...said, ...place };
    });
}
