import type { Frame } from 'playwright-core';
import { framesOf } from './seen.ts';
import type { Within } from './within.ts';

/** A click on a button of a banner, to close it, or on one that shows more of the page (`more`). */
export type Click = { frame: string; words: string; kind: 'refuse' | 'accept' | 'close' | 'more'; at: string };

/** Words by which a consent banner is recognised, in the languages of most sources. */
const about =
  'cookie|consent|gdpr|privacy|personal data|куки|файлы cookie|персональн|конфиденциальн|құпиялы|дербес дерек|soukrom|souhlas|osobních údaj|datenschutz|einwilligung|confidentialité|privacidad|prywatno|приватн';
/** The labels of a banner's buttons. Buttons to refuse are tried first. */
const words = {
  refuse:
    '(?:reject|refuse|decline|deny|disagree)(?: all)?|(?:only |strictly )?(?:necessary|essential)(?: cookies)?(?: only)?|continue without (?:accepting|agreeing)|отклонить(?: все| всё)?|отказаться|только необходимые|бас тарту|odmítnout(?: vše)?|jen nezbytné|(?:alle )?ablehnen|nur notwendige|(?:tout )?refuser|rechazar(?: todo)?|odrzuć(?: wszystkie)?|відхилити',
  accept:
    '(?:accept|allow|agree)(?: (?:all|to all|cookies|all cookies|and continue))*|i (?:agree|accept|understand)|got it|ok(?:ay)?|принять(?: все| всё)?|согласен|согласна|понятно|хорошо|қабылдау|келісемін|түсінікті|přijmout(?: vše)?|souhlasím|rozumím|(?:alle )?akzeptieren|zustimmen|(?:tout )?accepter|aceptar(?: todo)?|zaakceptuj(?: wszystkie)?|прийняти',
  close: 'close|dismiss|закрыть|жабу|zavřít|schließen|fermer|cerrar|×|✕',
};

/**
 * Runs in a frame: presses a button of a consent banner that has one of the words, and returns its text and kind. Null
 * if there is no such button.
 */
function press({
  about: topic,
  words: said,
  isMain,
}: {
  about: string;
  words: Record<string, string>;
  isMain: boolean;
}): { words: string; kind: string } | null {
  const text = (element: Element): string =>
    (element.textContent || element.getAttribute('aria-label') || (element as HTMLInputElement).value || '')
      .replace(/\s+/g, ' ')
      .trim();
  const isShown = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return width > 0 && height > 0 && style.visibility !== 'hidden' && style.display !== 'none';
  };
  // A banner is an overlay or a dialog. If a frame is about cookies or privacy, the whole frame counts as a banner.
  const isBanner = (element: Element | null): boolean => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const over =
        ['fixed', 'sticky'].includes(getComputedStyle(at).position) ||
        /^(?:alert)?dialog$/.test(at.getAttribute('role') ?? '') ||
        at.localName === 'dialog';
      if ((over || (!isMain && at === document.body)) && new RegExp(topic, 'iu').test(at.textContent ?? ''))
        return true;
    }
    return false;
  };
  const roots: (Document | ShadowRoot)[] = [document];
  for (const element of document.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const buttons = roots.flatMap((root) => [
    ...root.querySelectorAll('button, [role=button], input[type=button], input[type=submit], a'),
  ]);
  for (const kind of Object.keys(said)) {
    const pattern = new RegExp(`^(?:${said[kind]!})[.!]?$`, 'iu');
    for (const button of buttons) {
      if (!pattern.test(text(button)) || !isShown(button)) continue;
      const { host } = button.getRootNode() as ShadowRoot;
      // A link to another page is not a button of the banner.
      if (button.localName === 'a' && /^https?:/.test(button.getAttribute('href') ?? '')) continue;
      if (!isBanner(button) && !isBanner(host ?? null)) continue;
      (button as HTMLElement).click();
      return { words: text(button), kind };
    }
  }
  return null;
}

/** Closes consent banners: refuses if possible, else accepts, else closes. Returns the buttons that were pressed. */
export async function dismissConsent(main: Frame, within: Within): Promise<Click[]> {
  const clicks: Click[] = [];
  for (let round = 0; round < 3; round++) {
    let pressed = false;
    for (const frame of framesOf(main)) {
      const done = await within(frame.evaluate(press, { about, words, isMain: frame === main }), 3000);
      if (!done) continue;
      pressed = true;
      clicks.push(clickOf(frame, done.words, done.kind as Click['kind']));
    }
    if (!pressed) break;
    await main.waitForTimeout(300);
  }
  return clicks;
}

export const clickOf = (frame: Frame, label: string, kind: Click['kind']): Click => ({
  frame: frame.url(),
  words: label.slice(0, 200),
  kind,
  at: new Date().toISOString(),
});
