import { asSaid, framed, labelled } from './frames.ts';
import { insideAny, spanOf, trimmed, type Found } from '../found.ts';
import { contentOf } from './content.ts';
import { readCue } from './cue.ts';
import { comma, isMark, type Sentence, type Cue, type Draft, minus, letters } from './parts.ts';
import { type Where } from './speakers.ts';

/** All attributions of a sentence. */
export function attribute(sentence: Sentence, place: Where): Found[] {
  const where: Where = { ...place, units: sentence.units };
  const drafts: Draft[] = [...framed(sentence, where), ...asSaid(sentence, where)];
  const holes = new Set<number>();
  for (const { place } of drafts)
    for (const [at, token] of sentence.tokens.entries())
      if (token.start >= place.start && token.end <= place.end) holes.add(at);
  for (const at of Array.from(holes))
    for (const near of [at - 1, at + 1]) if (comma(sentence.tokens[near])) holes.add(near);
  sentence.holes = drafts.length ? holes : undefined;
  const taken = (at: number): boolean =>
    drafts.some(
      (draft) => sentence.tokens[at]!.start >= draft.place.start && sentence.tokens[at]!.start < draft.place.end,
    );
  let previous: Cue | null = null;
  const cues: Cue[] = [];
  for (const [at, token] of sentence.tokens.entries()) {
    if (token.type !== 'word' || taken(at)) continue;
    if (cues.some((cue) => at >= cue.from && at < cue.to)) continue;
    const cue = readCue(sentence, at, where, previous);
    if (!cue) continue;
    cues.push(cue);
    previous = cue;
  }
  for (const [index, cue] of cues.entries()) {
    const draft = contentOf(sentence, cue, cues, where);
    // "Он сказал ей, передаёт Инна: …" ("He told her, Inna reports: …"): "he" is the speaker, so he is the first link
    // of the chain.
    const inner = cues[index - 1];
    if (
      draft &&
      inner &&
      draft.form === 'lead' &&
      cue.inverted &&
      comma(sentence.tokens[cue.group.from - 1]) &&
      inner.subject &&
      sentence.tokens.slice(inner.group.to, cue.group.from - 1).every((token) => !isMark(token)) &&
      !drafts.some((other) => other.cue === inner)
    ) {
      const span = spanOf(sentence.tokens[inner.from]!.start, sentence.tokens[inner.to - 1]!.end);
      draft.chain.unshift({ speaker: inner.speaker, verb: where.flat.slice(span.start, span.end), cue: [span] });
    }
    if (draft) drafts.push(draft);
  }
  if (!drafts.length) {
    const named = labelled(sentence, where);
    if (named) drafts.push(named);
  }
  return nest(cited(drafts), where.flat);
}

/** Reads "сообщает X со ссылкой на Y" ("X reports, citing Y"). Y is the speaker, and X passes the words on. */
function cited(drafts: readonly Draft[]): Draft[] {
  const source = drafts.find((draft) => draft.chain[0]!.verb.toLowerCase().startsWith('со ссылкой'));
  const outer =
    source &&
    drafts.find(
      (draft) => draft !== source && draft.place.end <= source.place.start && source.place.start - draft.place.end < 40,
    );
  if (!source || !outer) return [...drafts];
  const content = outer.content.flatMap((span) => minus([span], [source.place]));
  return drafts.flatMap((draft) =>
    draft === source
      ? []
      : draft === outer
        ? [{ ...outer, content, chain: [...source.chain, ...outer.chain] }]
        : [draft],
  );
}

/**
 * If the words of one attribution are inside the content of another, both are joined into one chain. The innermost
 * speaker comes first.
 */
function nest(drafts: readonly Draft[], flat: string): Found[] {
  const ordered = [...drafts].sort((a, b) => a.place.start - b.place.start);
  const outers = new Map<Draft, Draft[]>();
  const covers = (outer: Draft, inner: Draft): boolean =>
    outer !== inner && insideAny(outer.content, inner.place.start) && inner.place.start !== outer.place.start;
  const dropped = new Set<Draft>();
  for (const inner of ordered) {
    const around = ordered.filter((outer) => covers(outer, inner) && !(covers(inner, outer) && outer.kind === 'verb'));
    const list = around.filter((outer) => !covers(inner, outer) || outer.kind === 'frame');
    if (!list.length) continue;
    list.sort((a, b) => size(a) - size(b));
    outers.set(inner, list);
  }
  for (const [inner, list] of outers)
    for (const outer of list) {
      const whole = outer.content.reduce((sum, span) => sum + letters(flat, span), 0);
      const mine = [...inner.content, inner.place].reduce((sum, span) => sum + letters(flat, span), 0);
      if (mine >= whole * 0.55 || outer.kind === 'frame') dropped.add(outer);
    }
  return ordered
    .filter((draft) => !dropped.has(draft))
    .map(({ kind, cue, ...found }) => {
      const draft = ordered.find((each) => each.place === found.place)!;
      const list = outers.get(draft) ?? [];
      const pieces = minus(
        found.content,
        list.map((outer) => outer.place),
      );
      const content = list.length
        ? pieces.map((piece) => trimmed(flat, piece)).filter((piece) => piece.end - piece.start > 1)
        : pieces;
      return {
        ...found,
        content,
        chain: [...found.chain, ...list.flatMap((outer) => outer.chain)].slice(0, 4),
        mode: found.mode,
      };
    });
}

const size = (draft: Draft): number => draft.content.reduce((sum, span) => sum + span.end - span.start, 0);
