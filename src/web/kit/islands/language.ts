// Offers a reader whose browser prefers another language of the publication this page in that language. The links are
// prepared, hidden, and each in its language; this script shows at most one. It runs before the text below is drawn, so
// that nothing moves. Nothing is stored, and without it the links in the footer are the same.

{
  const base = (tag: string): string => tag.split('-')[0]!.toLowerCase();
  const offers = [...document.querySelectorAll<HTMLElement>('[data-offer]')];
  const here = base(document.documentElement.lang);
  const wanted = navigator.languages.map(base).find((one) => one === here || offers.some(({ lang }) => lang === one));
  const offer = offers.find(({ lang }) => lang === wanted);
  if (offer) offer.hidden = false;
}
