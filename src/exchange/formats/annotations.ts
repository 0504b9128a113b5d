import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import type { About, Asked, Report } from '../export/about.ts';
import { prefetch, pageSize } from '../export/pages.ts';
import { select } from '../export/select.ts';
import { streamJson } from './stream-json.ts';
import { urlOf } from './tables/things.ts';
import { chainText } from './words.ts';

/**
 * W3C Web Annotations: one for each claim that is based on a passage which the audience may see. The body is the claim.
 * The target is the page at its own URL, with the words of the passage (for readers, at most 300 characters) and its
 * position.
 */
export async function* webAnnotations(
  db: Reader,
  asked: Asked,
  about: About,
  report: Report = () => {},
): AsyncGenerator<string> {
  const { found } = await select(db, asked, about.audience);
  const id = about.address + about.query.path;
  yield* streamJson(
    {
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: `${id}#annotations`,
      type: 'AnnotationCollection',
      label: `${about.paper}: ${about.query.words}`,
      creator: { type: 'Organization', name: about.paper, homepage: about.address },
      created: about.at.toISOString(),
      rights: about.licence.url,
    },
    ['first', 'items'],
    pages(),
    { id: `${id}#annotations-1`, type: 'AnnotationPage', startIndex: 0 },
    (total) => ({ total }),
  );

  async function* pages(): AsyncGenerator<object[]> {
    let done = 0;
    for await (const { page, count } of prefetch(found.claim.pages(pageSize), async (ids) => ({
      page: await annotations(db, ids, about),
      count: ids.length,
    }))) {
      yield page;
      report((done += count), found.claim.size);
    }
  }
}

async function annotations(db: Reader, ids: readonly number[], about: About): Promise<object[]> {
  const claims = (await loadClaims(db, ids, about.audience)).filter(
    (claim) => claim.passage && claim.withdrawn === null && claim.visibility !== 'sealed',
  );
  const times = await capturedAt(
    db,
    claims.flatMap((claim) =>
      claim.passage!.capture && !claim.passage!.capture.hidden ? [claim.passage!.capture.id] : [],
    ),
  );
  return claims.map((claim) =>
    annotationOf(claim, about, claim.passage!.capture ? times.get(claim.passage!.capture.id) : undefined),
  );
}

/** Without pages of web archives, whose time is only what the archive says. */
async function capturedAt(db: Reader, ids: readonly number[]): Promise<Map<number, Date>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    captured_at: Date;
  }>`select id, captured_at from capture where id = any(${[...new Set(ids)]}::bigint[]) and method <> 'archive'`.execute(
    db,
  );
  return new Map(rows.map((row) => [Number(row.id), row.captured_at]));
}

/** A page of the PDF at the target's address, in the way that the Web Annotation model prescribes for PDFs. */
const fragmentOfPdf = (page: number): object => ({
  type: 'FragmentSelector',
  conformsTo: 'http://tools.ietf.org/rfc/rfc3778',
  value: `page=${page}`,
});

/** One annotation. `at`: when the page was captured, if the capture is public. */
export function annotationOf(claim: ClaimView, about: About, at: Date | undefined): object {
  const passage = claim.passage!;
  const page = claim.addresses[0] ?? (claim.source && urlOf(about, claim.source)) ?? about.address;
  const url = about.address + (about.links({ kind: 'claim', number: claim.number, title: '' }) ?? '');
  return {
    id: `${url}#annotation`,
    type: 'Annotation',
    motivation: 'describing',
    creator: { type: 'Organization', name: about.paper, homepage: about.address },
    created: claim.checkedAt?.toISOString(),
    rights: about.licence.url,
    body: [
      {
        type: 'TextualBody',
        purpose: 'describing',
        value: `${chainText(about.t, claim)} (${claim.mode}): ${claim.wording}`,
        language: claim.language,
        format: 'text/plain',
      },
      { id: url, format: 'text/html', purpose: 'linking' },
    ],
    target: {
      source: page,
      selector: [
        {
          type: 'TextQuoteSelector',
          exact: passage.exact,
          prefix: passage.prefix || undefined,
          suffix: passage.suffix || undefined,
        },
        { type: 'TextPositionSelector', start: passage.start, end: passage.start + passage.exact.length },
        ...(passage.page !== null && page === claim.addresses[0] ? [fragmentOfPdf(passage.page)] : []),
      ],
      state: at ? { type: 'TimeState', sourceDate: at.toISOString() } : undefined,
    },
  };
}
