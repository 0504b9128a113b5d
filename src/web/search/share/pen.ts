import { xml } from '../../../platform/text/xml.ts';
import { covers, face, outline, widthOf, type Face } from '../../publishing/cards/type.ts';

export type TextStyle = {
  size: number;
  bold?: boolean;
  serif?: boolean;
  colour?: string;
  anchor?: 'start' | 'middle' | 'end';
};

/**
 * Draws text in a picture. `textPen` writes text elements, so that the file is small and its text can be searched.
 * `outlinePen` draws the letters as outlines, so that the fonts of the server do not matter. Both measure widths in the
 * publication's fonts.
 */
export type Pen = {
  text(words: string, x: number, y: number, look: TextStyle): string;
  widthOf(words: string, look: TextStyle): number;
  /** Whether the pen can draw every letter. */
  can(words: string, look: TextStyle): boolean;
};

export const colours = {
  paper: '#ffffff',
  ink: '#1c1b1a',
  soft: '#5b5753',
  line: '#d9d5cf',
  bar: '#8f8b86',
} as const;

/** A coordinate for SVG, with at most one decimal place. */
export const at = (value: number): string => String(Math.round(value * 10) / 10);

type Faces = Record<'serif' | 'sans' | 'plain', Face>;
const faceFor = (faces: Faces, { bold, serif }: TextStyle): Face =>
  serif ? faces.serif : bold ? faces.sans : faces.plain;

async function loadFaces(): Promise<Faces> {
  const [serif, sans, plain] = await Promise.all([face('pt-serif'), face('pt-sans'), face('pt-sans', 400)]);
  return { serif, sans, plain };
}

export async function textPen(): Promise<Pen> {
  const faces = await loadFaces();
  return {
    text: (words, x, y, { size, bold, serif, colour = colours.ink, anchor = 'start' }) =>
      `<text x="${at(x)}" y="${at(y)}" font-size="${size}"${serif ? ` font-family="PT Serif, Georgia, serif"` : ''}${bold ? ' font-weight="700"' : ''} fill="${colour}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${xml(words)}</text>`,
    widthOf: (words, look) => widthOf(faceFor(faces, look), words, look.size),
    can: () => true,
  };
}

export async function outlinePen(): Promise<Pen> {
  const faces = await loadFaces();
  const width = (words: string, look: TextStyle) => widthOf(faceFor(faces, look), words, look.size);
  return {
    text(words, x, y, look) {
      const shift = { start: 0, middle: 0.5, end: 1 }[look.anchor ?? 'start'] * width(words, look);
      return `<path fill="${look.colour ?? colours.ink}" d="${outline(faceFor(faces, look), words, x - shift, y, look.size)}"/>`;
    },
    widthOf: width,
    can: (words, look) => covers(faceFor(faces, look), words),
  };
}
