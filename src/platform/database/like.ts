/** A pattern of SQL's `like` for texts that contain `text`. Wildcards in `text` are escaped. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
