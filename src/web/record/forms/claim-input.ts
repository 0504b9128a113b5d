import type { Reader } from '../../../platform/database/tx.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { passageVisibility } from './saying.ts';

type Claim = NonNullable<FilingInput['claims']>[number];

/** The values of an existing claim as input of `changeClaim`. */
export async function claimInputOf(
  db: Reader,
  claim: ClaimView,
): Promise<Claim & { statements: NonNullable<Claim['statements']> }> {
  const note = claim.note ?? undefined;
  const support: Claim['support'] = claim.passage
    ? {
        kind: 'passage',
        capture: claim.passage.capture.ref!,
        start: claim.passage.start,
        end: claim.passage.end,
        visibility: (await passageVisibility(db, claim.passage.id)) === 'public' ? 'public' : 'desk',
      }
    : claim.support === 'reference' && claim.source
      ? { kind: 'reference', source: claim.source.ref!, note }
      : { kind: 'direct-word', note: note ?? '' };
  return {
    case: claim.case?.ref ?? undefined,
    wording: claim.wording,
    kind: claim.kind,
    language: claim.language,
    mode: claim.mode,
    certainty: claim.certainty,
    chain: claim.chain.map((link) => ({
      actor: link.speaker?.ref ?? undefined,
      asWritten: link.asWritten ?? undefined,
      verb: link.verb ?? undefined,
      source: link.source?.ref ?? undefined,
      carriedOver: link.carriedOver,
      pagesOwn: link.pagesOwn,
      visibility: link.visibility === 'desk' ? 'desk' : 'public',
    })),
    support,
    statements: claim.statements.map(({ subject, property, value, rank }) => ({
      subject: subject.ref!,
      property,
      value: value.value,
      rank,
    })),
    visibility: claim.visibility === 'public' ? 'public' : 'desk',
  };
}
