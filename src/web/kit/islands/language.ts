// If the browser prefers another language of the publication, offers this page in that language. The page contains a
// hidden link for each language, and this script shows at most one of them. The script runs before the text below is
// drawn, so that nothing moves. It stores nothing. Without it, readers use the same links in the footer.

{
  const base = (tag: string): string => tag.split('-')[0]!.toLowerCase();
  const offers = [...document.querySelectorAll<HTMLElement>('[data-offer]')];
  const here = base(document.documentElement.lang);
  const preferred = navigator.languages
    .map(base)
    .find((one) => one === here || offers.some(({ lang }) => lang === one));
  const offer = offers.find(({ lang }) => lang === preferred);
  if (offer) offer.hidden = false;
}
