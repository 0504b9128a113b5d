import type { Frame } from 'playwright-core';
import { clickOf, type Click } from './consent.ts';
import type { Within } from './within.ts';

/** The labels of buttons that add to a page, in the languages of most sources. */
const labels =
  '(?:load|show|see|view) (?:more|all)(?: \\p{L}+){0,2}|more (?:articles|stories|news|comments|results|posts)|read more|continue reading|(?:показать|загрузить|смотреть) (?:ещ[её]|больше|вс[её])(?: \\p{L}+){0,2}|ещ[её]|читать (?:далее|дальше|полностью)|тағы(?: көрсету| жүктеу)?|толығырақ|(?:načíst|zobrazit|ukázat) (?:další|více|vše)(?: \\p{L}+){0,2}|(?:mehr|alle) (?:laden|anzeigen)|weiterlesen|(?:afficher|voir|charger) (?:plus|tout)|(?:cargar|mostrar|ver) más|(?:pokaż|załaduj) więcej|(?:показати|завантажити) (?:ще|більше)';

/** Runs in a frame: presses the first button that adds to the page, and returns its label. Null if there is none. */
function press(said: string): string | null {
  const pattern = new RegExp(`^(?:${said})[.!…]{0,3}$`, 'iu');
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots)
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  for (const root of roots)
    for (const button of root.querySelectorAll<HTMLElement>('button, [role=button], a[href^="#"], a:not([href])')) {
      const label = (button.textContent || button.getAttribute('aria-label') || '').replace(/\s+/g, ' ').trim();
      // A button that sends a form can lead to another page.
      const sends = button instanceof HTMLButtonElement && button.type === 'submit' && button.form !== null;
      const isLink = button.localName !== 'a' && button.closest('a[href]') !== null;
      if (!pattern.test(label) || sends || isLink || button.matches(':disabled, [aria-disabled=true]')) continue;
      if (!button.checkVisibility({ visibilityProperty: true }) || button.getClientRects().length === 0) continue;
      // A button that opens and closes a part of the page is pressed once.
      if (button.getAttribute('aria-expanded') === 'true') continue;
      button.click();
      return label;
    }
  return null;
}

/** Presses a button that adds to the page, if there is one. */
export async function showMore(frame: Frame, within: Within): Promise<Click | null> {
  const label = await within(frame.evaluate(press, labels), 3000);
  return label === null ? null : clickOf(frame, label, 'more');
}
