import type { Locator, Page } from 'playwright-core';

/**
 * Seconds for each operator of the keystroke-level model (Card, Moran and Newell, 1980). `key`: a key of an average
 * typist, or of a phone. `point`: to a place on the screen. `press`: the mouse button. `home`: a hand to the mouse or
 * back. `decide`: what to do next. `scroll`: one turn of the wheel or one swipe, which the model does not have.
 */
const seconds = {
  laptop: { key: 0.28, point: 1.1, press: 0.2, home: 0.4, decide: 1.35, scroll: 0.5 },
  phone: { key: 0.5, point: 1.1, press: 0, home: 0, decide: 1.35, scroll: 0.5 },
};
const wordsPerSecond = 240 / 60;

export const devices = {
  laptop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;
export type Device = keyof typeof devices;

export type Step = {
  name: string;
  clicks: number;
  keys: number;
  fields: number;
  scrolls: number;
  /** Words that had to be read. */ words: number;
  pages: number;
  /** Modelled seconds of the person. */ person: number;
  /** Measured seconds until each page or response was on the screen. */ waited: number;
  /** Measured seconds that the server spent on requests, including those in the background. */ server: number;
};

/** Simulates a new user, who finds everything by its text on the screen. Counts what the person does in each step. */
export class Walk {
  readonly steps: Step[] = [];
  private readonly read = new Set<string>();
  private atMouse = true;

  constructor(
    readonly page: Page,
    readonly device: Device,
    /** The seconds that the server has needed so far. */ private readonly served: () => number,
  ) {
    page.on('framenavigated', (frame) => {
      const step = this.steps.at(-1);
      if (step && frame === page.mainFrame() && !frame.url().includes('#')) step.pages += 1;
    });
  }

  async step(name: string, act: () => Promise<void>): Promise<void> {
    this.steps.push({
      name,
      clicks: 0,
      keys: 0,
      fields: 0,
      scrolls: 0,
      words: 0,
      pages: 0,
      person: 0,
      waited: 0,
      server: 0,
    });
    const before = this.served();
    await act();
    this.add({ server: this.served() - before });
  }

  /**
   * Reads a part of the page, each text once: only the words that are visible in the window, or all words, or the words
   * before the element that the person selects next (`until`).
   */
  async look(part: Locator, how: 'window' | 'whole' | { until: Locator } = 'window'): Promise<void> {
    const texts = await this.textsIn(part, how);
    const fresh = texts.filter((text) => /\p{L}/u.test(text) && !this.read.has(text));
    for (const text of fresh) this.read.add(text);
    const words = fresh.join(' ').split(/\s+/).filter(Boolean).length;
    const person = words / wordsPerSecond;
    if (process.env['WORDS']) console.log(`${this.steps.at(-1)!.name}, ${person.toFixed(1)} s: ${fresh.join(' | ')}`);
    this.add({ words, person });
  }

  private async textsIn(part: Locator, how: 'window' | 'whole' | { until: Locator }): Promise<string[]> {
    const end = typeof how === 'object' ? await how.until.elementHandle() : null;
    const texts = await part.evaluateAll(
      (found, { whole, end }) => {
        // The script of the page may have replaced the element meanwhile.
        if (end && !end.isConnected) return null;
        const visible: string[] = [];
        for (const root of found) {
          const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
            const inEnd = end?.contains(node) ?? false;
            if (end && !inEnd && end.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) break;
            const range = document.createRange();
            range.selectNodeContents(node);
            const { width, height, top, bottom } = range.getBoundingClientRect();
            const shown = node.parentElement!.checkVisibility({ visibilityProperty: true });
            const inWindow = bottom > 0 && top < innerHeight;
            if (shown && width > 1 && height > 1 && (whole || inWindow)) visible.push(node.textContent!.trim());
          }
        }
        return visible;
      },
      { whole: how !== 'window', end },
    );
    return texts ?? this.textsIn(part, how);
  }

  /** Decides, moves to the target and clicks. `done` resolves when the response is on the screen. */
  async click(target: Locator, done?: () => Promise<unknown>): Promise<void> {
    const { decide, point, press } = seconds[this.device];
    await this.scrollTo(target);
    this.hand(true);
    this.add({ clicks: 1, person: decide + point + press });
    await this.wait(async () => {
      await (this.device === 'phone' ? target.tap() : target.click());
      await done?.();
    });
  }

  /** Pastes what was copied elsewhere into the field with the cursor. */
  async paste(field: Locator, text: string): Promise<void> {
    const { decide, key, point } = seconds[this.device];
    this.hand(false);
    const phone = this.device === 'phone';
    if (phone) this.add({ clicks: 2, fields: 1, person: decide + 2 * point });
    else this.add({ keys: 2, fields: 1, person: decide + 2 * key });
    await field.fill(text);
  }

  /** Types into the element that has the focus. */
  async type(text: string, field = true): Promise<void> {
    this.hand(false);
    const { decide, key } = seconds[this.device];
    this.add({ keys: text.length, fields: field ? 1 : 0, person: decide + text.length * key });
    await this.page.keyboard.type(text);
  }

  async press(key: string, times = 1): Promise<void> {
    this.hand(false);
    this.add({ keys: times, person: seconds[this.device].decide + times * seconds[this.device].key });
    for (let time = 0; time < times; time++) await this.page.keyboard.press(key);
  }

  async wait(act: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    await act();
    this.add({ waited: (performance.now() - start) / 1000 });
  }

  private async scrollTo(target: Locator): Promise<void> {
    await target.waitFor();
    const screens = await target.evaluate((found) => {
      const { top, bottom } = found.getBoundingClientRect();
      const away = top < 0 ? -top : Math.max(0, bottom - innerHeight);
      if (away) found.scrollIntoView({ block: 'center', behavior: 'instant' });
      return Math.ceil(away / (innerHeight * 0.8));
    });
    this.add({ scrolls: screens, person: screens * seconds[this.device].scroll });
  }

  private hand(atMouse: boolean): void {
    if (this.atMouse !== atMouse) this.add({ person: seconds[this.device].home });
    this.atMouse = atMouse;
  }

  private add(counts: Partial<Omit<Step, 'name'>>): void {
    const step = this.steps.at(-1)!;
    for (const [name, count] of Object.entries(counts)) step[name as 'clicks'] += count;
  }
}

const columns = ['clicks', 'keys', 'fields', 'scrolls', 'words', 'pages', 'person', 'waited', 'server'] as const;

/** A table of the steps with their sum, and the sum as a share of the goal in seconds. */
export function table(title: string, steps: readonly Step[], goal?: number): string {
  const sum = (name: (typeof columns)[number]): number => steps.reduce((total, step) => total + step[name], 0);
  const line = (name: string, values: readonly string[]): string =>
    `  ${name.padEnd(38)}${values.map((value) => value.padStart(9)).join('')}`;
  const cells = (of: (name: (typeof columns)[number]) => number): string[] =>
    columns.map((name) => of(name).toFixed(['person', 'waited', 'server'].includes(name) ? 1 : 0));
  const total = sum('person') + sum('waited');
  return [
    title,
    line('', columns),
    ...steps.map((step) =>
      line(
        step.name,
        cells((name) => step[name]),
      ),
    ),
    line('in all', cells(sum)),
    `  ${total.toFixed(0)} s${goal ? `; ratio to ${goal} s: ${(total / goal).toFixed(2)}` : ''}`,
  ].join('\n');
}
