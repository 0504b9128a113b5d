import { expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { withSectionLinks } from './section-links.tsx';

const linksOf = (main: string): [string, string][] => {
  const document = withSectionLinks(`<div id="section-links"></div>${main}</main>`, messages());
  return [...document.matchAll(/<li><a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, id, words]) => [id!, words!]);
};

it('lead to each heading with an id, without the numbers of notes; headings beside the text are left out', () => {
  expect(
    linksOf(
      '<h2 id="a">One <b>and</b> more<sup class="refs"><button>19</button><a href="#note-19">19</a></sup></h2>' +
        '<aside><h2 id="b" data-unlisted>Support us</h2></aside><h2>No id</h2><h2 id="c" class="sr">Unseen</h2>' +
        '<h2 id="d">Two &amp; three</h2><h2 id="e">Four</h2>',
    ),
  ).toEqual([
    ['a', 'One and more'],
    ['d', 'Two &amp; three'],
    ['e', 'Four'],
  ]);
  expect(linksOf('<h2 id="a">One</h2><h2 id="b">Two</h2>')).toEqual([]);
});
