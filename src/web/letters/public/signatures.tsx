import { crumbOf } from '../../kit/components/breadcrumbs.tsx';
import { findShown, listInOrder, listShown, type ShownSignature } from '../../../letters/views/signatures.ts';
import { loadHosted, type HostedView } from '../../../letters/views/hosted.ts';
import { line as csvLine } from '../../../exchange/formats/csv.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { pageNumber, routes, slugify } from '../../routes.ts';
import { inBytes, sendStream } from '../../kit/stream.ts';
import { page, useView } from '../../kit/view.tsx';
import { CountWords, SignatureList } from './hosted.tsx';
import { findLogo } from '../../../letters/signing/logos.ts';
import { sendLogo } from './logo.tsx';

const size = 200;
/** How many rows are loaded at once for the CSV file. */
const atOnce = 2000;

/** @throws AppError `gone` if the letter was withdrawn or redacted; `not_found` if there is no such public letter */
export async function publishedLetter(c: Ctx, number: number): Promise<HostedView> {
  const db = c.get('deps').app.db.read;
  const found = await lookUpAddress(db, 'letter', number, 'public');
  if (found.is === 'erased' || found.is === 'withdrawn') throw new AppError('gone');
  const letter = found.is === 'here' ? await loadHosted(db, found.thing, 'public') : null;
  if (!letter) throw new AppError('not_found');
  return letter;
}

/** The list of all signatories: a page with pagination and a search by name, and a streamed CSV file. */
export function signatureListPage(web: Router): void {
  web.get(routes.letterSignatures.pattern, async (c) => {
    const url = new URL(c.req.url);
    const letter = await publishedLetter(c, routes.letterSignatures.read(c.req.param()).number);
    const db = c.get('deps').app.db.read;
    const [q, part] = [url.searchParams.get('q')?.trim().slice(0, 200) || undefined, pageNumber(url)];
    const listing = { order: letter.row.signature_order, limit: size, offset: (part - 1) * size };
    const { signatures, total } = q
      ? await findShown(db, letter.id, { q, ...listing })
      : { signatures: await listInOrder(db, letter, listing), total: letter.counts.confirmed - letter.counts.known };
    const actors = await loadBriefs(
      db,
      signatures.flatMap((one) => one.actor ?? []),
      'public',
    );
    return page(
      c,
      <SignaturesPage letter={letter} signatures={signatures} actors={actors} total={total} q={q} part={part} />,
    );
  });
  for (const pattern of routes.letterSignatures.patternsAs('csv'))
    web.get(pattern, async (c) => {
      const letter = await publishedLetter(c, routes.letterSignatures.read(c.req.param()).number);
      const db = c.get('deps').app.db.read;
      return sendStream(c, inBytes(signatureLines(db, letter.id)), {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="letter-${letter.brief.number}-signatures.csv"`,
      });
    });
}

async function* signatureLines(db: Reader, letter: number): AsyncGenerator<string> {
  yield csvLine(['name', 'kind', 'signer', 'role', 'confirmed', 'version', 'place']);
  for (let after = 0, more = true; more;) {
    const rows = await listShown(db, letter, { order: 'given', limit: atOnce, after });
    const lines = rows.map((one) =>
      csvLine([one.name, one.kind, one.signer, one.role, one.confirmedAt.toISOString(), one.version, one.place]),
    );
    if (lines.length) yield lines.join('');
    more = rows.length === atOnce;
    after = rows.at(-1)?.id ?? after;
  }
}

type Props = {
  letter: HostedView;
  signatures: readonly ShownSignature[];
  actors: ReadonlyMap<number, Brief>;
  total: number;
  q: string | undefined;
  part: number;
};

function SignaturesPage({ letter, signatures, actors, total, q, part }: Props) {
  const { t, mirror } = useView();
  const { brief } = letter;
  const { number } = brief;
  return (
    <PublicPage
      title={`${t('letters.signatures')}: ${brief.title}`}
      canonical={routes.letterSignatures({ number })}
      styles={['letters.css']}
      noindex
      crumbs={[
        { label: t('letters.title'), href: routes.letters() },
        crumbOf(brief, routes.letter({ number, slug: slugify(brief.title) })),
        { label: t('letters.signatures') },
      ]}
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{t('letters.signatures')}</h1>
          <CountWords letter={letter} />
        </header>
        {mirror ? null : (
          <form class="search-line" method="get" role="search">
            <label for="q">{t('letters.find_name')}</label> <input id="q" type="search" name="q" value={q ?? ''} />{' '}
            <button class="button small" type="submit">
              {t('letters.desk.find_button')}
            </button>
          </form>
        )}
        {q ? (
          <p class="muted" role="status">
            {t('letters.found', { count: total })}
          </p>
        ) : null}
        <SignatureList letter={number} signatures={signatures} actors={actors} />
        <Pagination
          page={part}
          pages={Math.ceil(total / size)}
          href={(to) => routes.letterSignatures({ number }, { q, page: to })}
        />
      </div>
    </PublicPage>
  );
}

/**
 * The logos of organisations that signed a published letter. A file's name contains a hash of its bytes, so browsers
 * may cache the file permanently.
 */
export function logoFiles(web: Router): void {
  web.get(routes.letterLogo.pattern, async (c) => {
    const { number, file } = routes.letterLogo.read(c.req.param());
    const letter = await publishedLetter(c, number);
    const sha256 = /^([0-9a-f]{64})\.webp$/.exec(file)?.[1];
    const shown = sha256 !== undefined && (await findLogo(c.get('deps').app.db.read, letter.id, sha256, 'public'));
    return sendLogo(c, shown ? sha256 : null, 'public, max-age=86400');
  });
}
