import type { Page } from '../../scripts/corpus/scheme.ts';
import type { Span } from '../../src/drafting/reading/sentences.ts';
import type { Draft } from '../../src/drafting/schema.ts';
import { Alignment } from './align.ts';
import { errorsOfIncidents } from './incidents.ts';
import { bagOfWords, f1, isSameName, judged, wordsIn, wordsOf, type Expected } from './measures.ts';
import { attributedIn, bodyOf, expectedIn } from './score.ts';

/**
 * Lists what is wrong with a draft of a page that developers may read (`split: 'train'`), in one line each. Never call
 * this for a blind page: developers who read its errors would adapt the rules to it.
 */
export function errorsIn(page: Page, draft: Draft, text: string): string[] {
  const { fields } = draft;
  const alignment = new Alignment(page.text, page.blocks, text);
  const body = f1(bagOfWords(bodyOf(page), [fields.standfirst ?? '', ...fields.body].join('\n')));
  const day = page.published?.slice(0, 10) ?? null;
  return [
    ...(body < 0.97 ? [`body ${body.toFixed(3)}`] : []),
    ...(fields.published?.slice(0, 10) === (day ?? undefined)
      ? []
      : [`published ${String(fields.published)}, not ${String(day)}`]),
    ...(page.byline.length === 0 && fields.byline.length > 0
      ? [`byline invented: ${JSON.stringify(fields.byline)}`]
      : []),
    ...page.byline
      .filter((name) => !fields.byline.some((other) => isSameName(other.name, name)))
      .map((name) => `byline missing: ${name} (has ${fields.byline.map((one) => one.name).join(', ')})`),
    ...errorsOfStatements(page.text, expectedIn(page), draft, (spans) => alignment.spans(spans)),
    ...errorsOfIncidents(page, draft),
  ];
}

/**
 * Lists the errors of a draft's claims: annotated statements that have no claim, claims that no one makes in the text,
 * and claims with a wrong speaker.
 */
export function errorsOfStatements(
  text: string,
  expected: readonly Expected[],
  draft: Pick<Draft, 'claims'>,
  align: (spans: readonly Span[]) => Span[] = (spans) => [...spans],
): string[] {
  const words = wordsOf(text);
  const at = (spans: readonly Span[]): string =>
    spans.map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' ')).join(' … ');
  const claims = attributedIn(draft).map((claim) => ({ claim, content: align(claim.content) }));
  const inClaims = claims.map(({ content }) => wordsIn(words, content));
  const common = (a: ReadonlySet<number>, b: ReadonlySet<number>): number => [...a].filter((one) => b.has(one)).length;
  const lines: string[] = [];
  for (const one of expected) {
    const own = wordsIn(words, one.content);
    const covered = inClaims.reduce((sum, content) => sum + common(own, content), 0);
    if (covered < own.size / 2)
      lines.push(`missing (${covered}/${own.size}): [${at(one.source)} | ${at(one.cue)}] ${at(one.content)}`);
  }
  const found = claims.map(({ claim, content }) => ({ source: [], cue: [], content, name: claim.chain[0]!.actor }));
  for (const [index, { of, right }] of judged(text, expected, found).entries()) {
    const { claim, content } = claims[index]!;
    const who = claim.chain.map(({ actor, asWritten }) => `${actor ?? '–'} (${asWritten ?? ''})`).join(' ← ');
    if (of === null) lines.push(`no such statement: [${who}] ${at(content)}`);
    else if (!right)
      lines.push(
        `${claim.chain[0]!.actor === null ? 'no speaker' : 'WRONG'}${of.pronoun ? ' pronoun' : ''}: [${who}] is ${of.names[0] ?? 'unnamed'} (${at(of.source)}): ${at(content).slice(0, 100)}`,
      );
  }
  return lines;
}
