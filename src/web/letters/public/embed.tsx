import { languageOf, titleIn } from '../../../letters/hosted/content.ts';
import { loadHosted } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadLettersShown, type PublicLetter } from '../../../publishing/public/public-letter.ts';
import { namedIn } from '../../kit/publication.ts';
import { findThing } from '../../../record/refs.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { LetterCounts, LetterKicker } from '../components/letter-card.tsx';
import { fullAddress } from '../../kit/feeds/feed.ts';
import { setLanguage } from '../../kit/locale.ts';
import { mayBeFramed } from '../../kit/middleware/headers.ts';
import { routes, slugify } from '../../routes.ts';
import { page, useView, useWords } from '../../kit/view.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The page for an `iframe` on other sites: a letter's title and its current number of signatories, without script. */
export function letterEmbedPage(web: Router): void {
  web.get(routes.letterEmbed.pattern, async (c) => {
    const { number } = routes.letterEmbed.read(c.req.param());
    const letter = await shown(c, number);
    const db = c.get('deps').app.db.read;
    const hosted =
      letter.confirmed === null ? null : await loadHosted(db, (await findThing(db, 'letter', number))!, 'public');
    const language = hosted?.current
      ? languageOf(hosted.current.content, c.req.query('language'), c.get('t').locale)
      : undefined;
    if (language) setLanguage(c, language);
    mayBeFramed(c);
    return page(
      c,
      <EmbedPage
        letter={letter}
        title={language ? titleIn(hosted!.current!.content, language) : letter.title}
        language={language}
        address={fullAddress(
          c,
          routes.letter({ number, slug: slugify(letter.title) }, { language: c.req.query('language') && language }),
        )}
      />,
    );
  });
}

/** @throws AppError `not_found` if there is no such public letter */
async function shown(c: Ctx, number: number): Promise<PublicLetter> {
  const ref = `letter/${number}`;
  const letter = (await loadLettersShown(c.get('deps').app.db.read, [{ kind: 'letter', ref }])).get(ref);
  if (!letter) throw new AppError('not_found');
  return letter;
}

function EmbedPage({
  letter,
  title,
  language,
  address,
}: {
  letter: PublicLetter;
  title: string;
  language: string | undefined;
  address: string;
}) {
  const { t, asset, paper } = useView();
  return (
    <html lang={t.locale}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="canonical" href={address} />
        {['public.css', 'letters.css'].map((name) => (
          <link rel="stylesheet" href={asset(name)} />
        ))}
      </head>
      <body class="letter-embed">
        <main>
          <LetterKicker letter={letter} />
          <h1 lang={foreignTo(t, language)}>
            <a href={address} target="_blank" rel="noopener">
              {title}
            </a>
          </h1>
          <LetterCounts letter={letter} countClass="embed-count" />
          <p class="muted">
            <a href={address} target="_blank" rel="noopener">
              {t('letters.embed.read', { paper: namedIn(paper, t.locale).name })}
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}

const html = (text: string): string => text.replace(/[<>&"]/g, (sign) => `&#${sign.codePointAt(0)};`);

type Snippet = {
  title: string;
  language: string;
  address: string;
  embed: string;
  count: string;
  to: string;
  on: string;
};

/**
 * HTML that other sites can copy: a quotation with a link, which loads nothing from this site, or an `iframe` with the
 * current number of signatories.
 */
export function CopyLetter({ title, language, address, embed, count, to, on }: Snippet) {
  const t = useWords();
  const words = `<blockquote cite="${html(address)}" lang="${html(language)}">\n<p><a href="${html(address)}"><cite>${html(title)}</cite></a></p>\n<p>${html([to, `${count} (${edtfWords(t, on).text})`].filter(Boolean).join(' · '))}</p>\n</blockquote>`;
  const frame = `<iframe src="${html(embed)}" title="${html(title)}" width="100%" height="260" loading="lazy" style="border:1px solid #ccc"></iframe>`;
  return (
    <details class="copy-letter no-print">
      <summary>{t('letters.embed.title')}</summary>
      <p>
        <label for="copy-words">{t('letters.embed.words')}</label>
      </p>
      <p class="hint">{t('letters.embed.words_hint')}</p>
      <textarea id="copy-words" readonly rows={5} spellcheck={false}>
        {words}
      </textarea>
      <p>
        <label for="copy-frame">{t('letters.embed.frame')}</label>
      </p>
      <p class="hint">{t('letters.embed.frame_hint')}</p>
      <textarea id="copy-frame" readonly rows={4} spellcheck={false}>
        {frame}
      </textarea>
    </details>
  );
}
