// If the browser prefers another language of the publication, offers this page in that language. The page contains a
// hidden link for each language, and this script shows at most one of them. The script runs before the text below is
// drawn, so that nothing moves. It stores nothing. Without scripts, the page shows all of these links.

{
  const base = (tag: string): string => tag.split('-')[0]!.toLowerCase();
  const offers = [...document.querySelectorAll<HTMLElement>('[data-offer]')];
  const here = base(document.documentElement.lang);
  // Languages that most readers of the first one read, too. A browser in Kazakh often lists English next.
  const alsoRead: Readonly<Record<string, string>> = { be: 'ru', kk: 'ru', ky: 'ru', tg: 'ru', uz: 'ru', sk: 'cs' };
  const preferred = navigator.languages
    .map(base)
    .flatMap((one) => [one, alsoRead[one]])
    .find((one) => one === here || offers.some(({ lang }) => lang === one));
  const offer = offers.find(({ lang }) => lang === preferred);
  if (offer) offer.hidden = false;
}
