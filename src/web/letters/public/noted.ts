import { sql } from 'kysely';
import { readDocument, type DocumentJson } from '../../../documents/model/schema.ts';
import { citedRefs, holdersOf, sentencesOf } from '../../../documents/model/sentences.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';
import { noteOfClaim } from '../../record/components/of-record.ts';
import type { NoteData, SentenceData } from '../../record/components/types.ts';

/** A letter's text with its notes. The notes are numbered in the order of the text. */
export type NotedText = {
  blocks: { type: string; sentences: SentenceData[] }[];
  notes: NoteData[];
  back: Record<number, string>;
};

/** The claims that a text cites, by ref. Claims that are not public are left out. */
export async function claimsCited(db: Reader, doc: DocumentJson): Promise<Map<string, ClaimView>> {
  const refs = [...new Set(citedRefs(sentencesOf(readDocument(doc))))];
  const numbers = refs.map((ref) => Number(ref.split('/')[1]));
  if (numbers.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    number: number;
  }>`select canonical_id as id, number from thing where kind = 'claim' and number = any(${numbers}::bigint[])`.execute(
    db,
  );
  const claims = new Map(
    (
      await loadClaims(
        db,
        rows.map((row) => Number(row.id)),
        'public',
      )
    ).map((claim) => [claim.id, claim]),
  );
  return new Map(
    rows.flatMap((row): [string, ClaimView][] => {
      const claim = claims.get(Number(row.id));
      return claim ? [[`claim/${row.number}`, claim]] : [];
    }),
  );
}

/** Numbers the notes of a text. A claim that is missing in `claims` is not public, and gets no note. */
export function noteText(t: Translate, doc: DocumentJson, claims: ReadonlyMap<string, ClaimView>): NotedText {
  const notes: NoteData[] = [];
  const numbers = new Map<string, number>();
  const back: Record<number, string> = {};
  const noteOf = (key: string, make: (number: number) => NoteData): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = notes.length + 1;
    numbers.set(key, number);
    notes.push(make(number));
    return number;
  };
  const blocks = holdersOf(readDocument(doc)).map((holder) => ({
    type: holder.type as string,
    sentences: holder.sentences.map((one): SentenceData => {
      const mine: number[] = [];
      for (const { claim: ref } of one.citations) {
        const claim = claims.get(ref);
        if (claim) mine.push(noteOf(ref, (number) => noteOfClaim(t, claim, number)));
      }
      if (one.kind === 'own-reporting' && one.reporter)
        mine.push(noteOf(`own ${one.reporter}`, (number) => ({ number, basis: 'own', by: one.reporter! })));
      if (one.override)
        mine.push(
          noteOf(`override ${one.override.reason}`, (number) => ({
            number,
            basis: 'override',
            reason: one.override!.reason,
          })),
        );
      for (const number of mine) back[number] ??= one.id;
      return {
        id: one.id,
        text: one.text,
        links: one.links,
        styles: one.styles,
        notes: mine,
        override: one.override !== null,
      };
    }),
  }));
  return { blocks, notes, back };
}
