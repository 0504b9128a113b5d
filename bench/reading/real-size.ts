import type { Page } from '../../scripts/corpus/scheme.ts';

/** The article of a page of real size has at least this many characters. */
const articleLength = 4600;
/** How many characters of scripts and styles each page has. */
const scripts = 40_000;
const styles = 25_000;

/**
 * Pages of real size in the language of the corpus's pages. The corpus's own pages are short and have small templates,
 * so they say little about the time that a real page takes. Each generated page has an article of at least 4,600
 * characters, made of the titles and paragraphs of several corpus pages. Around the article is a template like that of
 * a large news site: 170 KB of styles and scripts, menus, advertisements, teasers, comments and a footer.
 */
export function realSizePages(pages: readonly Page[]): string[] {
  const made: string[] = [];
  const teasers = pages.flatMap(({ title, blocks }) => {
    const text = blocks.find(({ role }) => role === 'body')?.text;
    return title && text ? [{ title, text }] : [];
  });
  let title = '';
  let paragraphs: string[] = [];
  for (const page of pages) {
    title ||= page.title ?? '';
    paragraphs.push(...page.blocks.flatMap(({ role, text }) => (role === 'body' ? [text] : [])));
    if (paragraphs.reduce((sum, text) => sum + text.length, 0) < articleLength) continue;
    made.push(inTemplate(page.languages[0]!, title, paragraphs, turned(teasers, made.length * 7)));
    title = '';
    paragraphs = [];
  }
  return made;
}

type Teaser = { title: string; text: string };
const turned = <T>(list: readonly T[], by: number): T[] => list.map((_, at) => list[(at + by) % list.length]!);
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\n/g, '<br>');
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');
const filled = (length: number, make: (index: number) => string): string => {
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += make(index);
  return text;
};

const rule = (at: number): string =>
  `.c-card--${at}>.c-card__media,.o-grid__col--${at % 12} .c-card__title a:hover{margin:0 ${at % 7}px;color:#1a${(at * 37).toString(16)};transition:color .2s ease-in-out}@media (min-width:${600 + at}px){.c-card--${at}{flex:0 0 ${at % 100}%}}`;
const code = (at: number): string =>
  `window.__m=window.__m||{};__m["w${at}"]=function(e,t,n){var r=n(${at * 17});e.exports={id:"slot-${at}",sizes:[[300,250],[728,90]],on:function(o){return o&&r.push("<div class='ad'>"+o.html+"</div>"),!0}}};`;
const icon = (at: number): string =>
  `<svg class="o-icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 ${at}l-1.4 1.4L16.2 11H4v2h12.2l-5.6 5.6L12 20l8-8-8-${at}zM3 5h18v2H3V5z" fill="currentColor"></path></svg>`;
const picture = (at: number): string =>
  `<picture class="c-card__picture"><source media="(min-width: 900px)" srcset="/media/${at}/w640.webp 640w, /media/${at}/w1280.webp 1280w" type="image/webp"><img class="c-card__img lazyload" loading="lazy" width="640" height="360" alt="" src="/media/${at}/w320.jpg" data-sizes="auto"></picture>`;
const item = (at: number, { title }: Teaser): string =>
  `<li class="c-nav__item c-nav__item--level-${at % 3} menu-item menu-item-type-taxonomy menu-item-${4000 + at}"><a class="c-nav__link js-track" href="/section/${at}/" data-track="nav|header|${at}"><span class="c-nav__label">${escaped(title.split(' ').slice(0, 2).join(' '))}</span>${at % 5 === 0 ? icon(at) : ''}</a></li>`;
const card = (at: number, { title, text }: Teaser): string => `
<div class="o-grid__col o-grid__col--${at % 12}"><div class="c-card c-card--${at} c-card--horizontal" data-id="${90_000 + at}">
<div class="c-card__media"><a href="/2026/0${(at % 9) + 1}/${10 + (at % 19)}/story-${at}/" tabindex="-1" aria-hidden="true">${picture(at)}</a></div>
<div class="c-card__body"><h3 class="c-card__title"><a href="/2026/0${(at % 9) + 1}/${10 + (at % 19)}/story-${at}/">${escaped(title)}</a></h3>
<p class="c-card__excerpt">${escaped(text.slice(0, 120))}</p><span class="c-card__meta"><time datetime="2026-0${(at % 9) + 1}-${10 + (at % 19)}T0${at % 10}:15:00Z">${10 + (at % 19)}.0${(at % 9) + 1}.2026</time></span></div></div></div>`;
const advertisement = (at: number): string =>
  `<div class="c-ad c-ad--inline" id="gpt-slot-${at}" data-sizes="[[300,250],[336,280]]" aria-hidden="true"><script>window.ads=window.ads||[];ads.push({slot:"inline-${at}",lazy:true});</script></div>`;
const comment = (at: number, { text }: Teaser): string => `
<li class="comment even thread-even depth-1" id="comment-${at}"><article class="comment-body" id="div-comment-${at}"><footer class="comment-meta"><div class="comment-author vcard"><img class="avatar" src="/avatar/${at}.png" width="48" height="48" alt=""><b class="fn">reader_${at}</b></div><div class="comment-metadata"><a href="#comment-${at}"><time datetime="2026-05-1${at % 9}T12:0${at % 10}:00+00:00">1${at % 9}.05.2026</time></a></div></footer><div class="comment-content"><p>${escaped(text.slice(0, 180))}</p></div></article></li>`;

function inTemplate(language: string, title: string, paragraphs: readonly string[], teasers: Teaser[]): string {
  const teaser = (at: number): Teaser => teasers[at % teasers.length]!;
  const body = paragraphs.map(
    (text, at) => `<p class="c-article__p">${escaped(text)}</p>${at % 5 === 4 ? advertisement(at) : ''}`,
  );
  return `<!DOCTYPE html>
<html lang="${language}" class="no-js">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - Example</title>
<link rel="canonical" href="https://news.example/2026/05/11/story/">
<meta property="og:type" content="article">
<meta property="og:title" content="${escaped(title).replace(/"/g, '&quot;')}">
<meta property="og:site_name" content="Example">
<meta property="article:published_time" content="2026-05-11T08:30:00+00:00">
${times(20, (at) => `<link rel="preload" as="script" href="/assets/chunk-${at}.4f${at}a.js" crossorigin>\n<meta name="x-setting-${at}" content="value ${at}">`)}
<style>${filled(styles, rule)}</style>
<script>${filled(scripts, code)}</script>
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Example","url":"https://news.example/"},{"@type":"NewsArticle","headline":${JSON.stringify(title)},"datePublished":"2026-05-11T08:30:00+00:00","dateModified":"2026-05-11T09:10:00+00:00"}]}</script>
</head>
<body class="single single-post postid-90311 has-sidebar">
<div class="o-page"><header class="c-header" role="banner"><div class="c-header__bar"><a class="c-logo" href="/">Example</a>${icon(3)}
<nav class="c-nav" aria-label="Main"><ul class="c-nav__list">
${times(140, (at) => item(at, teaser(at)))}
</ul></nav></div></header>
<div class="c-leaderboard">${advertisement(0)}</div>
<main class="o-main" id="content"><div class="o-wrapper"><div class="o-layout"><div class="o-layout__main">
<article class="c-article post-90311 post type-post status-publish format-standard hentry">
<header class="c-article__header"><h1 class="c-article__title">${escaped(title)}</h1>
<div class="c-article__meta"><time class="c-article__date" datetime="2026-05-11T08:30:00+00:00">11.05.2026</time></div>
<div class="c-share">${times(6, (at) => `<a class="c-share__link" href="https://share.example/${at}" rel="nofollow noopener">${icon(at)}<span class="u-visually-hidden">Share ${at}</span></a>`)}</div></header>
<figure class="c-figure">${picture(9)}</figure>
<div class="c-article__body entry-content">
${body.join('\n')}
</div>
<div class="c-tags">${times(8, (at) => `<a class="c-tag" href="/tag/${at}/" rel="tag">${escaped(teaser(at).title.split(' ')[0]!)}</a>`)}</div>
</article>
<section class="c-comments comments-area" id="comments"><ol class="comment-list">${times(18, (at) => comment(at, teaser(at + 3)))}</ol></section>
</div>
<aside class="o-layout__aside c-sidebar"><div class="o-grid">${times(36, (at) => card(at, teaser(at + 11)))}</div></aside>
</div></div></main>
<footer class="c-footer" role="contentinfo"><div class="o-grid">
${times(
  60,
  (at) =>
    `<div class="c-footer__col"><a class="c-footer__link" href="/page/${at}/">${escaped(
      teaser(at + 5)
        .title.split(' ')
        .slice(-2)
        .join(' '),
    )}</a></div>`,
)}
</div><p class="c-footer__legal">© 2026 Example</p></footer></div>
<script>${filled(8000, code)}</script>
</body>
</html>`;
}
