import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isSecond, pageFiles } from '../corpus/command.ts';
import { readPage } from '../corpus/page.ts';
import type { LabelledText } from './gum.ts';

/** Whether a page is blind, by its name: nobody who works on the reader reads it. */
const isBlind = (file: string): boolean => Number(/-(\d+)/.exec(basename(file))![1]) % 3 === 0;

/** The open pages of the annotated corpus in a language. */
export function readOpenPages(folder: string, language: string): LabelledText[] {
  return pageFiles(folder)
    .filter((file) => !isSecond(file) && !isBlind(file) && basename(file).startsWith(`${language}-`))
    .map((file) => {
      const { page } = readPage(file, readFileSync(file, 'utf8'));
      const title = page.blocks.find(({ role }) => role === 'title')?.end ?? 0;
      const names = new Map(page.entities.map(({ id, name }) => [id, name]));
      return {
        id: page.id,
        genre: 'own',
        split: 'train' as const,
        text: page.text,
        blocks: page.blocks.map(({ start, end, role }) => ({ start, end, heading: role === 'title' })),
        spans: page.claims.flatMap((claim) => [
          ...claim.content.map(({ start, end }) => ({ start, end, label: 'content' as const })),
          ...claim.chain.flatMap(({ source, cue }) => [
            ...source.map(({ start, end }) => ({ start, end, label: 'source' as const })),
            ...cue.map(({ start, end }) => ({ start, end, label: 'cue' as const })),
          ]),
        ]),
        claims: page.claims
          .map(({ content, chain }) => ({
            content: content.filter(({ start }) => start >= title),
            source: chain[0]!.source,
            cue: chain[0]!.cue,
            names: [names.get(chain[0]!.speaker ?? '') ?? []].flat(),
          }))
          .filter(({ content }) => content.length > 0),
      };
    });
}
