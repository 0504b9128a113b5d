import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError, type FieldError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { versionSchema, lockPublication, storeSettings } from './change-publication.ts';
import { ownLogoReader, type CleanLogo } from './logo-reader.ts';
import { settingsOf, type Logo, type LogoFile } from './publication.ts';

const maxBytes = 300 * 1024;

const file = z.instanceof(Uint8Array, { error: 'publishing.publication.error.logo.bad' });

/**
 * Sets the logo, or removes it if none is given. SVG pictures are rebuilt from an allow-list. PNG pictures lose their
 * metadata. The original bytes are not stored.
 * @throws AppError `invalid_input` for another format, or for more than 300 KB; `conflict`
 */
export const changeLogo = defineOperation({
  name: 'publishing.changeLogo',
  permission: editors,
  input: z.object({
    version: versionSchema,
    logo: file.optional(),
    /** The logo for dark mode. Without it, dark mode shows `logo`. */ dark: file.optional(),
  }),
  async prepare({ input, app }): Promise<Logo | undefined> {
    const fields: FieldError[] = [];
    const read = async (name: 'logo' | 'dark'): Promise<CleanLogo | undefined> => {
      const bytes = input[name];
      if (!bytes) return undefined;
      const cleaned = bytes.byteLength > maxBytes ? null : await runReader(ownLogoReader, bytes);
      if (!cleaned)
        fields.push({
          path: name,
          message:
            bytes.byteLength > maxBytes
              ? 'publishing.publication.error.logo.large'
              : 'publishing.publication.error.logo.bad',
        });
      return cleaned ?? undefined;
    };
    const [light, dark] = [await read('logo'), await read('dark')];
    if (!light && dark) fields.push({ path: 'logo', message: 'publishing.publication.error.logo.missing' });
    if (fields.length) throw new AppError('invalid_input', { fields });
    const keep = async ({ bytes, ...about }: CleanLogo): Promise<LogoFile> => ({
      ...about,
      sha256: await app.blobs.put(bytes),
    });
    return light && { ...(await keep(light)), ...(dark ? { dark: await keep(dark) } : {}) };
  },
  async write({ tx, input, prepared, change }) {
    const { publication, version } = await lockPublication(tx, input.version);
    await storeSettings(tx, settingsOf(publication), prepared, version);
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { logo: publication.logo ?? null },
      after: { logo: prepared ?? null },
    });
  },
});
