import type { Child } from 'hono/jsx';
import { routes } from '../../routes.ts';
import { LockCover } from '../desk/lock-cover.tsx';
import { useView, type View } from '../view.tsx';
import { inWords, namedIn } from '../publication.ts';
import { DeskHead, Palette } from './desk-head.tsx';
import { PageHead, type HeadMeta } from './page-head.tsx';
import { SectionLinks } from './section-links.tsx';
import { Shape } from './shapes.tsx';
import { markedTitle } from '../invented.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import {
  ImprintLine,
  LanguageOffer,
  LanguageSwitch,
  PublicationName,
  SearchBox,
  SearchButton,
  SearchSheet,
  Wordmark,
} from './masthead.tsx';

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

/** The description of a page that has none of its own, for search engines and shared links. */
function described({ t, paper }: View, title: string): string {
  const { name, motto } = namedIn(paper, t.locale);
  const about = motto ?? t('kit.described_motto');
  return title === name ? about : t('kit.described', { title, paper: name, motto: about });
}

/** The top of a page of the publication: its name, the menu and the search. */
function Masthead({ front = false }: { front?: boolean }) {
  const view = useView();
  const { t, path } = view;
  const { motto } = namedIn(view.paper, t.locale);
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
  // The search page has its own search box, with filters.
  const searches = !within(routes.search());
  const sections = view.paper.sections.map((one): NavLink => {
    const href = routes.section({ slug: one.key });
    return { href, label: inWords(one.names, t.locale, view.paper), here: within(href) };
  });
  return (
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
      {searches ? (
        <>
          <SearchBox />
          <SearchSheet />
        </>
      ) : null}
    </header>
  );
}

function Foot({ canonical }: { canonical?: string }) {
  const view = useView();
  const { t } = view;
  const { name } = namedIn(view.paper, t.locale);
  return (
    <footer class="foot">
      <p class="foot-name">
        <Wordmark name={name} />
      </p>
      <ImprintLine />
      {canonical && view.absolute(canonical) ? <p class="print-only">{view.absolute(canonical)}</p> : null}
      <p>
        {view.paper.pages.map((one) => (
          <>
            <a href={routes.page({ slug: one.key })}>{inWords(one.titles, t.locale, view.paper)}</a>{' '}
          </>
        ))}
        <a href={routes.about()}>{t('kit.foot.about')}</a> <a href={routes.sources()}>{t('kit.nav.sources')}</a>{' '}
        <a href={routes.corrections()}>{t('kit.foot.corrections')}</a>{' '}
        <a href={routes.privacy()}>{t('kit.foot.privacy')}</a> <a href={routes.feedList()}>{t('kit.foot.feed')}</a>{' '}
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
  );
}

type PageProps = HeadMeta & { children?: Child };
type PublicProps = PageProps & {
  /** Whether the page has the large masthead, as only the front page does. */
  front?: boolean;
  /** Browser scripts of this page, by asset name. */
  scripts?: readonly string[];
  /** The kind of page, which decides its support message. Without a kind, the page has no support message. */
  support?: string;
  /** Whether the page reports an error instead of its content. */
  problem?: boolean;
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
  problem = false,
  ...given
}: PublicProps) {
  const view = useView();
  const meta = problem ? given : { ...given, title: markedTitle(view.t, view.paper, view.path, given.title) };
  const { t } = view;
  return (
    <html lang={meta.language ?? t.locale}>
      <PageHead meta={{ ...meta, description: meta.description ?? described(view, meta.title), crumbs }} />
      <body>
        <a class="skip" href="#main">
          {t('kit.skip')}
        </a>
        <Masthead front={front} />
        <LanguageOffer />
        {crumbs?.length ? <Breadcrumbs crumbs={crumbs} /> : null}
        <main id="main" tabindex={-1}>
          {children}
          {support ? view.foot(support) : null}
        </main>
        <Foot canonical={meta.canonical} />
        {(support ? [...scripts, 'reader.js'] : scripts).map((name) => (
          <PageScript name={name} />
        ))}
      </body>
    </html>
  );
}

/**
 * A browser script of a public page. In a mirror, the script is not a module, because browsers do not run modules in
 * pages that are opened from a folder (`file:`).
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

/** `noindex` is left out, because search engines are asked not to index any page of the desk. */
type DeskProps = Omit<PageProps, 'noindex'> & {
  /** Whether the page uses the whole window, as the reading view does. */
  wide?: boolean;
  /** Buttons beside the title. */
  actions?: Child;
  scripts?: readonly string[];
  /** Whether the page renders its own heading. */
  bare?: boolean;
  /** Whether the page has links to its sections. */
  sectionLinks?: boolean;
};

/**
 * A page of the desk: the menu, the title with its buttons, and the content. If no one is signed in, as on the sign-in
 * page, it has the masthead and footer of the publication instead of the menu.
 */
export function DeskPage({ crumbs, children, wide, actions, scripts = [], bare, sectionLinks, ...meta }: DeskProps) {
  const view = useView();
  const { t, person } = view;
  return (
    <html lang={meta.language ?? t.locale}>
      <PageHead meta={meta} desk />
      <body class={`desk${wide ? ' wide' : ''}${person ? '' : ' entry'}`}>
        <a class="skip" href="#main">
          {t('kit.skip')}
        </a>
        {person ? <DeskHead person={person} /> : <Masthead />}
        {crumbs?.length ? <Breadcrumbs crumbs={crumbs} /> : null}
        <main id="main" tabindex={-1}>
          {bare ? null : (
            <div class="deskhead-title">
              <h1 lang={meta.titleLanguage}>{meta.title}</h1>
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
        {person ? <Palette /> : <Foot />}
        <LockCover />
        {[...(person ? ['lock.js', 'dates.js', 'palette.js'] : []), ...scripts].filter(view.hasAsset).map((name) => (
          <script type="module" src={view.asset(name)}></script>
        ))}
      </body>
    </html>
  );
}
