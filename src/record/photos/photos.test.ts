import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import type { Database } from '../../platform/database/database.ts';
import { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { redactPerson } from '../protection/redact.ts';
import { withdraw } from '../lifecycle/withdraw.ts';
import { addPhoto } from './add-photo.ts';
import { changePhoto } from './change-photo.ts';
import { cropBox, photoShapes, shapeNames } from './crops.ts';
import { queueMissingSizes, makePhotoSizes, photoSizesJob } from './make-sizes.ts';
import { cropsOf, readPicture } from './read-picture.ts';
import { photoFormats } from './tables.ts';
import { picture, privateMetadata, tellingPicture, type PictureKind } from './testing/pictures.ts';
import { findPhotoFile, loadPhotos, type PhotoView } from './view.ts';

const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error as AppError,
  );

/** A PNG whose header declares a width and height of 60,000 pixels. */
function swollen(png: Buffer): Buffer {
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** An AVIF that is labelled as HEVC. A decoder without HEVC treats it like a phone's HEIC. */
const asHevc = (avif: Buffer): Buffer =>
  Buffer.from(
    avif.toString('latin1').replaceAll('avif', 'heic').replaceAll('av01', 'hvc1').replaceAll('av1C', 'hvcC'),
    'latin1',
  );

describe('reading a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as PictureKind[])(
    'accepts %s, and creates sizes with the same proportions',
    async (kind) => {
      const { width, height, files } = await readPicture(await picture(2, { kind }));
      expect([width, height]).toEqual([1200, 800]);
      expect(files.map((one) => `${one.format} ${one.width}×${one.height}`)).toEqual([
        'master 1200×800',
        'jpeg 480×320',
        'jpeg 960×640',
        'jpeg 1200×800',
        'webp 480×320',
        'webp 960×640',
        'webp 1200×800',
      ]);
      for (const one of files) expect((await sharp(one.bytes).metadata()).width).toBe(one.width);
    },
  );

  it('keeps only the pixels, turned as the camera says', async () => {
    const bytes = await tellingPicture();
    const before = await sharp(bytes).metadata();
    expect([
      before.orientation,
      before.exif?.includes(privateMetadata.camera),
      before.xmp?.includes(privateMetadata.words),
    ]).toEqual([6, true, true]);
    const { width, height, files } = await readPicture(bytes);
    expect([width, height]).toEqual([600, 800]);
    for (const one of files) {
      const now = await sharp(one.bytes).metadata();
      expect([now.exif, now.xmp, now.iptc, now.orientation]).toEqual([undefined, undefined, undefined, undefined]);
      for (const word of Object.values(privateMetadata)) expect(Buffer.from(one.bytes).includes(word)).toBe(false);
    }
    // The picture was turned, so its left side is now at the top.
    const top = await sharp(files[0]!.bytes).extract({ left: 290, top: 20, width: 4, height: 4 }).raw().toBuffer();
    expect(top[0]).toBeGreaterThan(180);
  });

  it('uses the first frame of an animation, and accepts a HEIF whose picture is AVIF', async () => {
    const [one, two] = [
      await picture(1, { kind: 'png', width: 60, height: 40 }),
      await picture(2, { kind: 'png', width: 60, height: 40 }),
    ];
    for (const kind of ['gif', 'webp'] as const) {
      const moving = await sharp([one, two], { join: { animated: true } })
        .toFormat(kind)
        .toBuffer();
      expect((await sharp(moving).metadata()).pages).toBe(2);
      expect(await readPicture(moving)).toMatchObject({ width: 60, height: 40 });
    }
    const heif = Buffer.from(
      (await picture(3, { kind: 'avif', width: 60, height: 40 })).toString('latin1').replaceAll('avif', 'mif1'),
      'latin1',
    );
    expect(await readPicture(heif)).toMatchObject({ width: 60, height: 40 });
  });

  it('never enlarges a small picture, and puts a transparent one on white', async () => {
    const clear = await sharp({
      create: { width: 200, height: 100, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const { files } = await readPicture(clear);
    expect(files.map((one) => `${one.format} ${one.width}`)).toEqual(['master 200', 'jpeg 200', 'webp 200']);
    expect([...(await sharp(files[1]!.bytes).raw().toBuffer()).subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it.each([
    ['a text', async () => Buffer.from('This is no picture, whatever its name says.'), 'photo_unknown'],
    ['an empty file', async () => Buffer.alloc(0), 'photo_unknown'],
    [
      'an SVG drawing, which could load other files',
      async () =>
        Buffer.from(
          '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
        ),
      'photo_drawing',
    ],
    [
      'a file that only begins like a JPEG',
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 1)]),
      'photo_damaged',
    ],
    ['a picture that was cut off', async () => (await picture(3)).subarray(0, 2500), 'photo_damaged'],
    [
      'a HEIC with a coding that Kronika cannot decode',
      async () => asHevc(await picture(5, { kind: 'avif', width: 64, height: 64 })),
      'photo_heic',
    ],
    [
      'a file with only the header of a phone’s HEIC',
      async () =>
        Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(200)]),
      'photo_heic',
    ],
    ['a file of more than 30 MB', async () => Buffer.alloc(30 * 1024 * 1024 + 1), 'too_large'],
    [
      'a small file that claims 60,000 by 60,000 pixels',
      async () => swollen(await picture(4, { kind: 'png', width: 8, height: 8 })),
      'photo_too_many_pixels',
    ],
    [
      'an AVIF that needs a gigabyte to decode',
      async () => {
        const file = await picture(4, { kind: 'avif', width: 8, height: 8 });
        const size = file.indexOf('ispe') + 8;
        file.writeUInt32BE(7000, size);
        file.writeUInt32BE(7000, size + 4);
        return file;
      },
      'photo_too_many_pixels',
    ],
  ])('refuses %s', async (_what, make, code) => {
    expect((await refusal(readPicture(await make()))).code).toBe(code);
  });
});

describe('crops', () => {
  it('have the proportions of their shape, lie within the picture, and contain the focal point', () => {
    const side = fc.integer({ min: 1, max: 4000 });
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(side, side, percent, percent, fc.constantFrom(...shapeNames), (width, height, x, y, shape) => {
        const box = cropBox({ width, height }, shape, { x, y });
        expect(box.left >= 0 && box.top >= 0).toBe(true);
        expect(box.left + box.width <= width && box.top + box.height <= height).toBe(true);
        expect(box.width === width || box.height === height).toBe(true);
        const [across, down] = photoShapes[shape].ratio;
        expect(Math.abs(box.width * down - box.height * across)).toBeLessThanOrEqual(Math.max(across, down));
        const [left, top] = [(width * x) / 100, (height * y) / 100];
        expect(left >= box.left - 1 && left <= box.left + box.width + 1).toBe(true);
        expect(top >= box.top - 1 && top <= box.top + box.height + 1).toBe(true);
      }),
    );
  });

  it.each(photoFormats)('show what is at the focal point, in %s', async (format) => {
    const dot = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const master = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#000' } })
      .composite([{ input: dot, left: 1100, top: 20 }])
      .jpeg()
      .toBuffer();
    const crops = await cropsOf(master, { focus: { x: 94, y: 6 }, shapes: shapeNames, format });
    expect(new Set(crops.map((one) => one.shape))).toEqual(new Set(shapeNames));
    for (const crop of crops) {
      const { channels } = await sharp(crop.bytes).stats();
      expect([crop.shape, crop.width, channels[0]!.max > 240]).toEqual([crop.shape, crop.width, true]);
    }
    // A crop in the opposite corner does not show it.
    const away = await cropsOf(master, { focus: { x: 0, y: 50 }, shapes: ['square'], format });
    expect((await sharp(away[0]!.bytes).stats()).channels[0]!.max).toBeLessThan(60);
  });
});

let seed = 10;
const add = async (app: App, more: Record<string, unknown> = {}) =>
  run(app, addPhoto, monitor, {
    bytes: await picture((seed += 1)),
    credit: 'Ada Reporter',
    alt: 'The door of the newsroom.',
    ...more,
  });
const idOf = async (db: Database, ref: string): Promise<number> =>
  (
    await db.read
      .selectFrom('thing')
      .select('id')
      .where('kind', '=', 'photo')
      .where('number', '=', Number(ref.split('/')[1]))
      .executeTakeFirstOrThrow()
  ).id;
const view = async (db: Database, ref: string, audience: 'public' | 'desk'): Promise<PhotoView> =>
  (await loadPhotos(db.read, [await idOf(db, ref)], audience))[0]!;

onEitherDatabase('photos', (db) => {
  const open = async () => {
    const app = testApp(db());
    await prepareJobs(db(), [photoSizesJob]);
    const { actors } = await run(app, file, editor, {
      actors: [
        { key: 'open', kind: 'person', names: [{ text: `Openface Known${seed}` }], visibility: 'public' },
        { key: 'shut', kind: 'person', names: [{ text: `Shutface Hidden${seed}` }] },
      ],
    });
    return { app, open: actors[0]!, shut: actors[1]! };
  };

  it('are stored with their credit, and a job adds their AVIF sizes later, only once if it runs twice', async () => {
    const { app, open: who } = await open();
    const { photo } = await add(app, { licence: 'CC BY 4.0', note: 'By mail from A.', pictured: [who] });
    const id = await idOf(db(), photo);
    expect(await view(db(), photo, 'desk')).toMatchObject({
      status: 'shown',
      credit: 'Ada Reporter',
      licence: 'CC BY 4.0',
      note: 'By mail from A.',
      width: 1200,
      pictured: [{ ref: who }],
      version: 1,
    });
    expect((await view(db(), photo, 'desk')).sizes.map((one) => one.format)).toEqual([
      'webp',
      'webp',
      'webp',
      'jpeg',
      'jpeg',
      'jpeg',
    ]);
    for (let times = 0; times < 2; times += 1) await run(app, makePhotoSizes, systemPrincipal, { photo: id });
    const { sizes } = await view(db(), photo, 'public');
    expect(sizes.map((one) => `${one.format} ${one.width}`)).toEqual([
      'avif 480',
      'avif 960',
      'avif 1200',
      'webp 480',
      'webp 960',
      'webp 1200',
      'jpeg 480',
      'jpeg 960',
      'jpeg 1200',
    ]);
    for (const size of sizes) {
      const found = (await findPhotoFile(db().read, id, size.file))!;
      const bytes = (await app.blobs.get(found.sha256))!;
      expect([bytes.byteLength, (await sharp(bytes).metadata()).width]).toEqual([found.size, size.width]);
    }
    expect(await findPhotoFile(db().read, id, sizes[0]!.file.replace('avif', 'webp'))).toBeNull();
    expect((await view(db(), photo, 'public')).note).toBeNull();
  });

  it('are refused if a text is too short, a person is unknown, or the photo exists, and leave no bytes behind', async () => {
    const { app } = await open();
    const bytes = await picture((seed += 1));
    for (const [more, path] of [
      [{ credit: 'A' }, 'credit'],
      [{ alt: 'Man' }, 'alt'],
      [{ pictured: ['actor/999999'] }, 'pictured.0'],
    ] as const)
      expect((await refusal(add(app, { bytes, ...more }))).fields.map((one) => one.path)).toEqual([path]);
    const { files } = await readPicture(bytes);
    expect(await app.blobs.get(sha256Hex(files[0]!.bytes))).toBeNull();
    const { number } = await add(app, { bytes });
    expect((await refusal(add(app, { bytes }))).fields).toEqual([
      { path: 'file', message: 'errors.field.photo.known', params: { number } },
    ]);
    expect(await app.blobs.get(sha256Hex(files[0]!.bytes))).not.toBeNull();
  });

  it('can be changed, but not by someone who read an earlier version', async () => {
    const { app, open: who } = await open();
    const { photo } = await add(app);
    const said = { photo, credit: 'Ada Reporter / Ratel', alt: 'The door, sealed.', pictured: [who] };
    expect(await run(app, changePhoto, editor, { ...said, version: 1 })).toEqual({ version: 2 });
    expect((await refusal(run(app, changePhoto, editor, { ...said, version: 1 }))).code).toBe('conflict');
    expect(await view(db(), photo, 'public')).toMatchObject({
      credit: 'Ada Reporter / Ratel',
      alt: 'The door, sealed.',
      pictured: [{ ref: who }],
    });
  });

  it('may have no credit and no description at first, but a credit that was given cannot be removed', async () => {
    const { app } = await open();
    const { photo } = await add(app, { credit: undefined, alt: undefined });
    await run(app, changePhoto, editor, { photo, version: 1, credit: 'Ada Reporter' });
    expect(await view(db(), photo, 'desk')).toMatchObject({ credit: 'Ada Reporter', alt: '' });
    expect(
      (await refusal(run(app, changePhoto, editor, { photo, version: 2, credit: ' ', alt: 'The door.' }))).fields.map(
        (one) => one.path,
      ),
    ).toEqual(['credit']);
  });

  it('are hidden from readers while a person in them is hidden, and after they are withdrawn', async () => {
    const { app, open: who, shut } = await open();
    const { photo } = await add(app, { pictured: [who, shut] });
    expect(await view(db(), photo, 'public')).toMatchObject({
      status: 'closed',
      alt: '',
      credit: '',
      sizes: [],
      pictured: [],
    });
    expect((await view(db(), photo, 'desk')).status).toBe('shown');
    const other = await add(app);
    await run(app, withdraw, editor, { things: [other.photo], reason: 'The photographer asked for it.' });
    expect(await view(db(), other.photo, 'public')).toMatchObject({ status: 'withdrawn', credit: '', sizes: [] });
  });

  it('get crops around their focal point in every format; a new focal point replaces them, and the old files are deleted', async () => {
    const { app } = await open();
    const { photo } = await add(app);
    const id = await idOf(db(), photo);
    expect((await view(db(), photo, 'desk')).cropped).toBe(false);
    await run(app, makePhotoSizes, systemPrincipal, { photo: id });
    const first = await view(db(), photo, 'public');
    expect(first.cropped).toBe(true);
    expect(
      Object.entries(first.crops).map(([shape, sizes]) => [
        shape,
        ...sizes.map((one) => `${one.format} ${one.width}×${one.height}`),
      ]),
    ).toEqual(
      [
        ['lead', '320×213', '480×320', '960×640', '1200×800'],
        ['card', '480×270', '1200×675'],
        ['square', '160×160', '320×320'],
        ['portrait', '320×400', '640×800'],
      ].map(([shape, ...sizes]) => [
        shape,
        ...photoFormats.flatMap((format) => sizes.map((size) => `${format} ${size}`)),
      ]),
    );
    const said = { photo, credit: 'Ada Reporter', alt: 'The door of the newsroom.' };
    await run(app, changePhoto, editor, { ...said, version: 1, focus: { x: 0, y: 100 } });
    // Until the job runs, readers get the crops that exist.
    expect(await view(db(), photo, 'public')).toMatchObject({ cropped: false, crops: first.crops });
    for (let times = 0; times < 2; times += 1) await run(app, makePhotoSizes, systemPrincipal, { photo: id });
    const second = await view(db(), photo, 'public');
    expect([second.cropped, second.focus]).toEqual([true, { x: 0, y: 100 }]);
    // The left half of the picture is red, and the crop now begins at its left edge.
    const file = async (one: PhotoView, name: string) =>
      app.blobs
        .get((await findPhotoFile(db().read, id, name))?.sha256 ?? '0'.repeat(64))
        .then((bytes) => [one, bytes] as const);
    const square = second.crops.square.find((one) => one.format === 'jpeg')!;
    const [, bytes] = await file(second, square.file);
    const row = await sharp(bytes!).extract({ left: 0, top: 80, width: 100, height: 1 }).raw().toBuffer();
    expect([row[0], row[99 * 3]].every((red) => red! > 180)).toBe(true);
    for (const old of first.crops.square) expect((await file(first, old.file))[1]).toBeNull();
    expect(second.sizes).toEqual(first.sizes);
  });

  it('get missing crops from a job that looks for photos without them', async () => {
    const { app } = await open();
    const { photo } = await add(app);
    const id = await idOf(db(), photo);
    expect((await run(app, queueMissingSizes, systemPrincipal, {})).asked).toBeGreaterThan(0);
    await run(app, makePhotoSizes, systemPrincipal, { photo: id });
    const { asked } = await run(app, queueMissingSizes, systemPrincipal, {});
    await run(app, changePhoto, editor, {
      photo,
      version: 1,
      credit: 'Ada Reporter',
      alt: 'The door of the newsroom.',
      focus: { x: 10, y: 10 },
    });
    expect((await run(app, queueMissingSizes, systemPrincipal, {})).asked).toBe(asked + 1);
  });

  it('have a consent that only the desk sees; once it is withdrawn, readers no longer see the photo', async () => {
    const { app } = await open();
    const { photo } = await add(app);
    const said = { photo, credit: 'Ada Reporter', alt: 'The door of the newsroom.' };
    const consent = { state: 'given' as const, note: 'By email, for all articles.' };
    expect(
      (await refusal(run(app, changePhoto, editor, { ...said, version: 1, consent: { ...consent, note: '' } }))).fields,
    ).toEqual([{ path: 'consent.note', message: 'errors.field.photo.consent_note' }]);
    await run(app, changePhoto, editor, { ...said, version: 1, consent });
    const given = (await view(db(), photo, 'desk')).consent!;
    expect(given).toMatchObject({ ...consent, at: expect.any(Date) });
    expect(await view(db(), photo, 'public')).toMatchObject({ status: 'shown', consent: null });
    // Who recorded it, and when, stays while other data changes.
    await run(app, changePhoto, monitor, { ...said, version: 2, licence: 'CC BY 4.0', consent });
    await run(app, changePhoto, monitor, { ...said, version: 3 });
    expect((await view(db(), photo, 'desk')).consent).toEqual(given);
    await run(app, changePhoto, editor, {
      ...said,
      version: 4,
      consent: { state: 'withdrawn', note: 'She called on 4 May.' },
    });
    expect(await view(db(), photo, 'public')).toMatchObject({
      status: 'withdrawn',
      credit: '',
      sizes: [],
      consent: null,
    });
    expect((await view(db(), photo, 'public')).crops.lead).toEqual([]);
    expect((await view(db(), photo, 'desk')).consent).toMatchObject({ state: 'withdrawn' });
  });

  it('lose all files and texts when a person in them is redacted', async () => {
    const { app, shut } = await open();
    const { photo } = await add(app, { pictured: [shut], note: 'Shutface asked us twice.' });
    const id = await idOf(db(), photo);
    await run(app, makePhotoSizes, systemPrincipal, { photo: id });
    const kept = await db().read.selectFrom('photo_file').select('sha256').where('photo_id', '=', id).execute();
    expect(kept).toHaveLength(40);
    const apart = await add(app);
    await redactPerson(app, editor, { actor: shut, ground: 'The person asked us to erase them.' });
    for (const { sha256 } of kept) expect(await app.blobs.get(sha256)).toBeNull();
    expect(await view(db(), photo, 'desk')).toMatchObject({
      status: 'erased',
      alt: '',
      credit: '',
      note: null,
      sizes: [],
      pictured: [],
    });
    const changes = await db()
      .read.selectFrom('change')
      .select(['before', 'after'])
      .where('thing_id', '=', id)
      .execute();
    expect(JSON.stringify(changes)).not.toMatch(/Ada|Shutface|newsroom/);
    expect((await view(db(), apart.photo, 'desk')).sizes).toHaveLength(6);
  });
});
