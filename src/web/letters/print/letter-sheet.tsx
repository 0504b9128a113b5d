import { languageOf, titleIn } from '../../../letters/hosted/content.ts';
import type { HostedView, VersionView } from '../../../letters/views/hosted.ts';
import { listInOrder, type ShownSignature } from '../../../letters/views/signatures.ts';
import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { hostOf } from '../host-name.ts';
import { Notes } from '../../record/components/cited.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx } from '../../kit/context.ts';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { SignatureDetails, CountWords } from '../public/hosted.tsx';
import { shownLogo, SignatureLogo } from '../public/logo.tsx';
import { claimsCited, noteText, type NotedText } from '../public/noted.ts';
import { LetterBody } from '../public/text.tsx';
import { routes, slugify } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';

/** The maximum number of names on the page for print. If there are more, the page says where the full list is. */
const maxNames = 1000;

type Sheet = {
  letter: HostedView;
  version: VersionView;
  language: string;
  noted: NotedText;
  signatures: readonly ShownSignature[];
  address: string;
  check: string;
};

/**
 * A published letter for print, without header and footer of the site. The query parameter `language` selects the text.
 * If the letter has no text in that language, the text in the letter's own language is shown.
 */
export async function showPaper(c: Ctx, letter: HostedView): Promise<Response> {
  const db = c.get('deps').app.db.read;
  const version = letter.current!;
  const language = languageOf(version.content, c.req.query('language'), letter.row.language);
  const spoken = interfaceLocales.find((one) => one === language.split('-')[0]);
  if (spoken) c.set('t', messages(spoken));
  const noted = noteText(c.get('t'), version.docs[language]!, await claimsCited(db, version.docs[language]!));
  const signatures = await listInOrder(db, letter, { limit: maxNames });
  const at = { number: letter.brief.number, slug: slugify(letter.brief.title) };
  return page(
    c,
    <LetterPaperSize
      letter={letter}
      version={version}
      language={language}
      noted={noted}
      signatures={signatures}
      address={fullAddress(c, routes.letter(at))}
      check={fullAddress(c, routes.checkStatement())}
    />,
  );
}

function LetterPaperSize({ letter, version, language, noted, signatures, address, check }: Sheet) {
  const { t, asset, paper } = useView();
  const title = titleIn(version.content, language);
  const more = letter.counts.confirmed - letter.counts.known - signatures.length;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="canonical" href={address} />
        {['public.css', 'records.css', 'letters.css'].map((name) => (
          <link rel="stylesheet" href={asset(name)} />
        ))}
        <link rel="icon" type="image/svg+xml" href={asset('icon.svg')} />
      </head>
      <body class="letter-sheet">
        <main id="main">
          <header class="sheet-head">
            <p class="sheet-from">{hostOf(letter, paper, t.locale)}</p>
            <p class="sheet-date">
              <EdtfDate edtf={letter.row.published_at!.toISOString().slice(0, 10)} />
            </p>
          </header>
          <h1>{title}</h1>
          <LetterBody content={version.content} language={language} noted={noted} notes={false} />
          <section aria-labelledby="signatures">
            <h2 id="signatures">{t('letters.signatures')}</h2>
            <CountWords letter={letter} />
            <ul class="sheet-signatures">
              {signatures.map((one) => (
                <li>
                  <SignatureLogo logo={shownLogo(letter.brief.number, one.logo)} />
                  <div>
                    <b>{one.name ? <bdi>{one.name}</bdi> : <i>{t('letters.name_erased')}</i>}</b>
                    <SignatureDetails one={one} />
                  </div>
                </li>
              ))}
            </ul>
            {more > 0 ? <p>{t('letters.paper.more', { count: more, address })}</p> : null}
          </section>
          <Notes notes={noted.notes} back={noted.back} />
          <footer class="sheet-foot">
            <p>{address}</p>
            <p>{t('letters.version_line', { number: version.number, hash: version.hash })}</p>
            <p>{t('letters.paper.check', { address: check })}</p>
          </footer>
        </main>
      </body>
    </html>
  );
}
