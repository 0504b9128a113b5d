/** A colour as `#rrggbb`, in lower case. */
export type Colour = `#${string}`;
/** The accent colour of the design, in light and dark mode. */
export type Accent = { light: Colour; dark: Colour };
export type Mode = keyof Accent;

/** The backgrounds on which the accent is used: the page, and panels. They must equal the values in base.css. */
export const backgrounds: Readonly<Record<Mode, readonly Colour[]>> = {
  light: ['#ffffff', '#f5f4f2'],
  dark: ['#151515', '#201f1e'],
};

/** The minimum contrast between text and its background (WCAG 2.2, 1.4.3). */
export const minContrast = 4.5;

/** Suggested accents, which are readable in light and dark mode. The first is the default. */
export const accents = {
  rubric: { light: '#a3161c', dark: '#ff8d82' },
  brick: { light: '#9a3d0a', dark: '#f5a06a' },
  ochre: { light: '#7a5200', dark: '#e0b04f' },
  pine: { light: '#146149', dark: '#6fcfae' },
  lake: { light: '#0b5e79', dark: '#6cc4e2' },
  cobalt: { light: '#1f4fa8', dark: '#93b8ff' },
  violet: { light: '#5b3a9e', dark: '#bda6f5' },
  plum: { light: '#8a1c5c', dark: '#f29ac8' },
} as const satisfies Record<string, Accent>;
export type AccentKey = keyof typeof accents;
export const accentKeys = Object.keys(accents) as [AccentKey, ...AccentKey[]];

type Rgb = readonly [number, number, number];

/** Reads `#rrggbb` or `#rgb`, with or without the sign. Null if the text is not a colour. */
export function readColour(text: string): Colour | null {
  const match = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text.trim());
  if (!match) return null;
  const hex = match[1]!.toLowerCase();
  return `#${hex.length === 3 ? [...hex].map((sign) => sign + sign).join('') : hex}`;
}

const rgbOf = (colour: Colour): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb;
const colourOf = (rgb: Rgb): Colour => `#${rgb.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`;

function luminance(colour: Colour): number {
  const [r, g, b] = rgbOf(colour).map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of WCAG 2.2, 1 to 21. */
export function contrast(a: Colour, b: Colour): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mixed = (colour: Colour, other: Colour, part: number): Colour => {
  const to = rgbOf(other);
  return colourOf(rgbOf(colour).map((one, index) => one + (to[index]! - one) * part) as unknown as Rgb);
};

/** The highlight of cited words. It mixes a little of the accent with the background. */
export const markOf = (accent: Accent, ground: Mode): Colour =>
  mixed(backgrounds[ground][0]!, accent[ground], ground === 'light' ? 0.1 : 0.2);

/** The lowest contrast of a colour with the backgrounds of a mode. */
export const legibility = (colour: Colour, ground: Mode): number =>
  Math.min(...backgrounds[ground].map((one) => contrast(colour, one)));

/**
 * The colour itself if it is readable on the backgrounds of a mode, or else the nearest readable colour of the same
 * hue: a darker one in light mode, a lighter one in dark mode.
 */
export function legible(colour: Colour, ground: Mode): Colour {
  const end: Colour = ground === 'light' ? '#000000' : '#ffffff';
  for (let step = 0; step <= 100; step++) {
    const tried = mixed(colour, end, step / 100);
    if (legibility(tried, ground) >= minContrast) return tried;
  }
  return end;
}
