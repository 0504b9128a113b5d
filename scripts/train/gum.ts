import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Expected } from '../../bench/reading/measures.ts';
import { gumSplit, readGum as readStatements } from '../../bench/reading/gum.ts';
import { findQuotes, quoteLength } from '../../src/drafting/reading/quotes.ts';

export type Label = 'source' | 'cue' | 'content';
export type LabelledSpan = { start: number; end: number; label: Label };
/** A text, whose `spans` label the words that show who says what. An empty line separates paragraphs. */
export type LabelledText = {
  id: string;
  genre: string;
  split: 'train' | 'dev' | 'test';
  text: string;
  blocks: { start: number; end: number; heading: boolean }[];
  spans: LabelledSpan[];
  /** What people say in the text, according to the annotations. */
  claims: Expected[];
  /** Each “he” and “she”, with the names of the person who is meant; empty if the text gives no name. */
  pronouns: { start: number; names: string[] }[];
};

type Word = {
  /** The number of the word in the document, from 1. */ at: number;
  sentence: number;
  start: number;
  end: number;
  form: string;
  lemma: string;
  tag: string;
  head: number;
  relation: string;
  discourse: string;
};
type Unit = { words: Word[]; parent: number; relation: string; depth: number; signals: string };

/**
 * Verbs that attribute something to their subject. The letters say what can follow a verb: c for a clause, i for an
 * infinitive, n for a noun, p for a noun after “for”.
 */
const verbs = new Map(
  (
    'say:c tell:ci write:c note:cn report:cn add:c announce:cn state:cn explain:cn declare:cn stress:cn emphasize:cn emphasise:cn underline:cn mention:cn ' +
    'observe:c remark:c recall:cn warn:ci argue:cn insist:cn maintain:c believe:c think:c fear:cn hope:ci expect:ci doubt:cn suspect:cn urge:i demand:cin ask:ci ' +
    'condemn:n criticize:n criticise:n denounce:n deplore:n lament:n slam:n blast:n welcome:n praise:n predict:cn conclude:c reveal:cn disclose:cn indicate:c suggest:c ' +
    'respond:c reply:c answer:c tweet:c post:c promise:ci vow:ci pledge:ci complain:c express:n voice:n reiterate:cn repeat:cn agree:ci recommend:cn propose:cin testify:c assert:cn ' +
    'contend:c comment:c wonder:c caution:c object:cn plead:ci admit:cn acknowledge:cn concede:cn confirm:cn deny:cn reject:n dismiss:n refute:n dispute:n claim:ci allege:cn accuse:n blame:n ' +
    'estimate:cn calculate:c rule:c hold:c find:c decide:ci order:i support:n oppose:n back:n endorse:n question:cn attack:n discuss:n defend:n describe:n consider:cn regard:n view:n see:- ' +
    'want:i intend:i threaten:i refuse:i offer:i plan:i agree:ci advise:ci instruct:i call:np encourage:i propose:cn imply:c show:c demonstrate:c speculate:c assume:c imagine:c worry:c regret:cn ' +
    'advocate:n favour:n favor:n approve:n disapprove:n challenge:n mock:n ridicule:n credit:n cite:n hint:c signal:c assure:c convince:- guess:c feel:c quote:- characterize:n characterise:n label:n deem:n'
  )
    .split(' ')
    .map((entry) => entry.split(':') as [string, string]),
);

/** Reads the documents of the corpus: https://gucorpling.org/gum */
export function readGum(folder: string): LabelledText[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.conllu'))
    .toSorted()
    .map((file) => readDocument(file.replace(/^GUM_|\.conllu$/g, ''), readFileSync(join(folder, file), 'utf8')));
}

export function readDocument(id: string, source: string): LabelledText {
  const words: Word[] = [];
  const blocks: LabelledText['blocks'] = [];
  let text = '';
  let sentence = 0;
  let base = 0;
  let paragraph: string | null = null;
  let surface = 0;
  let surfaceStart = -1;
  let spaced = false;
  for (const line of source.split('\n')) {
    if (line.startsWith('# newpar_block')) paragraph = line.split('= ')[1]!;
    else if (line.startsWith('# newpar') && paragraph === null) paragraph = 'p';
    else if (line.startsWith('# sent_id')) {
      sentence += 1;
      base = words.length;
    }
    if (line.startsWith('#') || line === '') continue;
    const [number = '', form = '', lemma = '', tag = '', , , head = '', relation = '', , misc = ''] = line.split('\t');
    if (number.includes('.')) continue;
    if (paragraph !== null || blocks.length === 0) {
      text = text.trimEnd() + (text ? '\n\n' : '');
      blocks.push({ start: text.length, end: 0, heading: /^(?:head|caption|figure|date)/.test(paragraph ?? '') });
      paragraph = null;
    }
    const noSpace = /(?:^|\|)SpaceAfter=No/.test(misc);
    if (number.includes('-')) {
      surfaceStart = text.length;
      surface = Number(number.split('-')[1]);
      text += form;
      spaced = !noSpace;
      continue;
    }
    const inside = Number(number) <= surface && surfaceStart >= 0;
    const start = inside ? surfaceStart : text.length;
    if (!inside) text += form;
    words.push({
      at: words.length + 1,
      sentence,
      start,
      end: inside ? text.length : start + form.length,
      form,
      lemma,
      tag,
      head: head === '0' ? 0 : base + Number(head),
      relation,
      discourse: /(?:^|\|)Discourse=([^|]*)/.exec(misc)?.[1] ?? '',
    });
    if (inside) surfaceStart += form.length;
    if (inside ? Number(number) === surface && spaced : !noSpace) text += ' ';
    if (Number(number) >= surface) {
      surface = 0;
      surfaceStart = -1;
    }
    blocks.at(-1)!.end = text.trimEnd().length;
  }
  text = text.trimEnd();
  // Quotations of four words or more count as something that someone says.
  const quotations = blocks
    .flatMap(({ start, end }) => findQuotes(text, start, end))
    .filter((quote) => quoteLength(text, quote) >= 4)
    .map(({ start, end }) => ({ start, end, label: 'content' as const }));
  const name = id.replace(/^GUM_/, '');
  const { statements, pronouns } = readStatements(name, source);
  return {
    id: name,
    genre: name.split('_')[0]!,
    split: gumSplit.dev.includes(name) ? 'dev' : gumSplit.test.includes(name) ? 'test' : 'train',
    text,
    blocks,
    spans: [...fromUnits(words), ...fromSyntax(words), ...quotations],
    claims: statements,
    pronouns,
  };
}

const spansOf = (words: readonly Word[], label: Label): LabelledSpan[] => {
  const spans: LabelledSpan[] = [];
  let last = -2;
  for (const word of words) {
    if (word.at === last + 1) spans.at(-1)!.end = word.end;
    else spans.push({ start: word.start, end: word.end, label });
    last = word.at;
  }
  return spans;
};

/** Numbers such as "49-52,60". */
const numbersOf = (list: string): number[] =>
  list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  });

/**
 * Labels the attributions in GUM's discourse annotation. It divides sentences into units, and an attribution is a unit
 * that says who said another unit.
 */
function fromUnits(words: readonly Word[]): LabelledSpan[] {
  const units = new Map<number, Unit>();
  let current: Unit | null = null;
  for (const word of words) {
    const match = /^(?:([\w-]+):(\d+)->(\d+):(\d+)(?::([^;]*))?|ROOT:(\d+))/.exec(word.discourse);
    if (match) {
      const number = Number(match[2] ?? match[6]);
      current = {
        words: [],
        parent: Number(match[3] ?? 0),
        relation: match[1] ?? 'ROOT',
        depth: Number(match[4] ?? 0),
        signals: match[5] ?? '',
      };
      units.set(number, current);
    }
    current?.words.push(word);
  }
  const childrenOf = (number: number): [number, Unit][] => [...units].filter(([, unit]) => unit.parent === number);
  const collect = (number: number, below: number, sentence: Set<number>, seen: Set<number>): Word[] => {
    if (seen.has(number)) return [];
    seen.add(number);
    const unit = units.get(number);
    if (!unit) return [];
    const own = unit.words.filter((word) => sentence.has(word.sentence));
    return [
      ...own,
      ...childrenOf(number)
        .filter(([, child]) => child.depth < below || child.relation.startsWith('same-unit'))
        .filter(([, child]) => !child.relation.startsWith('attribution'))
        .flatMap(([each]) => collect(each, Infinity, sentence, seen)),
    ];
  };
  const spans: LabelledSpan[] = [];
  for (const [number, unit] of units) {
    if (!unit.relation.startsWith('attribution')) continue;
    const sources = [...unit.signals.matchAll(/sem-atsrc-([\d,-]*\d)-/g)].flatMap((match) => numbersOf(match[1]!));
    const cues = [...unit.signals.matchAll(/(?:lex-indwd|lex-indph)-([\d,-]*\d)-/g)].flatMap((match) =>
      numbersOf(match[1]!),
    );
    const parts = [
      unit,
      ...childrenOf(number).flatMap(([, child]) => (child.relation.startsWith('same-unit') ? [child] : [])),
    ];
    const said = units.get(unit.parent);
    if (!said) continue;
    const sentences = new Set([...parts.flatMap((part) => part.words), ...said.words].map((word) => word.sentence));
    // In “he said she thinks …”, the unit “she thinks” is itself an attribution. Such a unit is not labelled as what
    // someone says.
    const content = said.relation.startsWith('attribution')
      ? []
      : collect(unit.parent, unit.depth || Infinity, sentences, new Set([number]));
    const own = new Set(parts.flatMap((part) => part.words.map((word) => word.at)));
    if (sources.length <= 12)
      spans.push(
        ...spansOf(
          words.filter((word) => sources.includes(word.at)),
          'source',
        ),
      );
    const verb = words.filter(
      (word) =>
        own.has(word.at) && !sources.includes(word.at) && (cues.includes(word.at) || isGoverning(word, words, own)),
    );
    spans.push(...spansOf(withAuxiliaries(verb, words), 'cue'));
    spans.push(
      ...spansOf(trimmed(content.filter((word) => !own.has(word.at)).toSorted((a, b) => a.at - b.at)), 'content'),
    );
  }
  return spans;
}

/** Whether a word is the verb of the attribution. This is so if a word outside its discourse unit depends on it. */
const isGoverning = (word: Word, words: readonly Word[], own: ReadonlySet<number>): boolean =>
  word.tag === 'VERB' &&
  words.some(
    (other) => other.head === word.at && !own.has(other.at) && /^(?:ccomp|xcomp|parataxis|advcl)/.test(other.relation),
  );

const withAuxiliaries = (verbs: readonly Word[], words: readonly Word[]): Word[] => {
  const heads = new Set(verbs.map((word) => word.at));
  return words.filter(
    (word) =>
      heads.has(word.at) ||
      (heads.has(word.head) && (word.tag === 'AUX' || (word.tag === 'PART' && /^n/i.test(word.form)))),
  );
};

const edge = /^(?:that|,|:|;|–|—|\.|of)$/i;
const trimmed = (words: readonly Word[]): Word[] => {
  let from = 0;
  let to = words.length;
  while (from < to && edge.test(words[from]!.form)) from += 1;
  while (to > from && edge.test(words[to - 1]!.form)) to -= 1;
  return words.slice(from, to);
};

/**
 * Labels attributions within one discourse unit. The discourse annotation lacks such attributions, so they are found by
 * `verbs` and the syntax.
 */
function fromSyntax(words: readonly Word[]): LabelledSpan[] {
  const children = new Map<number, Word[]>();
  for (const word of words) children.set(word.head, [...(children.get(word.head) ?? []), word]);
  const below = (word: Word): Word[] => [word, ...(children.get(word.at) ?? []).flatMap(below)];
  const spans: LabelledSpan[] = [];
  for (const verb of words) {
    if (verb.tag !== 'VERB') continue;
    const frames = verbs.get(verb.lemma);
    if (!frames) continue;
    const own = children.get(verb.at) ?? [];
    const subject =
      own.find(({ relation }) => relation === 'nsubj') ??
      (/^(?:conj|xcomp|advcl)$/.test(verb.relation)
        ? (children.get(verb.head) ?? []).find(({ relation }) => relation === 'nsubj')
        : undefined);
    const relative = subject?.tag === 'PRON' && /^(?:who|which|that)$/i.test(subject.form);
    if (!subject || (relative && !/^who$/i.test(subject.form))) continue;
    const clause = own.filter(
      ({ relation, tag, at }) =>
        (relation === 'ccomp' && frames.includes('c')) ||
        (relation === 'xcomp' && (frames.includes('i') || (frames.includes('n') && tag !== 'VERB'))) ||
        (relation === 'obj' && frames.includes('n') && tag !== 'PRON' && at > verb.at),
    );
    if (frames.includes('p'))
      clause.push(
        ...own.filter(
          ({ relation, at }) =>
            relation === 'obl' && at > verb.at && words.some((word) => word.head === at && word.lemma === 'for'),
        ),
      );
    if (clause.length === 0) continue;
    const extra = clause.some(({ relation }) => relation === 'obj')
      ? own.filter(({ relation, at }) => relation === 'obl' && at > verb.at && frames.includes('n'))
      : [];
    const urged =
      clause.some(({ relation }) => relation === 'xcomp') &&
      /^(?:urge|ask|advise|warn|order|instruct|encourage|want|expect|call|consider|describe|label|deem|accuse)$/.test(
        verb.lemma,
      )
        ? own.filter(({ relation }) => relation === 'obj')
        : [];
    const said = [...clause, ...extra, ...urged].flatMap(below).toSorted((a, b) => a.at - b.at);
    const taken = new Set(said.map((word) => word.at));
    const source = below(subject)
      .filter((word) => !taken.has(word.at))
      .toSorted((a, b) => a.at - b.at);
    // The source consists of the subject and all words that depend on it, except appositions and relative clauses.
    const core = new Set<number>();
    const grow = (word: Word): void => {
      core.add(word.at);
      for (const child of children.get(word.at) ?? [])
        if (
          /^(?:det|amod|compound|flat|nummod|nmod:poss|nmod:desc|case|nmod|conj|cc)/.test(child.relation) &&
          !/^(?:acl|appos)/.test(child.relation)
        )
          grow(child);
    };
    grow(subject);
    spans.push(
      ...spansOf(
        source.filter((word) => core.has(word.at)),
        'source',
      ),
    );
    spans.push(...spansOf(withAuxiliaries([verb], words), 'cue'));
    spans.push(...spansOf(trimmed(said), 'content'));
  }
  return spans;
}
