import type { Child } from 'hono/jsx';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { routes } from '../../routes.ts';
import { LockCover } from '../desk/lock-cover.tsx';
import { useView } from '../view.tsx';
import { inWords, namedIn } from '../publication.ts';
import { DeskHead, Palette } from './desk-head.tsx';
import { FontLinks } from './font-links.tsx';
import { SectionLinks } from './section-links.tsx';
import { Shape } from './shapes.tsx';
import { markedTitle } from '../invented.tsx';
import { Breadcrumbs, type Crumb } from './breadcrumbs.tsx';
import { inLanguage } from '../locale.ts';
import { JsonLd } from '../raw-html.tsx';
import { ImprintLine, LanguageSwitch, PublicationName, SearchBox, SearchButton, Wordmark } from './masthead.tsx';

/** Data for the head of a page. */
export type HeadMeta = {
  title: string;
  description?: string;
  /** The page's permanent path, for search engines and shared links. */
  canonical?: string;
  /** Asks search engines not to index the page. */
  noindex?: boolean;
  type?: 'website' | 'article';
  /** When the article was published, in ISO 8601. */
  published?: string;
  modified?: string;
  /** A picture for shared links, on this host. */
  image?: { src: string; alt: string };
  /** The size of `image` in pixels, if it is known. */
  imageSize?: { width: number; height: number };
  /** Feeds of the items on this page. They are listed before the publication's feed. */
  feeds?: readonly { title: string; atom: string; json: string }[];
  /** The path of a calendar with the hearings on this page. */
  calendar?: string;
  /** What the page is about, as schema.org data (JSON-LD). */
  data?: object;
  /** The path of the JSON with the same content. */
  json?: string;
  /** The path of a chart that other sites can embed (oEmbed). */
  oembed?: string;
  /** The language of the page's text, if it is not the publication's. */
  language?: string;
  /** The path of a style sheet for print. */
  printStyle?: string;
  /**
   * The addresses of a text in all its languages, including the language of this page. Empty if the text has only one
   * language.
   */
  alternates?: readonly { language: string; address: string }[];
  /** Style sheets that only this page needs, by asset name. */
  styles?: readonly string[];
};

function PageHead({ meta, desk }: { meta: HeadMeta; desk?: boolean }) {
  const view = useView();
  const { name } = namedIn(view.paper, view.t.locale);
  // The text of a page with `alternates` has its own language. So the page's canonical address has no prefix for the
  // language of the menus.
  const lists = !desk && meta.alternates === undefined && meta.canonical !== undefined ? view.languages : [];
  const address =
    meta.canonical === undefined
      ? undefined
      : view.absolute(lists.length ? inLanguage(view.prefix, meta.canonical) : meta.canonical);
  const image = meta.image && view.absolute(meta.image.src);
  const language = meta.language ?? view.t.locale;
  return (
    <head>
      <meta charset="utf-8" />
      <title>{meta.title === name ? name : view.t('kit.page_title', { title: meta.title, paper: name })}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {meta.description ? <meta name="description" content={meta.description} /> : null}
      {desk || meta.noindex || view.paper.hidden ? <meta name="robots" content="noindex" /> : null}
      <link rel="stylesheet" href={view.asset('public.css')} />
      {desk || meta.type !== 'article' ? <link rel="stylesheet" href={view.asset('records.css')} /> : null}
      {view.theme && !desk ? <link rel="stylesheet" href={view.theme} /> : null}
      {desk ? <link rel="stylesheet" href={view.asset('desk.css')} /> : null}
      {meta.styles?.map((name) => (
        <link rel="stylesheet" href={view.asset(name)} />
      ))}
      {meta.printStyle ? <link rel="stylesheet" media="print" href={meta.printStyle} /> : null}
      <FontLinks
        language={language}
        texts={desk || meta.language !== undefined ? language : interfaceLanguage(view.paper)}
        desk={desk}
      />
      <link rel="icon" type="image/svg+xml" href={view.asset('icon.svg')} />
      {address ? <link rel="canonical" href={address} /> : null}
      {[...lists, ...(meta.alternates ?? [])].map((one) => {
        const there = view.absolute(one.address);
        return there ? <link rel="alternate" hreflang={one.language} href={there} /> : null;
      })}
      {meta.json ? <link rel="alternate" type="application/json" href={meta.json} /> : null}
      {desk ? null : <SharedMeta meta={meta} address={address} image={image} />}
    </head>
  );
}

function SharedMeta({ meta, address, image }: { meta: HeadMeta; address?: string; image?: string }) {
  const view = useView();
  const { name } = namedIn(view.paper, view.t.locale);
  return (
    <>
      {[...(meta.feeds ?? []), { title: name, atom: routes.feedXml(), json: routes.feedJson() }].map((feed) => (
        <>
          <link rel="alternate" type="application/atom+xml" title={feed.title} href={feed.atom} />
          <link rel="alternate" type="application/feed+json" title={feed.title} href={feed.json} />
        </>
      ))}
      {meta.oembed && !view.mirror ? (
        <OembedLinks path={inLanguage(view.prefix, meta.oembed)} title={meta.title} />
      ) : null}
      {meta.calendar ? <link rel="alternate" type="text/calendar" href={meta.calendar} /> : null}
      <meta property="og:site_name" content={name} />
      <meta property="og:title" content={meta.title} />
      <meta property="og:type" content={meta.type ?? 'website'} />
      {meta.description ? <meta property="og:description" content={meta.description} /> : null}
      {address ? <meta property="og:url" content={address} /> : null}
      {image ? <meta property="og:image" content={image} /> : null}
      {image && meta.image ? <meta property="og:image:alt" content={meta.image.alt} /> : null}
      {image && meta.imageSize ? <meta property="og:image:width" content={String(meta.imageSize.width)} /> : null}
      {image && meta.imageSize ? <meta property="og:image:height" content={String(meta.imageSize.height)} /> : null}
      <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
      {meta.published ? <meta property="article:published_time" content={meta.published} /> : null}
      {meta.modified ? <meta property="article:modified_time" content={meta.modified} /> : null}
      {meta.data ? <JsonLd data={meta.data} /> : null}
    </>
  );
}

/** How other sites find out how to embed the page. They need full addresses, so there are none without a public host. */
function OembedLinks({ path, title }: { path: string; title: string }) {
  const { absolute } = useView();
  const url = absolute(path);
  return url === undefined ? null : (
    <>
      {(['json', 'xml'] as const).map((format) => (
        <link
          rel="alternate"
          type={format === 'json' ? 'application/json+oembed' : 'text/xml+oembed'}
          title={title}
          href={absolute(routes.oembed({ url, format }))}
        />
      ))}
    </>
  );
}

type NavLink = { href: string; label: string; here: boolean };

function Nav({ links, label, kind }: { links: readonly NavLink[]; label: string; kind?: 'sections' }) {
  return (
    <nav class={kind ? `nav ${kind}` : 'nav'} aria-label={label}>
      <ul>
        {links.map((link) => (
          <li>
            <a href={link.href} aria-current={link.here ? 'page' : undefined}>
              {link.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type PageProps = HeadMeta & { crumbs?: readonly Crumb[]; children?: Child };
type PublicProps = PageProps & {
  /** Whether the page has the large masthead, as only the front page does. */
  front?: boolean;
  /** Browser scripts of this page, by asset name. */
  scripts?: readonly string[];
  /** Whether the page has links to its sections. */
  sectionLinks?: boolean;
  /** The kind of page, which decides its support message. Without a kind, the page has no support message. */
  support?: string;
};

/**
 * A page for readers: masthead, content, footer. The page is the same for everyone, works without scripts, and loads
 * nothing from other sites.
 */
export function PublicPage({
  crumbs,
  children,
  front = useView().path === routes.home(),
  scripts = [],
  support,
  sectionLinks,
  ...given
}: PublicProps) {
  const view = useView();
  const meta = { ...given, title: markedTitle(view.t, view.paper, view.path, given.title) };
  const { t, path } = view;
  const { name, motto } = namedIn(view.paper, t.locale);
  const within = (start: string) => path === start || path.startsWith(`${start}/`);
  const links: NavLink[] = [
    { href: routes.articles(), label: t('kit.nav.articles'), here: within(routes.articles()) },
    { href: routes.cases(), label: t('kit.nav.cases'), here: within(routes.cases()) },
    { href: routes.laws(), label: t('kit.nav.laws'), here: within(routes.laws()) },
    { href: routes.letters(), label: t('kit.nav.letters'), here: within(routes.letters()) },
    { href: routes.actors(), label: t('kit.nav.actors'), here: within(routes.actors()) },
    { href: routes.statistics(), label: t('search.statistics.nav'), here: within(routes.statistics()) },
    { href: routes.about(), label: t('kit.nav.about'), here: within(routes.about()) },
  ];
  // The page of the search has a box of its own, with filters.
  const searches = !within(routes.search());
  const sections = view.paper.sections.map((one): NavLink => {
    const href = routes.section({ slug: one.key });
    return { href, label: inWords(one.names, t.locale, view.paper), here: within(href) };
  });
  return (
    <html lang={meta.language ?? t.locale}>
      <PageHead meta={meta} />
      <body>
        <a class="skip" href="#main">
          {t('kit.skip')}
        </a>
        <header class={`masthead${front ? ' front' : ''}`}>
          <a class="home" href={routes.home()} rel="home" aria-current={front ? 'page' : undefined}>
            <PublicationName />
          </a>
          {front && motto ? <p class="motto">{motto}</p> : null}
          <p class="masthead-buttons">
            {searches ? <SearchButton /> : null}
            <button type="button" class="button small menu-button" popovertarget="menu">
              {t('kit.menu.title')}
            </button>
          </p>
          <div class="masthead-menu" id="menu" popover="auto">
            <Nav links={links} label={t('kit.nav.label')} />
            {sections.length ? (
              <Nav links={sections} label={t('publishing.publication.shown.sections')} kind="sections" />
            ) : null}
          </div>
          {searches ? <SearchBox /> : null}
        </header>
        {crumbs?.length ? <Breadcrumbs crumbs={crumbs} /> : null}
        <main id="main" tabindex={-1}>
          {sectionLinks ? <SectionLinks /> : null}
          {children}
          {support ? view.foot(support) : null}
        </main>
        <footer class="foot">
          <p class="foot-name">
            <Wordmark name={name} />
          </p>
          <ImprintLine />
          {meta.canonical && view.absolute(meta.canonical) ? (
            <p class="print-only">{view.absolute(meta.canonical)}</p>
          ) : null}
          <p>
            {view.paper.pages.map((one) => (
              <>
                <a href={routes.page({ slug: one.key })}>{inWords(one.titles, t.locale, view.paper)}</a>{' '}
              </>
            ))}
            <a href={routes.about()}>{t('kit.foot.about')}</a>{' '}
            <a href={routes.corrections()}>{t('kit.foot.corrections')}</a>{' '}
            <a href={routes.privacy()}>{t('kit.foot.privacy')}</a> <a href={routes.feedXml()}>{t('kit.foot.feed')}</a>{' '}
            <a href={routes.export()}>{t('kit.foot.data')}</a>{' '}
            {view.mirror ? (
              <a href={routes.mirror()}>{t('site.mirror.foot')}</a>
            ) : (
              <a href={routes.readingList()}>{t('kit.foot.list')}</a>
            )}
          </p>
          <LanguageSwitch />
          <p class="made">{t('kit.foot.made')}</p>
        </footer>
        {(support ? [...scripts, 'reader.js'] : scripts).map((name) => (
          <PageScript name={name} />
        ))}
      </body>
    </html>
  );
}

/**
 * A browser script of a public page. A mirror is opened from a folder, where browsers run no modules. So in a mirror
 * the script is not a module.
 */
export function PageScript({ name }: { name: string }) {
  const view = useView();
  if (!view.hasAsset(name)) return null;
  return view.mirror ? (
    <script defer src={view.asset(name)}></script>
  ) : (
    <script type="module" src={view.asset(name)}></script>
  );
}

/** `noindex` is left out, because every page of the desk asks search engines not to index it. */
type DeskProps = Omit<PageProps, 'noindex'> & {
  /** Whether the page uses the whole window, as the reading view does. */
  wide?: boolean;
  /** Buttons beside the title. */
  actions?: Child;
  /** Browser scripts of this page, by asset name. */
  scripts?: readonly string[];
  /** Whether the page renders its own heading. */
  bare?: boolean;
  /** Whether the page has links to its sections. */
  sectionLinks?: boolean;
};

/** A page of the desk: the menu, the title with its buttons, and the content. */
export function DeskPage({ crumbs, children, wide, actions, scripts = [], bare, sectionLinks, ...meta }: DeskProps) {
  const view = useView();
  const { t, person } = view;
  return (
    <html lang={meta.language ?? t.locale}>
      <PageHead meta={meta} desk />
      <body class={`desk${wide ? ' wide' : ''}`}>
        <a class="skip" href="#main">
          {t('kit.skip')}
        </a>
        <DeskHead />
        {crumbs?.length ? <Breadcrumbs crumbs={crumbs} /> : null}
        <main id="main" tabindex={-1}>
          {bare ? null : (
            <div class="deskhead-title">
              <h1>{meta.title}</h1>
              {actions ? <div class="actions">{actions}</div> : null}
            </div>
          )}
          {view.saved ? (
            <p class="saved" role="status" tabindex={-1} autofocus>
              <Shape name="acknowledged" /> {t('kit.form.saved')}
            </p>
          ) : null}
          {sectionLinks ? <SectionLinks /> : null}
          {children}
        </main>
        {person ? <Palette /> : null}
        <LockCover />
        {[...(person ? ['lock.js', 'dates.js', 'palette.js'] : []), ...scripts].filter(view.hasAsset).map((name) => (
          <script type="module" src={view.asset(name)}></script>
        ))}
      </body>
    </html>
  );
}
