import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { routes } from '../../routes.ts';
import { inLanguage } from '../locale.ts';
import { namedIn } from '../publication.ts';
import { JsonLd } from '../raw-html.tsx';
import { useView } from '../view.tsx';
import type { Crumb } from './breadcrumbs.tsx';
import { cardSize } from './card-size.ts';
import { CitationMeta, type Citation } from './citation-meta.tsx';
import { FontLinks } from './font-links.tsx';
import { pageData } from './page-data.ts';

export type HeadMeta = {
  title: string;
  /** The language of the title, if it is not the page's. The default is the language of the last breadcrumb. */
  titleLanguage?: string;
  description?: string;
  /** The language of the description, if it is not the page's. */
  descriptionLanguage?: string;
  /** The page's permanent path, for search engines and shared links. */
  canonical?: string;
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
  /** What the page is about, in schema.org terms. `pageData` adds the description of the page itself. */
  about?: object;
  /** The page in schema.org terms. It replaces the description that `pageData` generates. */
  data?: object;
  /** The type of the page in schema.org terms. */
  pageType?: 'WebPage' | 'CollectionPage' | 'ProfilePage' | 'AboutPage';
  /** For reference managers such as Zotero. */
  citation?: Citation;
  crumbs?: readonly Crumb[];
  /** The path of the JSON with the same content. */
  json?: string;
  /** The path of a chart that other sites can embed (oEmbed). */
  oembed?: string;
  /** The language of the page's own text, such as an article. By default, it is the language of the interface. */
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

const titleLanguageOf = ({ titleLanguage, crumbs }: HeadMeta): string | undefined =>
  titleLanguage ?? crumbs?.at(-1)?.language;

export function PageHead({ meta, desk }: { meta: HeadMeta; desk?: boolean }) {
  const view = useView();
  const { name } = namedIn(view.paper, view.t.locale);
  // The text of a page with `alternates` has its own language. So the page's canonical address has no prefix for the
  // language of the menus.
  const lists = !desk && meta.alternates === undefined && meta.canonical !== undefined ? view.languages : [];
  const address =
    meta.canonical === undefined
      ? undefined
      : view.absolute(lists.length ? inLanguage(view.prefix, meta.canonical) : meta.canonical);
  const language = meta.language ?? view.t.locale;
  const titleLanguage = titleLanguageOf(meta);
  return (
    <head>
      <meta charset="utf-8" />
      <title lang={titleLanguage}>
        {meta.title === name ? name : view.t('kit.page_title', { title: meta.title, paper: name })}
      </title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {meta.description ? <meta name="description" lang={meta.descriptionLanguage} content={meta.description} /> : null}
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
      {desk ? null : <SharedMeta meta={meta} address={address} />}
    </head>
  );
}

/** Metadata for programs that show, store or index a link to the page, such as social networks and search engines. */
function SharedMeta({ meta, address }: { meta: HeadMeta; address?: string }) {
  const view = useView();
  const { name } = namedIn(view.paper, view.t.locale);
  const picture = meta.image ?? { src: routes.siteCard.as('png'), alt: name };
  const size = meta.image ? meta.imageSize : cardSize;
  const image = view.absolute(picture.src);
  return (
    <>
      {[...(meta.feeds ?? []), { title: name, atom: routes.feedXml(), json: routes.feedJson() }].map((feed) => (
        <>
          <link
            rel="alternate"
            type="application/atom+xml"
            title={feed.title}
            href={inLanguage(view.prefix, feed.atom)}
          />
          <link
            rel="alternate"
            type="application/feed+json"
            title={feed.title}
            href={feed.json && inLanguage(view.prefix, feed.json)}
          />
        </>
      ))}
      {meta.calendar ? (
        <link rel="alternate" type="text/calendar" href={inLanguage(view.prefix, meta.calendar)} />
      ) : null}
      {meta.oembed && !view.mirror ? (
        <OembedLinks path={inLanguage(view.prefix, meta.oembed)} title={meta.title} />
      ) : null}
      <meta property="og:site_name" content={name} />
      <meta property="og:title" lang={titleLanguageOf(meta)} content={meta.title} />
      <meta property="og:type" content={meta.type ?? 'website'} />
      {meta.description ? (
        <meta property="og:description" lang={meta.descriptionLanguage} content={meta.description} />
      ) : null}
      {address ? <meta property="og:url" content={address} /> : null}
      {image ? (
        <>
          <meta property="og:image" content={image} />
          <meta property="og:image:alt" content={picture.alt} />
          {size ? <meta property="og:image:width" content={String(size.width)} /> : null}
          {size ? <meta property="og:image:height" content={String(size.height)} /> : null}
        </>
      ) : null}
      <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
      {meta.published ? <meta property="article:published_time" content={meta.published} /> : null}
      {meta.modified ? <meta property="article:modified_time" content={meta.modified} /> : null}
      {meta.citation ? <CitationMeta citation={meta.citation} title={meta.title} address={address} /> : null}
      {meta.data || address ? <JsonLd data={meta.data ?? pageData(view, meta, address!)} /> : null}
    </>
  );
}

/** Links by which other sites discover how to embed the page (oEmbed). They need the public host in the configuration. */
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
