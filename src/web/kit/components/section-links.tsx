import type { Translate } from '../../../platform/messages/messages.ts';

const place = '<div id="section-links"></div>';
/** The minimum number of sections for which a page gets links. */
const minSections = 3;

/** A placeholder for the links to a page's sections. `withSectionLinks` replaces it after the page is rendered. */
export const SectionLinks = () => <div id="section-links"></div>;

/**
 * Adds links to the sections of a rendered page: to each `<h2>` in the main part that has an id and is not
 * `data-unlisted`, and to each group of fields. A link has the language of its heading, and leaves out note numbers. A
 * page with fewer than `minSections` sections gets none.
 */
export function withSectionLinks(document: string, t: Translate): string {
  const at = document.indexOf(place);
  if (at < 0) return document;
  const main = document.slice(at, document.indexOf('</main>'));
  const heads = main.matchAll(/<h2\b([^>]*)>(.*?)<\/h2>|<fieldset class="group"([^>]*)><legend>(.*?)<\/legend>/gs);
  const sections = [...heads].flatMap(([, head, title, group, legend]) => {
    const [attributes = '', content = ''] = head === undefined ? [group, legend] : [head, title];
    const id = /\sid="([^"]+)"/.exec(attributes)?.[1];
    const words = content.replace(/<sup\b.*?<\/sup>|<[^<>]*>/gs, '').trim();
    return id && words && !/\sclass="[^"]*\bsr\b|\sdata-unlisted\b/.test(attributes)
      ? [{ id: plain(id), words: plain(words), lang: /\slang="([^"]+)"/.exec(attributes)?.[1] }]
      : [];
  });
  const links =
    sections.length < minSections
      ? ''
      : (
          <nav class="section-links no-print" aria-label={t('kit.section_links')}>
            <details>
              <summary>{t('kit.section_links')}</summary>
              <ul>
                {sections.map(({ id, words, lang }) => (
                  <li>
                    <a href={`#${id}`} lang={lang}>
                      {words}
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          </nav>
        ).toString();
  return document.slice(0, at) + links + document.slice(at + place.length);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (html: string): string => html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!);
