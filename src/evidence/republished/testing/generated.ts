/**
 * A generated set of pages with known copies, always the same for a seed. Its words follow Zipf's law and come from
 * three invented vocabularies (Latin, Russian, Kazakh letters). It also has stock phrases of reports, and names that a
 * story repeats.
 */
export type Copying =
  | 'whole'
  | 'cut to two thirds'
  | 'cut to a third'
  | 're-ordered'
  | 'edited lightly'
  | 'cut, re-ordered, edited'
  | 'within a longer text'
  | 'every fifth word changed'
  | 'every third word changed'
  | 'translated';
export const copyings: readonly Copying[] = [
  'whole',
  'cut to two thirds',
  'cut to a third',
  're-ordered',
  'edited lightly',
  'cut, re-ordered, edited',
  'within a longer text',
  'every fifth word changed',
  'every third word changed',
  'translated',
];

/**
 * Pages that share text without being copies: one long quotation, a recurring paragraph of an outlet, the background of
 * a running story.
 */
export type Sharing = 'one quotation' | 'standing paragraph' | 'background';
export const sharings: readonly Sharing[] = ['one quotation', 'standing paragraph', 'background'];

export type GeneratedPage = {
  /** The number of the text to which the page belongs. Pages of the same text are copies of each other. */
  origin: number;
  copying: Copying | null;
  sharing: Sharing | null;
  /** The title, followed by the paragraphs. */
  paragraphs: string[];
};

export type Random = () => number;

/** A generator of random numbers (Mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const syllables = {
  latin: 'ba ce di fo gu ha li me no pra re sta ti vo za an er on ist ol ment tra ble ca den'.split(' '),
  russian: 'ба ве го ды жа за ки ло ме но про ре ста ти уч хо це ши ный ский ться ов ал пере ком'.split(' '),
  kazakh: 'ба қа ғы дың же зі ку ла мен нұр ол өн пар сөз та ұй үш шы һар әл ім ед тар дық лар'.split(' '),
};
type Script = keyof typeof syllables;
const scripts: readonly Script[] = [
  'latin',
  'latin',
  'latin',
  'latin',
  'latin',
  'latin',
  'latin',
  'russian',
  'russian',
  'kazakh',
];

const vocabularySize = 20_000;

/** Words, the most frequent first. The first words are short. */
function vocabulary(script: Script, random: Random): string[] {
  const words = new Set<string>();
  while (words.size < vocabularySize) {
    const length = words.size < 150 ? 1 : words.size < 3000 ? 2 : 3;
    let word = '';
    for (let part = 0; part < length; part++) word += pick(syllables[script], random);
    words.add(words.has(word) ? word + pick(syllables[script], random) : word);
  }
  return [...words];
}

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;
/** A random rank that follows Zipf's law. */
const rank = (random: Random): number =>
  Math.min(vocabularySize - 1, Math.floor(Math.exp(random() * Math.log(vocabularySize))) - 1);

type Language = { words: string[]; phrases: string[] };

export class Pages {
  private readonly random: Random;
  private readonly languages: Record<Script, Language>;

  constructor(seed: number) {
    this.random = randomFrom(seed);
    const make = (script: Script): Language => {
      const words = vocabulary(script, this.random);
      const phrases = Array.from({ length: 300 }, () =>
        Array.from({ length: 3 + Math.floor(this.random() * 4) }, () => words[rank(this.random)]!).join(' '),
      );
      return { words, phrases };
    };
    this.languages = { latin: make('latin'), russian: make('russian'), kazakh: make('kazakh') };
  }

  private sentence(language: Language, names: readonly string[]): string {
    const words: string[] = [];
    const length = 9 + Math.floor(this.random() * 16);
    while (words.length < length) {
      const chance = this.random();
      if (chance < 0.06) words.push(...pick(language.phrases, this.random).split(' '));
      else if (chance < 0.12) words.push(pick(names, this.random));
      else words.push(language.words[rank(this.random)]!);
    }
    return `${words.join(' ')}.`;
  }

  private paragraph(language: Language, names: readonly string[]): string {
    return Array.from({ length: 2 + Math.floor(this.random() * 2) }, () => this.sentence(language, names)).join(' ');
  }

  /** An original text, with its language and names, so that more text about the same people can be created. */
  story(paragraphs = 5 + Math.floor(this.random() * 6)): { paragraphs: string[]; language: Language; names: string[] } {
    const language = this.languages[pick(scripts, this.random)];
    const names = Array.from({ length: 6 }, () => {
      const word = language.words[Math.floor(this.random() * vocabularySize)]!;
      return word[0]!.toUpperCase() + word.slice(1);
    });
    return {
      paragraphs: [this.title(language), ...Array.from({ length: paragraphs }, () => this.paragraph(language, names))],
      language,
      names,
    };
  }

  private title(language: Language): string {
    return Array.from({ length: 7 }, () => language.words[rank(this.random)]!).join(' ');
  }

  private edited(text: string, language: Language, share: number): string {
    return text
      .split(' ')
      .map((word) => (this.random() < share ? language.words[rank(this.random)]! : word))
      .join(' ');
  }

  private shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let at = out.length - 1; at > 0; at--) {
      const other = Math.floor(this.random() * (at + 1));
      [out[at], out[other]] = [out[other]!, out[at]!];
    }
    return out;
  }

  /** A copy of a story under another headline, without its credits. */
  copy({ paragraphs, language, names }: ReturnType<Pages['story']>, copying: Copying): string[] {
    const body = paragraphs.slice(1);
    const head = this.title(language);
    const cut = (share: number): string[] => body.slice(0, Math.max(1, Math.round(body.length * share)));
    switch (copying) {
      case 'whole':
        return [head, ...body];
      case 'cut to two thirds':
        return [head, ...cut(0.66)];
      case 'cut to a third':
        return [head, ...cut(0.34)];
      case 're-ordered':
        return [head, ...this.shuffled(body)];
      case 'edited lightly':
        return [head, ...body.map((text) => this.edited(text, language, 0.06))];
      case 'cut, re-ordered, edited':
        return [head, ...this.shuffled(cut(0.6)).map((text) => this.edited(text, language, 0.05))];
      case 'within a longer text':
        return [
          head,
          ...Array.from({ length: 2 }, () => this.paragraph(language, names)),
          ...body,
          ...Array.from({ length: Math.max(1, body.length - 3) }, () => this.paragraph(language, names)),
        ];
      case 'every fifth word changed':
        return [head, ...body.map((text) => this.edited(text, language, 0.2))];
      case 'every third word changed':
        return [head, ...body.map((text) => this.edited(text, language, 0.33))];
      case 'translated': {
        const to = this.languages[language === this.languages.latin ? 'russian' : 'latin'];
        return [
          this.title(to),
          ...body.map((text) =>
            text
              .split(' ')
              .map(() => to.words[rank(this.random)]!)
              .join(' '),
          ),
        ];
      }
    }
  }

  /** Two stories about the same people that share some text but are not copies. */
  sharing(kind: Sharing): [string[], string[]] {
    const one = this.story();
    const other = [
      this.title(one.language),
      ...Array.from({ length: 7 }, () => this.paragraph(one.language, one.names)),
    ];
    const first = [...one.paragraphs];
    const words = (count: number): string => {
      let text = '';
      while (text.split(' ').length < count) text += `${text ? ' ' : ''}${this.sentence(one.language, one.names)}`;
      return text;
    };
    if (kind === 'one quotation') {
      const quotation = `“${words(90)}”`;
      first.splice(2, 0, quotation);
      other.splice(4, 0, quotation);
    } else if (kind === 'standing paragraph') {
      const standing = words(45);
      first.push(standing);
      other.push(standing);
    } else {
      const background = words(70);
      first.splice(first.length - 1, 0, background);
      other.splice(5, 0, background);
    }
    return [first, other];
  }

  /**
   * Generates a set: for each of `stories`, the original and one copy of each kind; pairs that only share text; and
   * pages that have nothing in common.
   */
  set({ stories, pairs, others }: { stories: number; pairs: number; others: number }): GeneratedPage[] {
    const pages: GeneratedPage[] = [];
    let origin = 0;
    for (let index = 0; index < stories; index++) {
      const story = this.story();
      pages.push({ origin, copying: null, sharing: null, paragraphs: story.paragraphs });
      for (const copying of copyings)
        pages.push({ origin, copying, sharing: null, paragraphs: this.copy(story, copying) });
      origin++;
    }
    for (const sharing of sharings)
      for (let index = 0; index < pairs; index++)
        for (const paragraphs of this.sharing(sharing))
          pages.push({ origin: origin++, copying: null, sharing, paragraphs });
    for (let index = 0; index < others; index++)
      pages.push({ origin: origin++, copying: null, sharing: null, paragraphs: this.story().paragraphs });
    return pages;
  }
}
