import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { newsPage } from '../../src/evidence/browser/pages.factory.ts';
import { webServer } from '../../src/evidence/fetch/fetch-servers.factory.ts';

const pictureCount = 3;
/** How many characters of script the page has. News pages, too, have more bytes of script than of images. */
const scriptLength = 2_100_000;
const words =
  'article reader window document function return consent banner layout image headline query track cookie module loader'.split(
    ' ',
  );

/** An image that compresses like a photo: patches of colour that blend into each other. */
const photo = async (): Promise<Buffer> => {
  const patches = await sharp(randomBytes(90 * 60 * 3), { raw: { width: 90, height: 60, channels: 3 } })
    .resize(1350, 900, { kernel: 'cubic' })
    .raw()
    .toBuffer();
  return sharp(patches, { raw: { width: 1350, height: 900, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
};

function scriptOf(length: number): string {
  let text = '';
  for (let index = 0; text.length < length; index++)
    text += `function ${words[index % words.length]}${index}(${words[(index * 7) % words.length]}) { return "${words[(index * 3) % words.length]} ${index * 7919}"; }\n`;
  return text;
}

/** A local page of 2.8 MB of photos and script, and a frame with `news`, a page with what news pages often contain. */
export async function picturesPage(): Promise<{
  news: Awaited<ReturnType<typeof newsPage>>;
  address: string;
  size: number;
}> {
  const news = await newsPage();
  const photos = await Promise.all(Array.from({ length: pictureCount }, photo));
  const code = scriptOf(scriptLength);
  const size = photos.reduce((sum, one) => sum + one.length, code.length);
  const port = await webServer((request, response) => {
    const picture = /^\/picture\/(\d+)\.jpg$/.exec(request.url!);
    if (picture) return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(photos[Number(picture[1])]);
    if (request.url === '/page.js')
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(
        `<title>Pictures</title><h1>Pictures</h1><script src="/page.js"></script><iframe src="${news.address}"></iframe>${photos.map((_, index) => `<img src="/picture/${index}.jpg" alt="">`).join('')}`,
      );
  });
  return { news, address: `http://127.0.0.1:${port}/`, size };
}
