// If the browser prefers another language of the publication, this script offers the page in that language. The page
// contains a hidden link for each language, and at most one of them is shown. The script runs before the text below is
// drawn, so that nothing moves. It stores nothing. Without scripts, all of these links are shown.

{
  const base = (tag: string): string => tag.split('-')[0]!.toLowerCase();
  const offers = [...document.querySelectorAll<HTMLElement>('[data-offer]')];
  const here = base(document.documentElement.lang);
  // For speakers of a language, another language that most of them also read. Without this, a browser in Kazakh would
  // be offered English, which is often the next in its list.
  const alsoRead: Readonly<Record<string, string>> = { be: 'ru', kk: 'ru', ky: 'ru', tg: 'ru', uz: 'ru', sk: 'cs' };
  const preferred = navigator.languages
    .map(base)
    .flatMap((one) => [one, alsoRead[one]])
    .find((one) => one === here || offers.some(({ lang }) => lang === one));
  const offer = offers.find(({ lang }) => lang === preferred);
  if (offer) offer.hidden = false;
}
