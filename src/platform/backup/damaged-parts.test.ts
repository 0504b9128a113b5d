import { expect, it } from 'vitest';
import { readParts } from './frames.ts';
import { parseKeyFiles } from './key-files.ts';
import { readManifest } from './manifest.ts';

const damaged = { code: 'backup_damaged' };

it('parts of a backup that are JSON of another form are damaged', async () => {
  for (const line of ['null', '1', '"a"', '[]', '{}', '{"rows":-1}', '{"rows":1e300}', '{"table":null}', '{"sequences":{"a":"b"}}', '{']) {
    const read = async (): Promise<void> => {
      const chunk = async function* () {
        yield Buffer.from(`${line}\n`);
      };
      for await (const _ of readParts(chunk())) continue;
    };
    await expect(read(), line).rejects.toMatchObject(damaged);
  } // prettier-ignore
});

it('a list of keys of another form is damaged', () => {
  for (const text of ['', 'null', '{}', '[1]', '[{"path":1,"content":"AA"}]', '[{"path":"keys/a.key"}]'])
    expect(() => parseKeyFiles(text, 'keys.gz'), text).toThrow(expect.objectContaining(damaged));
  expect(parseKeyFiles('[{"path":"keys/a.key","content":"AA=="}]', 'keys.gz')).toEqual([{ path: 'keys/a.key', content: 'AA==' }]); // prettier-ignore
});

it('a manifest of a newer version is refused, whatever it says about itself', () => {
  for (const kronika of ['"9"', '{"toString":1}', 'null', '[]'])
    expect(() => readManifest(`{"version":2,"kronika":${kronika}}`)).toThrow(expect.objectContaining({ code: 'backup_newer' })); // prettier-ignore
});
