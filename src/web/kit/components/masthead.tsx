import type { Child } from 'hono/jsx';
import { imprintIn, namedIn, type Imprint, type Logo, type LogoFile } from '../publication.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { routes } from '../../routes.ts';
import { useView } from '../view.tsx';
import { Filled } from './filled.tsx';
import { Dotted } from './page-parts.tsx';
import { Shape } from './shapes.tsx';
import { foreignTo } from '../words/foreign-to.ts';

/** The publication's name as text. Its first letter is coloured, like the initials in old chronicles. */
export function Wordmark({ name }: { name: string }) {
  const [first = '', ...rest] = Array.from(name);
  return (
    <span class="wordmark">
      <b>{first}</b>
      {rest.join('')}
    </span>
  );
}

const fileOf = ({ sha256, type }: LogoFile): string => `${sha256}.${type === 'image/png' ? 'png' : 'svg'}`;

/** The logo, with its variant for dark mode. */
export function LogoPicture({ logo, name }: { logo: Logo; name: string }) {
  return (
    <picture>
      {logo.dark ? (
        <source srcset={routes.logo({ file: fileOf(logo.dark) })} media="(prefers-color-scheme: dark)" />
      ) : null}
      <img
        class="logo"
        src={routes.logo({ file: fileOf(logo) })}
        alt={name}
        width={Math.ceil(logo.width)}
        height={Math.ceil(logo.height)}
      />
    </picture>
  );
}

/** The publication at the top of a page: its logo, or its name as text. */
export function PublicationName() {
  const { paper, t } = useView();
  const { name } = namedIn(paper, t.locale);
  return paper.logo ? <LogoPicture logo={paper.logo} name={name} /> : <Wordmark name={name} />;
}

/**
 * Links to this page in the other languages of the publication. The address contains the language, so no cookie is
 * needed.
 */
export function LanguageSwitch() {
  const { languages, t } = useView();
  if (!languages.length) return null;
  return (
    <nav class="languages" aria-label={t('publishing.publication.shown.languages')}>
      <ul>
        {languages.map(({ language, address }) => (
          <li>
            <a
              href={address}
              hreflang={language}
              lang={language}
              aria-current={language === t.locale ? 'true' : undefined}
            >
              {languageName(language, language)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/**
 * Longer addresses (in characters) get no links in `<noscript>`, because each link would repeat the address. The footer
 * has links, too.
 */
const maxOfferedLength = 2000;

/**
 * A line at the top of the page for readers whose browser prefers another language: a link in that language. A script
 * shows it, so that every reader gets the same page from the cache. Without scripts, all links are shown.
 */
export function LanguageOffer() {
  const { languages, t, asset, hasAsset } = useView();
  const others = languages.filter(({ language }) => language !== t.locale);
  if (!others.length || !hasAsset('language.js')) return null;
  return (
    <>
      {others.map(({ language, address }) => (
        <nav
          class="muted no-print"
          lang={language}
          aria-label={messages(language)('publishing.publication.shown.languages')}
          data-offer
          hidden
        >
          <a href={address} hreflang={language}>
            {messages(language)('kit.read_here')}
          </a>
        </nav>
      ))}
      <script src={asset('language.js')}></script>
      {others[0]!.address.length > maxOfferedLength ? null : (
        <noscript>
          <nav class="muted no-print" aria-label={t('publishing.publication.shown.languages')}>
            {others.map(({ language, address }) => (
              <>
                <a href={address} hreflang={language} lang={language}>
                  {messages(language)('kit.read_here')}
                </a>{' '}
              </>
            ))}
          </nav>
        </noscript>
      )}
    </>
  );
}

/**
 * Opens the search box on a phone, without a script. A mirror has no server for searches, so there `SearchBox` is a
 * link, and this renders nothing.
 */
export function SearchButton() {
  const { t, mirror } = useView();
  const label = t('kit.nav.search');
  return mirror ? null : (
    <button type="button" class="button small" popovertarget="site-search" aria-label={label}>
      <Shape name="search" />
    </button>
  );
}

/** The search box in the masthead of every page. On a phone, `SearchButton` opens it instead (`SearchSheet`). */
export function SearchBox() {
  const { t, mirror } = useView();
  if (mirror)
    return (
      <p class="site-search link">
        <a href={routes.search()}>
          <Shape name="search" /> <span>{t('kit.nav.search')}</span>
        </a>
      </p>
    );
  return (
    <div class="site-search">
      <SearchForm id="site-q" />
    </div>
  );
}

/**
 * The search box that opens on a phone, with the cursor in it. It is hidden until then, because browsers would give the
 * focus to a visible field with `autofocus` when the page loads.
 */
export function SearchSheet() {
  const { mirror } = useView();
  return mirror ? null : (
    <div class="site-search sheet" id="site-search" popover="auto">
      <SearchForm id="sheet-q" autofocus />
    </div>
  );
}

function SearchForm({ id, autofocus }: { id: string; autofocus?: boolean }) {
  const { t } = useView();
  const label = t('kit.nav.search');
  return (
    <form action={routes.search()} role="search" aria-label={t('kit.search.site')}>
      <label class="sr" for={id}>
        {t('kit.search.site')}
      </label>
      <input
        id={id}
        type="search"
        name="q"
        maxlength={400}
        autocomplete="off"
        placeholder={label}
        autofocus={autofocus}
      />
      <button type="submit" aria-label={label}>
        <Shape name="search" />
      </button>
    </form>
  );
}

const isEmpty = (imprint: Imprint): boolean => Object.values(imprint).every((one) => !one);

/**
 * Returns a function that renders a line of the imprint, in the reader's language or else in the publication's. With
 * `short`, an address of several lines is joined into one line.
 */
function useImprint(): (line: Parameters<typeof imprintIn>[2], short?: 'short') => Child {
  const { paper, t } = useView();
  return (line, short) => {
    const found = imprintIn(paper, t.locale, line);
    if (!found) return null;
    const lines = found.text.split('\n').map((one) => one.trim());
    const text = short ? lines.filter(Boolean).join(', ') : found.text;
    return <span lang={found.own ? foreignTo(t, paper.language) : undefined}>{text}</span>;
  };
}

/** The imprint in the footer of every page. */
export function ImprintLine() {
  const { paper, t } = useView();
  const shown = useImprint();
  const { issn, email, phone } = paper.imprint;
  if (isEmpty(paper.imprint)) return null;
  const responsible = shown('responsible');
  const where = [shown('publisher'), shown('address', 'short')].filter((line) => line !== null);
  const rest = [
    ...(responsible
      ? [
          <Filled message="publishing.publication.shown.responsible" name="name">
            {responsible}
          </Filled>,
        ]
      : []),
    ...(issn ? [t('publishing.publication.shown.issn', { issn })] : []),
  ];
  return (
    <div class="imprint">
      {paper.imprint.copyright ? <p>{shown('copyright')}</p> : null}
      {where.length ? (
        <p>
          {where.map((line, index) => (
            <>
              {index ? ', ' : ''}
              {line}
            </>
          ))}
        </p>
      ) : null}
      {rest.length ? (
        <p>
          <Dotted parts={rest} />
        </p>
      ) : null}
      {paper.imprint.note ? <p>{shown('note')}</p> : null}
      {email || phone ? (
        <p>
          {email ? <MailLink email={email} /> : null} {phone}
        </p>
      ) : null}
    </div>
  );
}

/** An email address, marked as text in no language. */
export const MailLink = ({ email }: { email: string }) => (
  <a href={`mailto:${email}`} lang="zxx" translate="no">
    {email}
  </a>
);

/** Tells readers how to report an error: to an email address of the imprint, or else by telephone or post. */
export function ReportError() {
  const { paper } = useView();
  const { email, phone } = paper.imprint;
  const shown = useImprint();
  const contact = email ? <MailLink email={email} /> : (phone ?? shown('address', 'short'));
  return contact ? (
    <p>
      <Filled message="publishing.publication.shown.report_error" name="contact">
        {contact}
      </Filled>
    </p>
  ) : null;
}

/** The imprint as a list, for the page about the publication. */
export function ImprintList() {
  const { paper, t } = useView();
  const shown = useImprint();
  const { imprint } = paper;
  if (isEmpty(imprint)) return null;
  const rows = [
    [t('publishing.publication.shown.publisher'), shown('publisher')],
    [t('publishing.publication.shown.address'), shown('address')],
    [t('publishing.publication.shown.responsible_label'), shown('responsible')],
    ['ISSN', imprint.issn],
    [t('publishing.publication.shown.email'), imprint.email && <MailLink email={imprint.email} />],
    [t('publishing.publication.shown.phone'), imprint.phone],
  ] as const;
  return (
    <section id="imprint" aria-labelledby="imprint-title">
      <h2 id="imprint-title">{t('publishing.publication.shown.imprint')}</h2>
      <dl class="facts">
        {rows.map(([label, value]) =>
          value ? (
            <div>
              <dt>{label}</dt>
              <dd class="typed">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {[shown('note'), shown('copyright')].map((line) => (line ? <p>{line}</p> : null))}
    </section>
  );
}
